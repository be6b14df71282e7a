/** There is no database ret_dev. */
import { defineFailure } from '../model/failure.ts';

export const databaseMissing = defineFailure({
  id: 'database-missing',
  services: ['reticulum'],
  seenIn: ['log'],
  marks: ['3D000 (invalid_catalog_name)'],
  pattern: /3D000 \(invalid_catalog_name\)/,
  title: 'There is no database ret_dev.',
  meaning:
    'reticulum does not make its database when it starts, and waits until it is there. metaton makes it before the start.',
  remedies: [
    'Run `metaton up`: it makes the database where it is missing.',
    'By hand, in the checkout of reticulum: `mix ecto.create`. Never `mix ecto.migrate`.',
  ],
  source: 'https://github.com/Hubs-Foundation/reticulum#readme',
  example:
    '[error] Postgrex.Protocol (#PID<0.401.0>) failed to connect: ** (Postgrex.Error) FATAL 3D000 (invalid_catalog_name) database "ret_dev" does not exist',
});
