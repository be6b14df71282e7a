/** Problems with ports. */
import type { Problem } from '../problem.ts';
import type { Port } from '../service-definition.ts';

/** Another program listens where a service must. */
export const portTaken = (
  port: number,
  holder: string,
  service: string,
  { fixedBecause, ifTaken }: Pick<Port, 'fixedBecause' | 'ifTaken'>,
): Problem => ({
  code: 'port-taken',
  summary: `Port ${port} is already in use.`,
  evidence: holder,
  fixes: [
    'Stop that program; if it is an earlier stack, end its `metaton up` with Ctrl-C.',
    ...(fixedBecause === undefined ? [`Set another port for ${service} in metaton.yaml.`] : []),
    ...(ifTaken === undefined ? [] : [ifTaken]),
  ],
  service,
});
