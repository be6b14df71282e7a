/** Hands the public certificate of the authority to devices of the network, over plain HTTP: they trust nothing yet. */
import { pagePaths, pageText } from '../devices/page.ts';
import { profileText } from '../devices/profile.ts';
import { failed, ok, type Result } from '../model/problem.ts';
import { authorityMissing, notOursToChange } from '../model/problems/certificates.ts';
import { lanClosed } from '../model/problems/lan.ts';
import type { Session } from '../model/session.ts';
import type { OpenStack } from './open-stack.ts';
import { pagesOf } from './pages.ts';
import { lanRefusal } from './settle-lan.ts';

/** Short to type on a headset; another is taken where somebody has it. */
const port = 4040;

/** A page that is there. */
export interface OfferedAuthority {
  readonly url: string;
  /** What whoever takes it can compare, SHA-256, hex with colons. */
  readonly fingerprint: string;
}

/** At the address of the network alone, until the signal aborts. */
export async function offerAuthority(
  stack: OpenStack,
  session: Session,
  signal: AbortSignal,
): Promise<Result<OfferedAuthority>> {
  const { values } = stack;
  const { lan, certificate } = values;
  if (!lan) return failed(lanClosed());
  if (certificate.own) return failed(notOursToChange('--devices', 'the certificate is your own'));
  const reached = await lanRefusal(stack, session);
  if (!reached.ok) return reached;
  const { certificates, files, network } = session.machine;
  const { authority, leaf } = await certificates.inspect(certificate);
  const pem = await files.read(certificate.authority);
  if (pem === undefined || authority === 'others' || authority.kind === 'missing')
    return failed(authorityMissing(certificate.authorityFolder));
  if (authority.kind === 'unusable') return failed(authority.problem);
  // Only then is the copy beside it that of this authority.
  if (leaf.kind === 'unusable') return failed(leaf.problem);
  const { fingerprint, names, isUnconstrained } = authority;
  const body = pem.replaceAll(/-----[^-]+-----|\s/g, '');
  const parts = { name: `metaton (${lan.host})`, certificate: body, fingerprint: fingerprint.replaceAll(':', '') };
  const page = pageText({
    world: pagesOf(stack)[0]?.url ?? `https://${lan.host}`,
    origins: originsOf(stack),
    vouchesFor: isUnconstrained ? undefined : names,
    fingerprint,
  });
  const documents = [
    { path: pagePaths.page, type: 'text/html; charset=utf-8', body: page },
    { path: pagePaths.profile, type: 'application/x-apple-aspen-config', body: profileText(parts) },
    {
      path: pagePaths.der,
      type: 'application/x-x509-ca-cert',
      body: new Uint8Array(Buffer.from(body, 'base64')),
      fileName: 'metaton.crt',
    },
    { path: pagePaths.pem, type: 'application/x-pem-file', body: pem, fileName: 'metaton.pem' },
  ];
  const url = await network.offer({ address: lan.address, port, documents }, signal);
  return ok({ url, fingerprint });
}

/** Everything that a browser asks, each at its own port. */
const originsOf = ({ services, values }: OpenStack): readonly string[] =>
  services.flatMap(({ name, ports }) =>
    Object.values(ports)[0]?.protocol === 'https' ? [`https://${values.host}:${values.port(name)}`] : [],
  );
