/** What the servers of pages (hubs, its admin panel, Spoke) have in common, and what more services share with them. */
import { join } from 'node:path';
import type { Environment, Stop } from '../../model/command.ts';
import type { Proof } from '../../model/proof.ts';
import type { CompileMarks, Probe, Readiness } from '../../model/readiness.ts';
import type { StackValues } from '../../model/stack-values.ts';
import type { FileCopy } from '../../model/step.ts';
import { md4Option, openTo, preload } from './node-options.ts';

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
      { kind: 'tcp', port: port(service) },
      page(`${own}${paths.own}`, 'META_TAGS'),
      ...(runs('reticulum')
        ? [page(`https://${host}:${port('reticulum')}${paths.throughReticulum}`, `${own}/assets/js/`)]
        : []),
    ],
    withinMs: readyWithinMs,
  };
}

/** Asked once, it waits for the compile under way, half a minute and more; asked twice, it ends. */
export const pageServerStop: Stop = { signal: 'SIGTERM', againAfterMs: 3_000, graceMs: 8_000 };

/** Printed for every request that has to wait for a compile. */
export const heldRequest = /wait until bundle finished/;

/**
 * What webpack and its dev server print: 5 with 4 and 5, then 4 with 3, which does not say how many errors there are. A
 * request that has to wait is the only sign of a compile that began.
 */
export const webpackMarks: CompileMarks = {
  begins: /Project is running at|｢wdm｣: Compiling\.\.\.|wait until bundle finished/,
  ends: /^webpack \S+ compiled |｢wdm｣: (?:Compiled|Failed to compile)/,
  fails: /^webpack \S+ compiled with (\d+) errors?|｢wdm｣: Failed to compile/,
};

/** What a page server is started with, by metaton and by hand. */
export const pageServerEnvironment = (
  values: StackValues,
  service: string,
  { hasWebpack4 }: { readonly hasWebpack4: boolean },
): Environment => ({
  NODE_EXTRA_CA_CERTS: values.certificate.authority,
  // The guide's own commands name no address, and the configurations say 0.0.0.0.
  NODE_OPTIONS: [preload(values, 'loopback.cjs'), ...(hasWebpack4 ? md4Option(values, service) : [])].join(' '),
  ...openTo(values, service),
});

/** What any of their configurations reads, and .env is to say; dotenv never overrides what the shell has set. */
export const pageServerScrub = [
  'APP_CONFIG',
  'BASE_ASSETS_PATH',
  'CORS_PROXY_SERVER',
  'DEV_CSP_SOURCE',
  'DISABLE_BRANDING',
  'GA_TRACKING_ID',
  'GITHUB_ORG',
  'GITHUB_PUBLIC_TOKEN',
  'GITHUB_REPO',
  'HOST',
  'HOST_IP',
  'HOST_PORT',
  'HUBS_SERVER',
  'INTERNAL_HOSTNAME',
  'IS_MOZ',
  'ITA_SERVER',
  'LIVE_RELOAD',
  'LOAD_APP_CONFIG',
  // Left in a terminal since the stack was open, it would open the service still.
  'METATON_LAN',
  'NODE_ENV',
  'NODE_OPTIONS',
  'NON_CORS_PROXY_DOMAINS',
  // It would move the admin panel off the port at which reticulum looks for it.
  'PORT',
  'POSTGREST_SERVER',
  'RETICULUM_*',
  'ROUTER_BASE_PATH',
  'SENTRY_DSN',
  'SHORTLINK_DOMAIN',
  'THUMBNAIL_SERVER',
  'TIER',
  'UPLOADS_HOST',
] as const;

/** The leaf and its key where the configuration of a dev server looks for them. */
export const certsFolderCopies = ({ certificate, checkout }: StackValues, service: string): readonly FileCopy[] => [
  { from: certificate.key, to: join(checkout(service), 'certs', 'key.pem'), mode: 0o600 },
  { from: certificate.leaf, to: join(checkout(service), 'certs', 'cert.pem'), mode: 0o644 },
];

/** Whoever trusts the authority trusts this server, and it has not kept a certificate of before. */
export const certificateProofs = ({ host, port, certificate }: StackValues, service: string): readonly Proof[] => [
  {
    claim: 'serves our certificate',
    kind: 'tls',
    port: port(service),
    names: [...new Set([host, ...certificate.hosts, '127.0.0.1'])],
  },
  {
    claim: 'serves the certificate that is in certs/',
    kind: 'fingerprint',
    port: port(service),
    name: host,
    certificate: certificate.leaf,
  },
];
