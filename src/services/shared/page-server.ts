/** What the servers of pages (hubs, its admin panel, Spoke) have in common, and what more services share with them. */
import { join } from 'node:path';
import type { Proof } from '../../model/proof.ts';
import type { Probe, Readiness } from '../../model/readiness.ts';
import type { StackValues } from '../../model/stack-values.ts';
import type { FileCopy } from '../../model/step.ts';

/** A page server holds a request until it has compiled, ms. */
const answerWithinMs = 60_000;

/** A cold compile takes a minute on two cores; ten are for a machine short of memory, ms. */
const readyWithinMs = 10 * 60_000;

/** Ready when its page is compiled and, where reticulum runs, comes through it with this server's assets. */
export function pageServerReadiness(
  { host, port, runs }: StackValues,
  service: string,
  paths: { readonly own: string; readonly throughReticulum: string },
): Readiness {
  const page = (url: string, expectBody: string): Probe => ({
    kind: 'http',
    url,
    expectStatus: [200],
    expectBody,
    answerWithinMs,
  });
  const own = `https://${host}:${port(service)}`;
  return {
    probes: [
      page(`${own}${paths.own}`, 'META_TAGS'),
      ...(runs('reticulum')
        ? [page(`https://${host}:${port('reticulum')}${paths.throughReticulum}`, `${own}/assets/js/`)]
        : []),
    ],
    withinMs: readyWithinMs,
  };
}

/** The leaf and its key where the configuration of a dev server looks for them. */
export const certsFolderCopies = ({ certificate, checkout }: StackValues, service: string): readonly FileCopy[] => [
  { from: certificate.key, to: join(checkout(service), 'certs', 'key.pem'), mode: 0o600 },
  { from: certificate.leaf, to: join(checkout(service), 'certs', 'cert.pem'), mode: 0o644 },
];

/** The certificate chain holds under the host's name and by address. */
export const servesOurCertificate = ({ host, port }: StackValues, service: string): Proof => ({
  claim: 'serves our certificate',
  kind: 'tls',
  port: port(service),
  names: [host, '127.0.0.1'],
});
