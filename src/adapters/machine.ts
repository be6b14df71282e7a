/** The real machine, whole. */
import type { Machine } from '../model/machine.ts';
import { makeCertificates } from './certificates.ts';
import { makeClock } from './clock.ts';
import { makeControl } from './control.ts';
import { makeDatabase } from './database.ts';
import { makeFiles } from './files.ts';
import { makeKeyboard } from './keyboard.ts';
import { makeNetwork } from './network.ts';
import { makeProcesses } from './processes.ts';
import { makeSyntax } from './syntax.ts';

/** Everything that metaton does to the world goes through here. `environment` is the user's shell. */
export function makeMachine(environment: Readonly<Record<string, string | undefined>>): Machine {
  const files = makeFiles();
  return {
    files,
    processes: makeProcesses(environment),
    network: makeNetwork(),
    database: makeDatabase({ files }),
    certificates: makeCertificates(files),
    clock: makeClock(),
    keyboard: makeKeyboard(),
    control: makeControl(environment),
    syntax: makeSyntax(),
  };
}
