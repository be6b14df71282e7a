/** Is there a PostgREST that runs here, is it the one that is asked for, and is it what metaton.lock says? */
import { type Defect, defectOf, defineCheck } from '../model/check.ts';
import type { Task } from '../model/service-definition.ts';
import { answerOf } from './shared/programs.ts';
import { versionIn } from './shared/version.ts';

/** The service itself knows which is run, and what is in its way. */
export const pgrstBinary = defineCheck({
  id: 'pgrst.binary',
  title: 'Program of PostgREST',
  why: 'The admin panel has nobody to ask; a PostgREST of another major refuses settings that it does not know.',
  look: async (ground) => {
    const { machine, services, values } = ground;
    const service = services.find(({ name }) => name === 'postgrest');
    const provide = service?.provide?.(values) ?? [];
    const obstacle = [...(service?.refusals?.(values) ?? []), ...(service?.obstacles?.(values) ?? [])][0];
    const remark = service?.remarks?.(values)[0];
    const launch = service?.launch?.(values);
    if (launch?.kind !== 'command') return { provide, obstacle, remark, program: undefined };
    const { program } = launch.command;
    // Beside a program that was brought stands what it was when it came.
    const note = await machine.files.read(`${program}.json`);
    const found = note === undefined ? undefined : await machine.files.hash(program);
    const pinned = /"programSha256":"([0-9a-f]+)"/.exec(note ?? '')?.[1];
    if (pinned !== found) return { provide, obstacle, remark, program, isTampered: true, answer: undefined };
    const answer = await answerOf(ground, program, ['--version']);
    return { provide, obstacle, remark, program, isTampered: false, answer };
  },
  judge: ({ provide, obstacle, remark, ...seen }) => {
    if (obstacle) return defectOf('fail', obstacle, mendBy(provide));
    if (seen.program === undefined) return { status: 'skip', because: 'PostgREST is not a part of this stack' };
    const { program, isTampered, answer } = seen;
    if (isTampered)
      return {
        status: 'fail',
        summary: 'The program of PostgREST has changed since it was fetched.',
        detail: program,
        fix: { text: 'Fetch it again.', ...mendBy(provide) },
      };
    const version = versionIn(answer)?.join('.');
    if (version === undefined)
      return {
        status: 'fail',
        summary: 'PostgREST does not run on this machine.',
        detail: program,
        fix: { text: 'Name one of your own with METATON_POSTGREST=/path/to/postgrest.' },
      };
    if (remark === undefined) return { status: 'pass', note: `${version}, ${program}` };
    return {
      status: 'warn',
      summary: remark,
      detail: program,
      fix: {
        text: 'Bring it when the network is there, or set postgrest.version to what is there.',
        ...mendBy(provide),
      },
    };
  },
});

/** What metaton can bring, `metaton init` brings. */
const mendBy = (provide: readonly Task[]): Omit<Defect['fix'], 'text'> =>
  provide.length === 0 ? {} : { command: 'metaton init', mend: { kind: 'tasks', tasks: provide } };
