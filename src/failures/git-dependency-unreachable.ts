/** A dependency could not be fetched from GitHub. */
import { defineFailure } from '../model/failure.ts';

export const gitDependencyUnreachable = defineFailure({
  id: 'git-dependency-unreachable',
  services: [],
  seenIn: ['log'],
  marks: ['unable to access ', 'Could not resolve host: github.com', 'git dep preparation failed'],
  pattern: /unable to access 'https:\/\/github\.com|Could not resolve host: github\.com|git dep preparation failed/,
  title: 'A dependency could not be fetched from GitHub.',
  meaning:
    'Some packages of hubs, Spoke and reticulum come straight from git. There is no way to GitHub, or preparing one of them failed.',
  remedies: [
    'Look whether `git ls-remote https://github.com/Hubs-Foundation/hubs.git` answers; behind a proxy, set HTTPS_PROXY.',
    'Run the same command again: it goes on from where it stopped.',
  ],
  source: 'https://github.com/Hubs-Foundation/hubs/issues/5761',
  example: "fatal: unable to access 'https://github.com/mozillareality/three.js/': Could not resolve host: github.com",
});
