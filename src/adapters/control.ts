/** The door between two metatons of one user. */
import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Control } from '../model/control.ts';
import { isOwnFolder } from './control-socket.ts';

/** Of the address of a socket no more bytes are kept by macOS; Linux has four more: https://man7.org/linux/man-pages/man7/unix.7.html */
const longestPlace = 103;

/** The machine's control sockets. */
export const makeControl = (environment: Readonly<Record<string, string | undefined>>): Control => ({
  place: (state) => placeOf(state, environment),
  serve: async (...given) => (await import('./serve-control.ts')).serveControl(...given),
  connect: async (place) =>
    (await mayAnswer(place)) ? (await import('./connect-control.ts')).connectControl(place) : undefined,
});

/** Who answers from a folder of somebody else's is somebody else; where there is no socket, nobody is. */
async function mayAnswer(place: string): Promise<boolean> {
  if (process.platform === 'win32') return true;
  return (await isOwnFolder(path.dirname(place))) && (await isThere(place));
}

const isThere = (place: string): Promise<boolean> =>
  access(place).then(
    () => true,
    () => false,
  );

function placeOf(state: string, environment: Readonly<Record<string, string | undefined>>): string {
  const name = `metaton-${createHash('sha256').update(path.resolve(state)).digest('hex').slice(0, 16)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  const places = [
    path.join(state, 'run', 'control.sock'),
    ...[environment['XDG_RUNTIME_DIR'], os.tmpdir()].flatMap((folder) =>
      folder === undefined || folder === '' ? [] : path.join(folder, name, 'control.sock'),
    ),
  ];
  return places.find((place) => Buffer.byteLength(place) <= longestPlace) ?? `/tmp/${name}/control.sock`;
}
