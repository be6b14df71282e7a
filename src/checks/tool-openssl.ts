/** Is openssl there for looking at certificates by hand? */
import { defineMachineCheck } from '../model/check.ts';
import { answerOf } from './shared/programs.ts';

/** Nothing of ours needs it. */
export const toolOpenssl = defineMachineCheck({
  id: 'tool.openssl',
  title: 'openssl',
  why: 'Nothing: it is for looking at certificates by hand.',
  look: (ground) => answerOf(ground, 'openssl', ['version']),
  judge: (version) =>
    version === undefined
      ? { status: 'skip', because: 'openssl is not installed, and nothing needs it' }
      : { status: 'pass', note: version.replace(/^OpenSSL (\S+).*/s, '$1') },
});
