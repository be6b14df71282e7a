/** Are secrets their owner's alone, and does the public key hold nothing private? */
import { defineCheck } from '../model/check.ts';
import { certsFix } from './shared/judge-certificate.ts';

/** Members of a JSON Web Key that only its owner may have: https://www.rfc-editor.org/rfc/rfc7518#section-6.3.2 */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi'];

/** Every file that metaton has written a secret into. */
export const keyModeAlg = defineCheck({
  id: 'key.mode-alg',
  title: 'Modes of secrets, shape of the public key',
  why: 'Who reads a private key can be anybody to this stack.',
  look: async ({ machine, services, values, installation }) => {
    const { certificate, permsKey, state } = values;
    const secrets = [
      certificate.key,
      permsKey.privatePem,
      `${certificate.authorityFolder}/ca-key.pem`,
      `${state}/console/.erlang.cookie`,
      `${state}/postgrest/reticulum.conf`,
      ...services.flatMap(({ copies }) =>
        (copies?.(values) ?? []).filter(({ mode }) => mode === 0o600).map(({ to }) => to),
      ),
    ];
    const modes = await Promise.all(secrets.map((file) => machine.files.mode(file)));
    return {
      count: modes.filter((mode) => mode !== undefined).length,
      // Windows keeps no modes.
      open: secrets.filter((_, index) => installation.platform !== 'win32' && ((modes[index] ?? 0) & 0o077) !== 0),
      jwk: await machine.files.read(permsKey.jwk),
    };
  },
  judge: ({ count, open, jwk }) => {
    const fault = jwk === undefined ? undefined : jwkFault(jwk);
    if (fault !== undefined)
      return {
        status: 'fail',
        summary: 'The public key for PostgREST is not as it should be.',
        detail: fault,
        fix: certsFix,
      };
    if (open.length > 0)
      return {
        status: 'fail',
        summary: 'Secrets can be read by other users of this machine.',
        detail: open.join('\n'),
        fix: {
          text: 'Make them yours alone. If others do use this machine, make new ones, too.',
          command: `chmod go= ${open.map((file) => `'${file}'`).join(' ')}`,
          mend: {
            kind: 'tasks',
            tasks: open.map((path) => ({
              title: `Make ${path} readable for its owner alone`,
              action: { kind: 'set-mode', path, mode: 0o600 },
            })),
          },
        },
      };
    return { status: 'pass', note: `${count} secrets, their owner's alone` };
  },
});

function jwkFault(text: string): string | undefined {
  let jwk: unknown;
  try {
    jwk = JSON.parse(text);
  } catch {
    return 'it is not JSON: PostgREST would take it for a word and refuse every token';
  }
  if (typeof jwk !== 'object' || jwk === null || !('kty' in jwk) || jwk.kty !== 'RSA') return 'it is no RSA key';
  const found = privateMembers.filter((name) => name in jwk);
  if (found.length > 0) return `it has private parts: ${found.join(', ')}`;
  return 'kid' in jwk ? 'it has a key id, which no token names' : undefined;
}
