/** The door between two metatons of one user. */
import { createHash } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import type { Control } from '../model/control.ts';
import { connectControl } from './connect-control.ts';
import { serveControl } from './serve-control.ts';

/** Of the address of a socket no more bytes are kept by macOS; Linux has four more: https://man7.org/linux/man-pages/man7/unix.7.html */
const longestPlace = 103;

/** The machine's control sockets. */
export const makeControl = (environment: Readonly<Record<string, string | undefined>>): Control => ({
  place: (state) => placeOf(state, environment),
  serve: serveControl,
  connect: connectControl,
});

function placeOf(state: string, environment: Readonly<Record<string, string | undefined>>): string {
  const name = createHash('sha256').update(path.resolve(state)).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return String.raw`\\.\pipe\metaton-${name}`;
  const own = path.join(state, 'run', 'control.sock');
  if (Buffer.byteLength(own) <= longestPlace) return own;
  const common = environment['XDG_RUNTIME_DIR'] ?? path.join(os.tmpdir(), `metaton-${os.userInfo().uid}`);
  return path.join(common, `metaton-${name}`, 'control.sock');
}
