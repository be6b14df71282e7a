// Brings the database to the last migration in priv/repo/migrations, whose SQL it reads out of the Elixir files.
'use strict';
const { readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');
const log = require('./log.js');

/** What the server does at every start: one server at a time, into the schema ret0. */
exports.migrateAtBoot = async (client, settings, folder) => {
  const lock = await client.query("SELECT pg_try_advisory_lock(hashtext('ret_migration')) AS mine");
  if (!lock.rows[0].mine) return;
  await client.query('CREATE SCHEMA IF NOT EXISTS ret0; CREATE SCHEMA IF NOT EXISTS coturn');
  await client.query(`ALTER DATABASE ${settings.database.database} SET search_path TO ret0; SET search_path TO ret0`);
  await migrate(client, settings, folder);
  await client.query("SELECT pg_advisory_unlock(hashtext('ret_migration'))");
};

/** What `mix ecto.migrate` does: the versions land in whatever schema comes first, which the next start does not look into. */
const migrate = async (client, settings, folder) => {
  await client.query('CREATE TABLE IF NOT EXISTS schema_migrations (version bigint PRIMARY KEY, inserted_at timestamp(0))');
  const { rows } = await client.query('SELECT version FROM schema_migrations');
  const done = new Set(rows.map((row) => row.version));
  const due = migrationsIn(path.join(folder, 'priv/repo/migrations')).filter(({ version }) => !done.has(version));
  if (due.length === 0) log.info('Migrations already up');
  for (const migration of due) await runOne(client, migration, settings);
};
exports.migrate = migrate;

async function runOne(client, { version, module, sql }, settings) {
  log.info(`== Running ${version} ${module}.change/0 forward`);
  const startedAt = Date.now();
  await client.query('BEGIN');
  await client.query(sql.replaceAll('#{postgrest_password}', settings.postgrestPassword));
  await client.query('INSERT INTO schema_migrations VALUES ($1, now())', [version]);
  await client.query('COMMIT');
  log.info(`== Migrated ${version} in ${((Date.now() - startedAt) / 1000).toFixed(1)}s`);
}

function migrationsIn(folder) {
  return readdirSync(folder)
    .filter((name) => /^\d+_\w+\.exs$/.test(name))
    .sort()
    .map((name) => {
      const text = readFileSync(path.join(folder, name), 'utf8');
      return {
        version: /^\d+/.exec(name)[0],
        module: /^defmodule (\S+) do/m.exec(text)[1],
        sql: [...text.matchAll(/^\s*execute\("""\n([\s\S]*?)"""\)/gm)].map((statement) => statement[1]).join('\n'),
      };
    });
}
