/** `metaton console ID`: talk to a service while it runs. */
import type { Command } from '../model/command.ts';
import type { Problem, Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { consoleNeedsTerminal, consoleRefused, consoleUnknown } from '../model/problems/console.ts';
import type { Session } from '../model/session.ts';
import { runtimeFolder } from '../plan/stack-values.ts';
import { openStack } from '../stack/open-stack.ts';
import { messageOf } from '../model/message-of.ts';

/** Takes the terminal until the user leaves; the service runs on. */
export async function console(id: string, session: Session): Promise<Result<void>> {
  const stack = await openStack(session);
  if (!stack.ok) return stack;
  const { services, values, workspace } = stack.value;
  const withConsole = services.filter((service) => service.console);
  const service = withConsole.find(({ name }) => name === id);
  const spec = service?.console?.(values);
  if (!spec)
    return failed(
      consoleUnknown(
        id,
        withConsole.map(({ name }) => name),
      ),
    );
  if (!session.isTerminal) return failed(consoleNeedsTerminal(id));
  if (spec.kind === 'socket') return join(id, spec.path, session);
  const runtime = runtimeFolder(id, workspace);
  const command: Command = {
    ...spec.command,
    cwd: values.checkout(id),
    path: runtime === undefined ? [] : [runtime],
    scrub: [],
  };
  const { code } = await session.machine.processes.interact(command);
  return code === 0 ? ok(undefined) : failed(consoleRefused(id, `${command.program} ended with ${code ?? 'a signal'}`));
}

async function join(id: string, socket: string, { machine }: Session): Promise<Result<void>> {
  try {
    await machine.network.interact(socket);
    return ok(undefined);
  } catch (error) {
    return failed(refusal(id, error));
  }
}

const refusal = (id: string, error: unknown): Problem => consoleRefused(id, messageOf(error));
