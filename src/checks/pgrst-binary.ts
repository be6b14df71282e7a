/** Is there a PostgREST that runs here, and is it what metaton.lock says? */
import { defineCheck } from '../model/check.ts';
import { postgrestStandsIn, postgrestTampered } from '../model/problems/check.ts';

/** The service itself knows which is run, and what is in its way. */
export const pgrstBinary = defineCheck({
  id: 'pgrst.binary',
  title: 'Program of PostgREST',
  look: async ({ machine, services, values }) => {
    const service = services.find(({ name }) => name === 'postgrest');
    const launch = service?.launch?.(values);
    const obstacle = [...(service?.refusals?.(values) ?? []), ...(service?.obstacles?.(values) ?? [])][0];
    const remark = service?.remarks?.(values)[0];
    if (launch?.kind !== 'command')
      return { obstacle, remark, program: undefined, pinned: undefined, found: undefined };
    const { program } = launch.command;
    // Beside a program that was brought stands what it was when it came.
    const note = await machine.files.read(`${program}.json`);
    const found = note === undefined ? undefined : await machine.files.hash(program);
    return { obstacle, remark, program, pinned: /"programSha256":"([0-9a-f]+)"/.exec(note ?? '')?.[1], found };
  },
  judge: ({ obstacle, remark, program, pinned, found }) => {
    if (obstacle) return { status: 'fail', problem: obstacle };
    if (program === undefined) return { status: 'skip', because: 'PostgREST is not a part of this stack' };
    if (pinned !== found) return { status: 'fail', problem: postgrestTampered(program) };
    return remark === undefined
      ? { status: 'pass', note: program }
      : { status: 'warn', problem: postgrestStandsIn(remark) };
  },
});
