// The tasks of mix that a person or a tool runs in this folder.
'use strict';
const { existsSync, mkdirSync } = require('node:fs');
const path = require('node:path');
const log = require('./log.js');

/** The folder that mix was started in, as for the real one; symbolic links and all. */
const folder = process.cwd();

const TASKS = {
  'local.hex': () => say('* creating ~/.mix/archives/hex-2.0.6'),
  'local.rebar': () => say('* creating ~/.mix/elixir/1-16-otp-25/rebar3'),
  'deps.get': getDependencies,
  'deps.compile': () => say('==> phoenix', 'Compiling 1 file (.ex)', 'Generated phoenix app'),
  compile,
  'ecto.create': createDatabase,
  'ecto.migrate': migrateByHand,
  'phx.server': runServer,
};

/** Runs one task, or says that there is none of that name. */
exports.main = async ([name, ...options]) => {
  if (name === '--version') return say('Erlang/OTP 25 [erts-13.2.2.7]', '', 'Mix 1.16.3 (compiled with Erlang/OTP 25)');
  const task = TASKS[name];
  if (!task) return log.giveUp(`** (Mix) The task "${name}" could not be found`);
  if (name.startsWith('local.') && !options.includes('--force')) {
    return log.giveUp('** (Mix) Are you sure you want to install? Without a terminal only --force answers.');
  }
  try {
    await task();
  } catch (cause) {
    log.giveUp(cause.message);
  }
};

function getDependencies() {
  if (existsSync(path.join(folder, 'deps/phoenix'))) return say('All dependencies are up to date');
  say('Resolving Hex dependencies...', 'Resolution completed in 0.01s', '* Getting phoenix (Hex package)');
  mkdirSync(path.join(folder, 'deps/phoenix'), { recursive: true });
}

function compile() {
  requireDependencies();
  mkdirSync(path.join(folder, '_build/dev/lib/ret'), { recursive: true });
  say('Compiling 8 files (.ex)', 'Generated ret app');
}

async function createDatabase() {
  const { connectOnce, describe } = require('./postgres.js');
  const { database } = settingsHere();
  const fail = (cause) => log.giveUp(`** (Mix) The database for Ret.Repo couldn't be created: ${describe(cause, database)}`);
  // A database cannot be made from within itself, so mix goes through the one that is always there.
  const client = await connectOnce({ ...database, database: 'postgres' }).catch(fail);
  for (const repo of ['Ret.Repo', 'Ret.SessionLockRepo']) {
    const exists = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database.database]);
    if (exists.rowCount === 0) await client.query(`CREATE DATABASE ${database.database} TEMPLATE template0 ENCODING 'UTF8'`).catch(fail);
    say(`The database for ${repo} has ${exists.rowCount === 0 ? '' : 'already '}been created`);
  }
  await client.end();
}

async function migrateByHand() {
  const settings = settingsHere();
  const client = await require('./postgres.js').connectPatiently(settings.database);
  await require('./migrations.js').migrate(client, settings, folder);
  await client.end();
}

async function runServer() {
  const { hang, neverReady, onSigterm } = require('miniature-fault');
  requireDependencies();
  let stop = () => process.exit(0);
  onSigterm(() => {
    log.notice('SIGTERM received - shutting down');
    stop();
  });
  const settings = settingsHere();
  process.title = 'beam.smp';
  ignoreInterruptIfAsked();
  const { connectPatiently, keepConnected } = require('./postgres.js');
  const client = await connectPatiently(settings.database);
  await migrateOrGiveUp(client, settings);
  if (!existsSync(path.join(folder, settings.storagePath))) {
    say(`/usr/bin/df: ${settings.storagePath}: No such file or directory`);
  }
  if (neverReady) return hang();
  stop = require('./server.js').serve(settings, keepConnected(client, settings.database));
}

async function migrateOrGiveUp(client, settings) {
  try {
    await require('./migrations.js').migrateAtBoot(client, settings, folder);
  } catch (cause) {
    log.giveUp(
      '** (Mix) Could not start application ret: exited in: Ret.Application.start(:normal, [])',
      '    ** (EXIT) an exception was raised:',
      `        ${require('./postgres.js').describe(cause, settings.database)}`,
    );
  }
}

/** Without `+B i` an interrupt ends the real server at once; with it, only SIGTERM does. */
function ignoreInterruptIfAsked() {
  if (/\+B ?[id]/.test(process.env.ELIXIR_ERL_OPTIONS ?? '')) process.on('SIGINT', () => {});
}

function settingsHere() {
  return require('./settings.js').readSettings(folder, process.env);
}

function requireDependencies() {
  if (existsSync(path.join(folder, 'deps/phoenix'))) return;
  say('Unchecked dependencies for environment dev:', '* phoenix (Hex package)', '  the dependency is not available, run "mix deps.get"');
  log.giveUp("** (Mix) Can't continue due to errors on dependencies");
}

function say(...lines) {
  process.stdout.write(`${lines.join('\n')}\n`);
}
