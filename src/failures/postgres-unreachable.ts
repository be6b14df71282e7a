/** reticulum cannot reach the database. */
import { defineFailure } from '../model/failure.ts';

export const postgresUnreachable = defineFailure({
  id: 'postgres-unreachable',
  services: ['reticulum'],
  seenIn: ['log'],
  marks: ['Postgrex.Protocol'],
  pattern: /Postgrex\.Protocol.*failed to connect:.*(?:econnrefused|connection refused|timeout|nxdomain)/,
  title: 'reticulum cannot reach the database.',
  meaning:
    'Postgres is not there, or not yet. reticulum neither ends nor opens its port meanwhile; it goes on by itself when Postgres comes.',
  remedies: [
    'Run `metaton ps`: postgres should be ready. Run `metaton logs postgres` to see why it is not.',
    'With a database of your own: is it running, and does `database.url` in metaton.yaml name its host?',
  ],
  source: 'https://hexdocs.pm/postgrex/Postgrex.html',
  example:
    '[error] Postgrex.Protocol (#PID<0.412.0>) failed to connect: ** (DBConnection.ConnectionError) tcp connect (localhost:5432): connection refused - :econnrefused',
});
