/**
 * `npm run release -- VERSION` checks everything, writes the version and the day into package.json and CHANGELOG.md,
 * commits and tags. `npm run release -- --publish` then publishes what is tagged, with provenance. `--dry-run` goes
 * through all of it and changes nothing.
 */
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';

const words = process.argv.slice(2);
const isDry = words.includes('--dry-run');
const version = words.find((word) => !word.startsWith('--'));

if (words.includes('--publish')) await publish();
else if (version !== undefined && /^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version)) await prepare(version);
else stop('Usage: npm run release -- VERSION [--dry-run], then npm run release -- --publish [--dry-run]');

async function prepare(version) {
  refuseUnclean();
  if (read('git', 'tag', '--list', `v${version}`) !== '') stop(`There is a tag v${version} already.`);
  const changes = await readFile('CHANGELOG.md', 'utf8');
  const heading = '## [Unreleased]\n';
  const news = changes.split(heading)[1]?.split(/^## /m)[0]?.trim() ?? '';
  if (!news.includes('\n- ')) stop('CHANGELOG.md has nothing under [Unreleased].');
  run('npm', 'test');
  if (isDry) return console.log(`Would commit and tag v${version}.`);
  const day = new Date().toISOString().slice(0, 10);
  await writeFile('CHANGELOG.md', changes.replace(heading, `${heading}\n## [${version}] - ${day}\n`));
  run('npm', 'version', version, '--no-git-tag-version', '--allow-same-version', '--ignore-scripts');
  run(
    'git',
    'commit',
    '--quiet',
    '--message',
    `Release ${version}`,
    'package.json',
    'package-lock.json',
    'CHANGELOG.md',
  );
  run('git', 'tag', '--annotate', '--message', `metaton ${version}`, `v${version}`);
  console.log(`Tagged v${version}. Push it; where it is built, run \`npm run release -- --publish\`.`);
}

/** Provenance is vouched for by whoever builds: npm makes it in GitHub Actions and GitLab CI only. */
async function publish() {
  refuseUnclean();
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  if (!read('git', 'tag', '--points-at', 'HEAD').split('\n').includes(`v${version}`))
    stop(`This commit is not tagged v${version}.`);
  const canVouch = ['ACTIONS_ID_TOKEN_REQUEST_URL', 'SIGSTORE_ID_TOKEN'].some((name) => process.env[name]);
  if (!canVouch && !isDry)
    stop('Nobody vouches for this build: publish from GitHub Actions (permission id-token: write) or GitLab CI.');
  run('npm', 'ci');
  run('npm', 'run', 'check');
  const tag = version.includes('-') ? ['--tag', 'next'] : [];
  // That it is public, and with provenance, says package.json.
  run('npm', 'publish', ...tag, ...(isDry ? ['--dry-run'] : []));
}

function refuseUnclean() {
  if (read('git', 'status', '--porcelain') !== '') stop('The work tree is not clean.');
}

function read(program, ...args) {
  return execFileSync(program, args, { encoding: 'utf8' }).trim();
}

function run(program, ...args) {
  try {
    execFileSync(program, args, { stdio: 'inherit' });
  } catch {
    stop(`${program} ${args.join(' ')} failed.`);
  }
}

function stop(why) {
  console.error(why);
  process.exit(1);
}
