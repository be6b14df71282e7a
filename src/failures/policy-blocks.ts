/** The content security policy of reticulum forbids an address. */
import { defineFailure } from '../model/failure.ts';

export const policyBlocks = defineFailure({
  id: 'policy-blocks',
  services: [],
  seenIn: ['browser', 'answer'],
  marks: ['Content Security Policy', 'Content-Security-Policy'],
  pattern:
    /(?:Refused to (?:load|connect|execute|apply|prefetch|frame).*Content Security Policy)|(?:Content[- ]Security[- ]Policy.*(?:blocked|does not allow))/,
  title: 'The content security policy of reticulum forbids an address.',
  meaning:
    'It allows the hosts and ports in config/dev.exs. Addresses of assets (BASE_ASSETS_PATH) and the host of dialog must be among them.',
  remedies: [
    'Run `metaton patch`, then `metaton restart reticulum hubs hubs-admin spoke`.',
    'Open https://localhost:4000, not the ports of the page servers.',
  ],
  source: 'https://github.com/Hubs-Foundation/reticulum/issues/655',
  example:
    "Refused to load the script 'https://hubs.local:9090/assets/js/entry.js' because it violates the following Content Security Policy directive",
});
