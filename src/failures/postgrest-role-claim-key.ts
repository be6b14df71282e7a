/** This PostgREST wants the role-claim-key in another form. */
import { defineFailure } from '../model/failure.ts';

export const postgrestRoleClaimKey = defineFailure({
  id: 'postgrest-role-claim-key',
  services: ['postgrest'],
  seenIn: ['log'],
  marks: ['role-claim-key'],
  pattern: /role-claim-key.*(?:unexpected|expecting|failed to parse)/,
  title: 'This PostgREST wants the role-claim-key in another form.',
  meaning: 'Up to 14 it is written .postgrest_role; 16.0 and 16.1 take $.postgrest_role only.',
  remedies: [
    'Set `postgrest.version` in metaton.yaml to the version that runs (`postgrest --version`), then `metaton up`.',
  ],
  source: 'https://docs.postgrest.org/en/stable/references/configuration.html#jwt-role-claim-key',
  example:
    'postgrest: FatalError {fatalErrorMessage = "Error in config ParseError \\"<role-claim-key>:1:2: unexpected \'.\'"}',
});
