/** Remembers in metaton.yaml what the user says of the certificate, once it is known that it can be had. */
import { findWorkspace, settingsFile } from '../config/find-workspace.ts';
import { parseHosts } from '../config/parse-hosts.ts';
import { changeSettings, type SettingChange } from '../config/write-settings.ts';
import type { CertificateFacts } from '../model/certificates.ts';
import { loadConfig } from '../config/load-config.ts';
import type { Problem, Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { hostsNeedAuthority, mkcertMissing, notOursToChange } from '../model/problems/certificates.ts';
import type { Session } from '../model/session.ts';
import { hostsOf } from '../plan/stack-values.ts';
import { openCertificates, type Rotation } from './make-certificates.ts';
import type { OpenStack } from './open-stack.ts';
import { readingAs } from './reading-as.ts';

/** What is said to `metaton certs` about the certificate. */
export interface CertificateWish {
  /** To be added to the names. */
  readonly hosts: readonly string[];
  readonly rotation: Rotation | undefined;
  /** From now on the authority of mkcert is to sign. */
  readonly reuseMkcert: boolean;
}

/** The workspace as it is wished for. A wish that cannot be granted changes nothing; with `--dry-run` nothing does. */
export async function settleCertificates(wish: CertificateWish, session: Session): Promise<Result<OpenStack>> {
  const { files, certificates } = session.machine;
  const folder = await findWorkspace(files, session.directory);
  if (!folder.ok) return folder;
  const changes = await changesFor(wish, folder.value, session);
  if (!changes.ok) return changes;
  const file = `${folder.value}/${settingsFile}`;
  const text = (await files.read(file)) ?? '';
  if (changes.value.length === 0) return openCertificates(session);
  const wanted = changeSettings(text, changes.value);
  const stack = await openCertificates(readingAs(session, file, wanted));
  if (!stack.ok) return stack;
  const refusal = refusalOf(wish, await certificates.inspect(stack.value.values.certificate), stack.value);
  if (refusal) return failed(refusal);
  if (session.options.dryRun) return stack;
  await files.write(file, wanted);
  session.report.note(`${settingsFile} now says so, too.`);
  return stack;
}

async function changesFor(wish: CertificateWish, folder: string, session: Session) {
  const hosts = parseHosts(wish.hosts);
  if (!hosts.ok) return hosts;
  const { machine, environment, options } = session;
  const present = await loadConfig(machine.files, folder, environment, options.set);
  if (!present.ok) return present;
  const known = [...hostsOf(present.value), 'localhost', '127.0.0.1', '::1'];
  const changes: SettingChange[] = [];
  const fresh = hosts.value.filter((host) => !known.includes(host));
  if (fresh.length > 0) changes.push({ keys: ['certificates', 'hosts'], add: fresh });
  if (wish.reuseMkcert && present.value.config.certificates.authority !== 'mkcert') {
    changes.push({ keys: ['certificates', 'authority'], value: 'mkcert' });
  }
  return ok(changes);
}

function refusalOf(wish: CertificateWish, facts: CertificateFacts, { values }: OpenStack): Problem | undefined {
  const { authority, leaf } = facts;
  const { own, authorityFolder } = values.certificate;
  if (own) {
    if (wish.reuseMkcert) return notOursToChange('--reuse-mkcert', 'the certificate is your own');
    return leaf.kind === 'unusable' ? leaf.problem : undefined;
  }
  if (authority === 'others') return undefined;
  if (wish.reuseMkcert && authority.kind === 'missing') return mkcertMissing(authorityFolder);
  if (authority.kind !== 'unusable') return undefined;
  if (wish.reuseMkcert) return authority.problem;
  const isNarrow = authority.problem.code === 'authority-too-narrow';
  return isNarrow && wish.rotation !== 'authority' ? hostsNeedAuthority(authority.problem, wish.hosts) : undefined;
}
