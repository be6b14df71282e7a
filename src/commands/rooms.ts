/** `metaton rooms`: a room that works at once, and what visitors may do in rooms. */
import { type Result, failed, ok } from '../model/problem.ts';
import { roomRefused, switchWrong } from '../model/problems/sign-in.ts';
import type { Session } from '../model/session.ts';
import { appConfigSeconds, permissiveQuery, roomRequest, roomUrl } from '../reticulum/room-request.ts';
import { openStack } from '../stack/open-stack.ts';
import { askDatabase, readyReticulum } from '../stack/reticulum.ts';

/** Reticulum makes one within a moment, ms. */
const withinMs = 20_000;

/** Makes a room as anybody may, shows its address, and opens it if asked to. */
export async function createRoom(name: string, opens: boolean, session: Session): Promise<Result<void>> {
  const { report, machine, options } = session;
  const reticulum = await readyReticulum(session);
  if (!reticulum.ok) return reticulum;
  if (options.dryRun) {
    report.text(`Would make the room ${JSON.stringify(name)}.`);
    report.document({ would: 'rooms create', name });
    return ok(undefined);
  }
  const { url, values } = reticulum.value;
  const { path, body } = roomRequest(name);
  const { authority } = values.certificate;
  const request = { url: `${url}${path}`, authorityFile: authority, json: body, answerWithinMs: withinMs };
  const answer = await machine.network.request(request, session.signal);
  const room = answer.status === 200 ? roomUrl(answer.body) : undefined;
  if (room === undefined) return failed(roomRefused(answer.status, answer.body));
  report.text(room);
  report.document({ name, url: room });
  if (opens) await machine.processes.openInBrowser(room);
  return ok(undefined);
}

/** Whether visitors may bring in media, cameras and pens, wherever a room does not say otherwise. */
export async function permissiveRooms(word: string, session: Session): Promise<Result<void>> {
  const { report, machine, options } = session;
  if (word !== 'on' && word !== 'off') return failed(switchWrong(word));
  const stack = await openStack(session);
  if (!stack.ok) return stack;
  report.document({ permissive: word === 'on', ...(options.dryRun ? { would: 'rooms permissive' } : {}) });
  if (options.dryRun) {
    report.text(`Would switch permissive rooms ${word}.`);
    return ok(undefined);
  }
  const changed = await askDatabase(machine, stack.value.values, permissiveQuery(word === 'on'));
  if (!changed.ok) return changed;
  report.text(`Permissive rooms are ${word}; reticulum knows within ${appConfigSeconds} s.`);
  return ok(undefined);
}
