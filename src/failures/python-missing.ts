/** Python, which builds native packages, was not found. */
import { defineFailure } from '../model/failure.ts';

export const pythonMissing = defineFailure({
  id: 'python-missing',
  services: ['dialog', 'hubs', 'hubs-admin', 'spoke'],
  seenIn: ['log'],
  marks: ['gyp ERR! find Python', 'gyp ERR! stack Error: Could not find any Python'],
  pattern: /gyp ERR! find Python|Could not find any Python/,
  title: 'Python, which builds native packages, was not found.',
  meaning: 'node-gyp needs python3, make and a compiler.',
  remedies: [
    'On Debian: `sudo apt install python3 build-essential`; on a Mac: `xcode-select --install`. Then `metaton init`.',
  ],
  source: 'https://github.com/nodejs/node-gyp#installation',
  example: 'gyp ERR! find Python You need to install the latest version of Python.',
});
