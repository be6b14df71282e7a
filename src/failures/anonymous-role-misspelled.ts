/** reticulum.conf names a role that has never existed. */
import { defineFailure } from '../model/failure.ts';

export const anonymousRoleMisspelled = defineFailure({
  id: 'anonymous-role-misspelled',
  services: ['postgrest'],
  seenIn: ['log', 'answer'],
  marks: ['postgres_anonymous'],
  pattern: /role \\*"postgres_anonymous\\*" does not exist/,
  title: 'reticulum.conf names a role that has never existed.',
  meaning:
    'The guide and hubs-compose say postgres_anonymous; the migrations of reticulum make postgrest_anonymous. Only requests without a token fail by it.',
  remedies: ['Run `metaton restart postgrest`: it writes reticulum.conf with the right name.'],
  source: 'https://github.com/Hubs-Foundation/hubs-compose/blob/HEAD/files/dev-reticulum.conf',
  example: '{"code":"22023","details":null,"hint":null,"message":"role \\"postgres_anonymous\\" does not exist"}',
});
