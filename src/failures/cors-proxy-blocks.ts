/** The CORS proxy of reticulum refuses an address. */
import { defineFailure } from '../model/failure.ts';

export const corsProxyBlocks = defineFailure({
  id: 'cors-proxy-blocks',
  services: ['reticulum'],
  seenIn: ['log'],
  marks: ['CORS Proxy: Blocking internal IP'],
  pattern: /CORS Proxy: Blocking internal IP/,
  title: 'The CORS proxy of reticulum refuses an address.',
  meaning:
    'It looks names up at 8.8.8.8 and refuses what is not found there, and whatever lies on this machine or in a private network.',
  remedies: [
    'Without a way to 8.8.8.8, no foreign picture or model can be shown; everything else works.',
    'Files of your own: upload them, or serve them from a public address.',
  ],
  source: 'https://github.com/Hubs-Foundation/reticulum/blob/HEAD/lib/ret_web/controllers/page_controller.ex',
  example: '[warning] CORS Proxy: Blocking internal IP nil for host example.com',
});
