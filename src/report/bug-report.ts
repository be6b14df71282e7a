/** All that a stranger has to know to help, as one text. Redacting it is whoever writes it's. */
import { Chalk } from 'chalk';
import type { Examined } from '../model/check.ts';
import type { Config } from '../model/config.ts';
import type { Installation } from '../model/installation.ts';
import type { LogRecord } from '../model/log.ts';
import { countsOf, examinedText } from './examined-text.ts';

/** What goes into it; settings and records only where there is a workspace. */
export interface BugReport {
  readonly installation: Installation;
  readonly at: number;
  readonly answers: readonly Examined[];
  readonly tookMs: number;
  readonly config: Config | undefined;
  readonly records: readonly LogRecord[];
}

/** By this first line a report is known: one may be written over another. */
export const bugReportHeading = '# Report of metaton doctor';

/** Versions, checks, settings, last lines and events. */
export function bugReport({ installation, at, answers, tookMs, config, records }: BugReport): string {
  const { version, platform, architecture, node, postgrest } = installation;
  const counts = countsOf(answers);
  return [
    bugReportHeading,
    '',
    'Keys, passwords, tokens, e-mail addresses and names of home folders have been taken out. Read it all the same before',
    'you show it to anyone.',
    '',
    '## Versions',
    '',
    `metaton ${version}, ${platform} ${architecture}, Node at ${node}, PostgREST at ${postgrest?.program ?? 'none'}`,
    `at ${new Date(at).toISOString()}; ${counts.fail} checks failed`,
    '',
    '## Checks',
    '',
    examinedText(answers, tookMs, { chalk: new Chalk({ level: 0 }), isUnicode: true, isVerbose: true }),
    '',
    '## Settings',
    '',
    config ? JSON.stringify(withoutValues(config), undefined, 2) : 'There is no workspace that can be read.',
    '',
    '## Last lines and events',
    '',
    ...(records.length === 0 ? ['None are kept.'] : records.map(recordLine)),
    '',
  ].join('\n');
}

/** Names of variables are of use, what they hold is the user's. */
const withoutValues = (config: Config): object => ({
  ...config,
  services: Object.fromEntries(
    Object.entries(config.services).map(([name, service]) => [
      name,
      { ...service, env: Object.fromEntries(Object.keys(service.env).map((key) => [key, '[value]'])) },
    ]),
  ),
});

function recordLine(record: LogRecord): string {
  const time = new Date(record.at).toISOString();
  const service = record.service ?? 'metaton';
  switch (record.kind) {
    case 'line':
      return `${time} ${service} | ${record.line}`;
    case 'service-phase':
      return `${time} ${service}: ${record.phase}`;
    case 'service-exited':
      return `${time} ${service}: ended, ${JSON.stringify(record.exit)}`;
    case 'notice':
      return `${time} ${service}: ${record.text}`;
    case 'problem':
      return `${time} ${service}: ${record.problem.code}: ${record.problem.summary} ${record.problem.evidence ?? ''}`;
  }
}
