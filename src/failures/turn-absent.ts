/** The TURN server that reticulum names is not there. */
import { defineFailure } from '../model/failure.ts';

export const turnAbsent = defineFailure({
  id: 'turn-absent',
  services: [],
  seenIn: ['log', 'browser'],
  isHarmless: true,
  marks: ['your TURN server appears to be broken', 'STUN/TURN server', 'turn:localhost:5349', 'turns:localhost:5349'],
  pattern: /TURN server appears to be broken|turns?:localhost:5349|STUN\/TURN server/,
  title: 'The TURN server that reticulum names is not there.',
  meaning:
    'reticulum always names one at port 5349. On one machine, and within most networks, sound and pictures need none.',
  remedies: [
    'Nothing is to be done on one machine.',
    'For visitors behind strict routers, add coturn as a service of your own in metaton.yaml.',
  ],
  source: 'https://github.com/Hubs-Foundation/reticulum/blob/HEAD/lib/ret/coturn.ex',
  example: 'ICE failed, your TURN server appears to be broken, see about:webrtc for more details',
});
