/** What hubs and its admin panel have in common: one kind of configuration for webpack and its dev server. */
import type { Adoption, CheckoutSnapshot, Era, Patch, Render } from '../../model/patch.ts';
import type { LaunchSpec } from '../../model/service-definition.ts';
import type { StackValues } from '../../model/stack-values.ts';

const config = 'webpack.config.js';

/** Whether package.json asks for this major version of webpack-dev-server. */
export const asksForDevServer = ({ text }: CheckoutSnapshot, major: number): boolean =>
  new RegExp(String.raw`"webpack-dev-server":\s*"[^\d"]*${major}\b`).test(text('package.json') ?? '');

/** A string in quotes of any kind, of which the inside is replaced. */
const literal = '(["\'`])(?<value>.*)\\1';

/** One constant of the configuration. */
export const constant = (id: string, name: string, why: string, value: Render): Patch => ({
  id,
  file: config,
  why,
  kind: 'replace-line',
  line: new RegExp(String.raw`^\s*const ${name} = ${literal};?$`),
  value,
});

/** One key of the settings that `--env local=1` and its like put over everything else. */
export const localSetting = (key: string, why: string, value: Render): Patch => ({
  id: `webpack.${key.toLowerCase().replaceAll('_', '-')}`,
  file: config,
  why,
  kind: 'replace-line',
  line: new RegExp(String.raw`^\s*${key}: ${literal},?$`),
  value,
});

type Right = Extract<Patch, { kind: 'correct' }>['right'];

const correct = (id: string, pattern: RegExp, why: string, right: Right, byHand: boolean): Patch => ({
  id,
  file: config,
  why,
  kind: 'correct',
  pattern,
  right,
  byHand,
});

/** A line of the configuration that is right as it comes with the code. */
export const correction = (id: string, pattern: RegExp, why: string, right: Right): Patch =>
  correct(id, pattern, why, right, true);

/** A line that is not in every commit of an era. */
const edit = (id: string, pattern: RegExp, why: string, right: Right): Patch => correct(id, pattern, why, right, false);

/** The names under which the dev server lets itself be asked, and from where it lets itself be asked. */
export const nameEdits: readonly Patch[] = [
  edit(
    'webpack.internal-hostname',
    /^[ \t]*const internalHostname = process\.env\.INTERNAL_HOSTNAME \|\| (["'`])(?<value>.*)\1;?$/,
    'The name under which reticulum asks the dev server for pages.',
    (_, { host }) => host,
  ),
  edit(
    'webpack.cors-origin',
    /^[ \t]*app\.use\(\s*cors\(\{\s*origin: \/(?<value>.*)\(:\\d\*\)\?\$\/,?\s*\}\),?\s*\);?$/,
    'Pages come from reticulum, so the browser asks for leave to fetch from here.',
    (present, { host }) => (isPatternOf(present, host) ? present : host.replaceAll('.', String.raw`\.`)),
  ),
];

/** Somebody may have written a pattern that takes our host as well. */
function isPatternOf(source: string, host: string): boolean {
  try {
    return new RegExp(`${source}$`).test(host);
  } catch {
    return false;
  }
}

/** What the guide appends to scripts. */
const flags = ' --https --cert certs/cert.pem --key certs/key.pem';

/** The script that the guide runs by hand. */
const script = /^[ \t]*"local": "(?<value>(?:[^"\\]|\\.)*)"/;

const onScript = (why: string, right: (present: string) => string, byHand = true): Patch => ({
  id: 'package.local-script',
  file: 'package.json',
  why,
  kind: 'correct',
  pattern: script,
  right,
  byHand,
});

const scriptOfFive = onScript(
  'webpack-dev-server 5 knows none of these flags and ends at once; the files in certs/ are enough.',
  (present) => present.replaceAll(/ --https(?:=\S+)?(?= |$)/g, '').replaceAll(/ --(?:https-)?(?:cert|key)[ =]\S+/g, ''),
);

const scriptOfFour = onScript(
  'webpack-dev-server 4 does not know the flags of the guide and ends at once; the files in certs/ are enough.',
  (present) => present.replaceAll(/ --https(?:=\S+)?(?= |$)/g, '').replaceAll(/ --(?:cert|key)[ =]\S+/g, ''),
);

const scriptOfThree = onScript(
  'This configuration serves no certificate of its own accord, and webpack-dev-server 3 takes one by flags.',
  (present) => (present.includes('--cert') ? present : present + flags),
  false,
);

const adoptedFlags: Adoption = {
  file: 'package.json',
  pattern: /^[ \t]*"local": "[^"]*--cert/,
  words: 'passes the certificate by flags; webpack-dev-server 3 takes them, and they name the same files',
};

/** What differs between the eras, newest first: which dev server, and whether the configuration knows the files in certs/. */
export function webpackEras(
  patches: readonly Patch[],
  matches: (checkout: CheckoutSnapshot) => boolean = () => true,
): readonly Era[] {
  const isOf =
    (major: number): Era['matches'] =>
    (checkout) =>
      matches(checkout) && asksForDevServer(checkout, major);
  const readsCerts = ({ text }: CheckoutSnapshot): boolean => /["'`/]certs["'`/]/.test(text(config) ?? '');
  return [
    { name: 'wds5', matches: isOf(5), patches: [...patches, scriptOfFive] },
    { name: 'wds4', matches: isOf(4), patches: [...patches, scriptOfFour] },
    { name: 'wds3', matches: (checkout) => isOf(3)(checkout) && readsCerts(checkout), patches, adopts: [adoptedFlags] },
    {
      name: 'wds3-flags',
      matches: (checkout) => isOf(3)(checkout) && !readsCerts(checkout),
      patches: [...patches, scriptOfThree],
    },
  ];
}

/** Starts the dev server as `npm run local` does, on this machine's own address. */
export function webpackLaunch({ era, port }: StackValues, service: string, env: string): LaunchSpec {
  // The config says 0.0.0.0; reticulum asks over IPv4.
  const address = ['--host', '127.0.0.1'];
  const args = isWebpack4(era(service))
    ? [
        'node_modules/webpack-dev-server/bin/webpack-dev-server.js',
        '--mode=development',
        `--env.${env}`,
        ...address,
        // Without a number it would take the next one that is free.
        ...['--port', String(port(service))],
        ...(era(service) === 'wds3-flags' ? flags.trim().split(' ') : []),
      ]
    : ['node_modules/webpack/bin/webpack.js', 'serve', '--mode=development', '--env', `${env}=1`, ...address];
  return { kind: 'command', command: { program: 'node', args } };
}

/** webpack-dev-server 3 goes with webpack 4. */
export const isWebpack4 = (era: string | undefined): boolean => era?.startsWith('wds3') === true;
