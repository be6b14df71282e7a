/** How each supervisor is given seven commands: every one runs `sh FOLDER/cN.sh`. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const versions = { concurrently: '9.2.5', mprocs: '0.9.6', pm2: '7', foreman: '3' };

/** Where the others are installed when they are first asked for; never among the dependencies. */
const installed = path.resolve('node_modules/.cache/bench-supervise');

export function install() {
  if (existsSync(path.join(installed, 'node_modules/foreman'))) return;
  mkdirSync(installed, { recursive: true });
  writeFileSync(path.join(installed, 'package.json'), '{"private":true}');
  const packages = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
  execFileSync('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: installed, stdio: 'inherit' });
}

const machineWord = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
const binary = (name, file) => path.join(installed, 'node_modules', name, file);
const scripts = (folder) => [1, 2, 3, 4, 5, 6, 7].map((number) => path.join(folder, `c${number}.sh`));
const json = (folder, name, value) => writeFileSync(path.join(folder, name), JSON.stringify(value));
const byName = (folder, make) =>
  Object.fromEntries(scripts(folder).map((file, index) => [`c${index + 1}`, make(file)]));

/** Each answers program, arguments and variables; `restarts` asks for a crashed child to be started again. */
export const peers = {
  reference: (folder) => [process.execPath, [path.resolve('test/bench/supervise/reference.mjs'), ...scripts(folder)]],
  metaton: (folder, { restarts }) => {
    // JSON is YAML.
    const own = (file) => ({ command: ['sh', file], restart: restarts ? 'on-failure' : 'never' });
    json(folder, 'metaton.yaml', { services: byName(folder, own) });
    const ids = scripts(folder).map((_, index) => `c${index + 1}`);
    return [
      process.execPath,
      [path.resolve('dist/main.js'), 'up', '--only', ...ids],
      { METATON_DATA_FOLDER: path.join(folder, 'user') },
    ];
  },
  concurrently: (folder, { restarts }) => [
    process.execPath,
    [
      binary('concurrently', 'dist/bin/concurrently.js'),
      ...['--names', 'c1,c2,c3,c4,c5,c6,c7'],
      ...(restarts ? ['--restart-tries', '3'] : []),
      ...scripts(folder).map((file) => `exec sh ${file}`),
    ],
  ],
  foreman: (folder) => {
    const lines = scripts(folder).map((file, index) => `c${index + 1}: exec sh ${file}\n`);
    writeFileSync(path.join(folder, 'Procfile'), lines.join(''));
    return [process.execPath, [binary('foreman', 'nf.js'), 'start']];
  },
  'pm2-runtime': (folder, { restarts }) => {
    const app = (file, index) => ({
      name: `c${index + 1}`,
      script: file,
      interpreter: 'sh',
      autorestart: Boolean(restarts),
    });
    json(folder, 'pm2.json', { apps: scripts(folder).map(app) });
    return [
      process.execPath,
      [binary('pm2', 'bin/pm2-runtime'), 'start', '--formatted', 'pm2.json'],
      { PM2_HOME: path.join(folder, 'pm2'), PM2_DISCRETE_MODE: 'true' },
    ];
  },
  // It only runs in a terminal, and shows one program at a time: there is no merged log to measure.
  mprocs: (folder) => {
    json(folder, 'mprocs.yaml', { procs: byName(folder, (file) => ({ cmd: ['sh', file] })) });
    // Without the wrapper in Node that the package has around it.
    const names = readdirSync(binary('mprocs', ''));
    const name = names.find((one) => one.includes(process.platform) && one.includes(machineWord));
    const program = `exec ${binary('mprocs', name ? `${name}/mprocs` : 'cli.js')} --config mprocs.yaml`;
    return ['script', ['-qfec', program, '/dev/null'], { TERM: 'xterm' }];
  },
};

/** What cannot be asked of whom. */
export const cannot = {
  merge: ['mprocs'],
  end: ['mprocs'],
  restart: ['mprocs', 'foreman', 'reference'],
};
