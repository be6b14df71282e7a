/** reticulum has lost its connection to the database. */
import { defineFailure } from '../model/failure.ts';

export const databaseConnectionLost = defineFailure({
  id: 'database-connection-lost',
  services: ['reticulum'],
  seenIn: ['log'],
  marks: ['Postgrex.Protocol'],
  pattern: /Postgrex\.Protocol.*disconnected:/,
  title: 'reticulum has lost its connection to the database.',
  meaning: 'Postgres was stopped or fell, or the machine slept. reticulum connects again by itself.',
  remedies: ['Run `metaton ps`: postgres should be ready again. If not: `metaton logs postgres`.'],
  source: 'https://hexdocs.pm/db_connection/DBConnection.ConnectionError.html',
  example:
    '[error] Postgrex.Protocol (#PID<0.412.0>) disconnected: ** (DBConnection.ConnectionError) tcp recv (idle): closed',
});
