/** The real machine, whole. */
import { homedir } from 'node:os';
import type { Machine } from '../model/machine.ts';
import { makeClock } from './clock.ts';
import { makeControl } from './control.ts';
import { makeFiles } from './files.ts';
import { makeHost } from './host.ts';
import { makeKeyboard } from './keyboard.ts';
import { makeNetwork } from './network.ts';
import { makeProcesses } from './processes.ts';
import { makeStandardInput } from './standard-input.ts';
import { makeSyntax } from './syntax.ts';
import { makeWeb } from './web.ts';
import { whenAsked } from './when-asked.ts';

/** Everything that metaton does to the world goes through here. `environment` is the user's shell. */
export function makeMachine(environment: Readonly<Record<string, string | undefined>>): Machine {
  const files = makeFiles();
  const processes = makeProcesses(environment);
  return {
    files,
    processes,
    network: makeNetwork(),
    database: whenAsked(async () => (await import('./database.ts')).makeDatabase({ files })),
    certificates: whenAsked(async () => (await import('./certificates.ts')).makeCertificates(files)),
    trust: whenAsked(async () =>
      (await import('./trust.ts')).makeTrust({
        files,
        processes,
        platform: process.platform,
        home: homedir(),
        environment,
        isRoot: process.getuid?.() === 0,
      }),
    ),
    clock: makeClock(),
    keyboard: makeKeyboard(),
    input: makeStandardInput(),
    control: makeControl(environment),
    downloads: whenAsked(async () => (await import('./downloads.ts')).makeDownloads(environment)),
    host: makeHost(),
    archives: whenAsked(async () => (await import('./archives.ts')).makeArchives()),
    syntax: makeSyntax(),
    web: makeWeb(),
  };
}
