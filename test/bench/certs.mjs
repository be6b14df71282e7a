/** `metaton certs` from nothing beside mkcert, turn by turn. mkcert makes no perms keys: openssl makes them for it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { line, timed } from './measure.mjs';

/** Time to find primes varies threefold from one turn to the next. */
const rounds = 31;
const names = ['localhost', '127.0.0.1', '::1'];

/** Authority of 3072 bits, leaf and perms keys of 2048: the sizes that both have. */
async function ours(folder) {
  writeFileSync(path.join(folder, 'metaton.yaml'), '');
  process.env.METATON_DATA_FOLDER = path.join(folder, 'data');
  return (await timed(process.execPath, ['src/tools/run.mjs', '-C', folder, 'certs'])).ms;
}
