/** Steers a running stack by the keys of its terminal. */
import type { RunningStack } from '../engine/run-stack.ts';
import type { Session } from '../model/session.ts';
import { type KeyMode, type KeyWish, pressedKey } from './pressed-key.ts';

/** Listens until the stack ends; without a terminal it never hears a key. */
export async function steerByKeys(running: RunningStack, session: Session): Promise<void> {
  let mode: KeyMode = 'any';
  await session.machine.keyboard.listen((key) => {
    const services = running.status();
    const next = pressedKey(mode, key, {
      running: services.map(({ service }) => service),
      withAddress: services.flatMap(({ service, url }) => (url?.startsWith('http') === true ? [service] : [])),
    });
    mode = next.mode;
    void carryOut(next.wish, running, session);
  }, running.ended);
}

async function carryOut(wish: KeyWish, running: RunningStack, { report, machine }: Session): Promise<void> {
  const services = running.status();
  switch (wish.kind) {
    case 'none':
      return;
    case 'say':
      report.note(wish.text);
      return;
    case 'quit':
      running.down();
      return;
    case 'filter':
      report.only(wish.services.length === 0 ? undefined : wish.services);
      return;
    case 'restart': {
      const chosen = wish.services.length === 0 ? services.map(({ service }) => service) : wish.services;
      const result = await running.restart(chosen);
      // Whoever ends the stack knows that nothing comes of it any more.
      if (!result.ok && !running.ended.aborted) for (const problem of result.problems) report.problem(problem);
      return;
    }
    case 'open': {
      const url = services.find(({ service }) => wish.services.includes(service))?.url;
      if (url !== undefined) await machine.processes.openInBrowser(url);
    }
  }
}
