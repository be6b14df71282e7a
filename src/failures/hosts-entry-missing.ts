/** Something asks for hubs.local, a name that only a hosts file knows. */
import { defineFailure } from '../model/failure.ts';

export const hostsEntryMissing = defineFailure({
  id: 'hosts-entry-missing',
  services: [],
  seenIn: ['log', 'answer', 'browser'],
  marks: ['hubs.local', 'hubs-proxy.local'],
  pattern:
    /(?:ENOTFOUND|EAI_AGAIN|ERR_NAME_NOT_RESOLVED|WebSocket connection to 'wss:).*\bhubs(?:-proxy)?\.local|\bhubs(?:-proxy)?\.local.*(?:ENOTFOUND|EAI_AGAIN|ERR_NAME_NOT_RESOLVED)/,
  title: 'Something asks for hubs.local, a name that only a hosts file knows.',
  meaning: 'It is the default of the code; metaton puts localhost in its place.',
  remedies: ['Run `metaton patch --check`, then `metaton patch`, then `metaton up`.'],
  source: 'https://github.com/Hubs-Foundation/hubs/issues/4605',
  example: "WebSocket connection to 'wss://hubs.local/?roomId=abc' failed",
});
