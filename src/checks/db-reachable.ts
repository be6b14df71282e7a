/** Does the database answer, and is it one that PostgREST can work with? */
import { defineCheck } from '../model/check.ts';
import { databaseUrl } from '../model/database-url.ts';
import { isUp } from './shared/stack-down.ts';
import { isAtLeast, versionIn } from './shared/version.ts';
import { messageOf } from '../model/message-of.ts';

/** The oldest Postgres by major of PostgREST, newest first: https://github.com/PostgREST/postgrest/blob/main/CHANGELOG.md */
const oldest = [
  { postgrest: 16, postgres: [14] },
  { postgrest: 14, postgres: [13] },
  { postgrest: 13, postgres: [12] },
  { postgrest: 0, postgres: [9, 6] },
] as const;

/** Upserts on Postgres 15 and later work since then. */
const firstFor15 = [10, 1];

/** A server that drops what it gets never answers, ms. */
const answerWithinMs = 1_500;

/** Nobody expects an answer of the embedded one while the stack is down. */
export const dbReachable = defineCheck({
  id: 'db.reachable',
  title: 'Database',
  why: 'reticulum and PostgREST wait for it for ever.',
  look: async ({ machine, values, facts }) => {
    const { isEmbedded, port, host } = values.database;
    const where = `${host}:${port}`;
    if (isEmbedded && !isUp(facts)) return undefined;
    const holder = isEmbedded ? facts.portHolders.get(port)?.description : undefined;
    try {
      const answer = machine.database.query(databaseUrl(values, 'postgres'), 'show server_version');
      // The embedded one is slow only where all is.
      const version = await (isEmbedded ? answer : Promise.race([answer, machine.clock.sleep(answerWithinMs)]));
      if (typeof version !== 'string')
        return { version: undefined, why: `no answer within ${answerWithinMs / 1000} s`, where, holder };
      return { version, why: undefined, where, holder };
    } catch (error) {
      return { version: undefined, why: messageOf(error), where, holder };
    }
  },
  judge: (seen, { values: { postgrest: pgrst, database } }) => {
    if (!seen) return { status: 'skip', because: 'the stack is down; `metaton up` starts the database' };
    const { version, why, where, holder } = seen;
    if (version === undefined)
      return {
        status: 'fail',
        summary: `No Postgres lets ${database.user} in at ${where}.`,
        detail: [why, ...(holder === undefined ? [] : [`who listens there: ${holder}`])].join('\n'),
        fix: database.isEmbedded
          ? { text: 'Start the database of the stack.', command: 'metaton start postgres' }
          : {
              text: `Start Postgres there, and let ${database.user} in with the password postgres, which the code of reticulum fixes.`,
            },
      };
    const have = versionIn(version) ?? [];
    const postgrestVersion = pgrst.given && 'version' in pgrst.given ? pgrst.given.version : pgrst.wanted;
    const postgrest = versionIn(postgrestVersion) ?? [];
    const least = oldest.find((row) => (postgrest[0] ?? 0) >= row.postgrest)?.postgres ?? [];
    const isFit = isAtLeast(have, least) && (!isAtLeast(have, [15]) || isAtLeast(postgrest, firstFor15));
    if (!isFit)
      return {
        status: 'warn',
        summary: `PostgREST ${postgrestVersion} and Postgres ${version} do not go together.`,
        detail: isAtLeast(have, least)
          ? `with Postgres 15 and later, PostgREST ${firstFor15.join('.')} or later is needed`
          : `it needs Postgres ${least.join('.')} or later`,
        fix: { text: 'Name a PostgREST that fits as postgrest.version in metaton.yaml.' },
      };
    return { status: 'pass', note: `Postgres ${version}` };
  },
});
