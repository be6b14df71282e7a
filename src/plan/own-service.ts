/** A service that the user describes in metaton.yaml, in the same words as those that metaton brings. */
import type { ServiceConfig } from '../model/config.ts';
import type { Probe } from '../model/readiness.ts';
import type { ServiceDefinition } from '../model/service-definition.ts';
import { absolute } from './stack-values.ts';

/** How long a service of the user's own may take to be ready, ms. */
const readyWithinMs = 120_000;

/** Turns `services.<name>` with a `command` into a definition. */
export function ownService(name: string, config: ServiceConfig, workspace: string): ServiceDefinition {
  const words = typeof config.command === 'string' ? splitWords(config.command) : (config.command ?? []);
  const [program = '', ...args] = words;
  const cwd = config.cwd === undefined ? workspace : absolute(config.cwd, workspace);
  return {
    name,
    summary: 'A service of your own',
    eras: [],
    ports: {},
    needs: Object.entries(config.needs).map(([service, until]) => ({ service, until })),
    launch: () => ({
      kind: 'command',
      command: { program, args, cwd },
    }),
    readiness: () => ({ probes: probesOf(config, cwd), withinMs: readyWithinMs }),
    restart: 'on-failure',
    urls: () => [],
    stop: { signal: 'SIGTERM', graceMs: 10_000 },
  };
}

function probesOf({ ready }: ServiceConfig, cwd: string): readonly Probe[] {
  const [program, ...args] = ready?.command ?? [];
  return [
    ...(ready?.log === undefined ? [] : [{ kind: 'log-line', pattern: new RegExp(ready.log) } as const]),
    ...(ready?.tcp === undefined ? [] : [{ kind: 'tcp', port: ready.tcp } as const]),
    ...(ready?.http === undefined ? [] : [{ kind: 'http', url: ready.http, expectStatus: [] } as const]),
    ...(program === undefined ? [] : [{ kind: 'command', command: [program, ...args], cwd } as const]),
  ];
}

/** Splits at spaces outside quotes. No shell ever sees the words, so nothing else in them is special. */
export const splitWords = (text: string): readonly string[] =>
  [...text.matchAll(/(?:"([^"]*)"|'([^']*)'|([^\s"']+))+/g)].map(([word]) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'),
  );
