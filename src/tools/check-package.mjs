/** Judges the package as npm would publish it: size, what is in it, and what publint and arethetypeswrong say of it. */
import { execFile } from 'node:child_process';
import { access, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const run = promisify(execFile);

/** Bytes. The programs of Postgres and PostgREST are packages of their own. */
const largest = 2_000_000;

/** Where what runs is. Everything below is packed, as it is on disk. */
const folders = ['dist', 'templates'];

/** Folders whose files are somebody else's code for metaton to patch, in the shape that has upstream. */
const isMiniature = (file) => file.startsWith('/templates/miniature/');

const complaints = [];
await access('dist/main.js').catch(() => {
  console.error('There is no dist/: run `npm run build` first.');
  process.exit(1);
});
const out = await mkdtemp(path.join(os.tmpdir(), 'metaton-package-'));
try {
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', out]);
  const [{ filename, size, unpackedSize, files }] = JSON.parse(stdout);
  const tarball = path.join(out, filename);
  console.log(`${filename}: ${kilobytes(size)} kB, ${kilobytes(unpackedSize)} kB unpacked, ${files.length} files`);
  if (size > largest) complaints.push(`It has more than ${kilobytes(largest)} kB.`);

  // npm leaves files out by their names, such as .gitignore, without a word.
  const packed = new Set(files.map((file) => file.path));
  for (const file of await below(folders)) if (!packed.has(file)) complaints.push(`${file} is left out by npm.`);
  const { files: named } = JSON.parse(await readFile('package.json', 'utf8'));
  const isMeant = (file) => named.some((name) => file === name || file.startsWith(`${name}/`));
  const always = new Set(['package.json', 'README.md', 'LICENSE']);
  for (const file of packed) if (!isMeant(file) && !always.has(file)) complaints.push(`${file} does not run.`);
  for (const file of packed)
    if (/\.(?:map|ts|test\.\w+)$/.test(file)) complaints.push(`${file} is for those who build metaton.`);

  const { messages, pkg } = await publint({ strict: true, pack: { tarball: await arrayBuffer(tarball) } });
  for (const message of messages)
    if (!isMiniature(message.args?.actualFilePath ?? '')) complaints.push(`publint: ${formatMessage(message, pkg)}`);

  await run('npx', ['--no-install', 'attw', '--format', 'json', tarball]).catch((error) => {
    complaints.push(`attw: ${error.stdout || error.message}`);
  });
} finally {
  await rm(out, { recursive: true, force: true });
}
for (const complaint of complaints) console.error(`✗ ${complaint}`);
if (complaints.length > 0) process.exitCode = 1;

function kilobytes(bytes) {
  return Math.ceil(bytes / 1000);
}

async function below(roots) {
  const lists = roots.map(async (root) => {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map((entry) => path.join(entry.parentPath, entry.name));
  });
  return (await Promise.all(lists)).flat();
}

async function arrayBuffer(file) {
  const bytes = await readFile(file);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
}
