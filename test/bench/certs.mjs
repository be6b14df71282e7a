/** `metaton certs` from nothing beside mkcert, turn by turn. mkcert makes no perms keys: openssl makes them in its stead. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { line, timed } from './measure.mjs';

/** How long the search for primes takes varies threefold from one turn to the next. */
const rounds = 31;
const theirs = [];
const ours = [];

/** Runs in an empty folder that is also the home, so that there is nothing to be found. */
async function inEmptyFolder(run) {
  const folder = mkdtempSync(path.join(tmpdir(), 'metaton-bench-'));
  process.env.HOME = process.env.XDG_DATA_HOME = folder;
  process.env.CAROOT = path.join(folder, 'caroot');
  try {
    return await run((name) => path.join(folder, name));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** An authority of 3072 bits, a leaf and perms keys of 2048: the sizes that both have. */
async function mkcert(at) {
  const names = ['localhost', '127.0.0.1', '::1'];
  const leaf = await timed('mkcert', ['-cert-file', at('cert.pem'), '-key-file', at('key.pem'), ...names]);
  const keys = await timed('openssl', ['genrsa', '-traditional', '-out', at('perms.pem'), '2048']);
  const open = await timed('openssl', ['rsa', '-in', at('perms.pem'), '-pubout', '-out', at('perms.pub.pem')]);
  return leaf.ms + keys.ms + open.ms;
}

async function metaton(at) {
  writeFileSync(at('metaton.yaml'), '');
  return (await timed(process.execPath, [path.resolve('dist/main.js'), '-C', at(''), 'certs'])).ms;
}

for (let round = 0; round < rounds; round++) {
  theirs.push(await inEmptyFolder(mkcert));
  ours.push(await inEmptyFolder(metaton));
}
console.log(`Certificates from nothing, least / median / most of ${rounds} turns`);
line('mkcert and openssl', theirs, 'ms');
line('metaton certs', ours, 'ms', theirs);
