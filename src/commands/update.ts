/** `metaton update`: move the clones on to what is new upstream, with patches off meanwhile and back afterwards. */
import { holdWorkspace } from '../engine/hold-workspace.ts';
import { isUnfinished, lookUpstream, type News } from '../engine/update.ts';
import { repositoryOf } from '../model/preset.ts';
import { okUnless, type Problem, type Result } from '../model/problem.ts';
import { updateInPlace } from '../model/problems/source.ts';
import type { Session } from '../model/session.ts';
import type { Plan, Step } from '../model/step.ts';
import { isInPlace } from '../plan/plan-code.ts';
import { newsText } from '../report/news-text.ts';
import { openStack, type OpenStack, planFor } from '../stack/open-stack.ts';
import { run } from '../stack/run.ts';

/** Which services; all that metaton cloned where none is named. */
export interface UpdateFlags {
  readonly ids: readonly string[];
}

/** With `--dry-run` only says what is new. */
export async function update({ ids }: UpdateFlags, session: Session): Promise<Result<void>> {
  const opened = await openStack(session);
  if (!opened.ok) return opened;
  const stack = opened.value;
  const known = await openStack(session, { only: ids, except: [] });
  if (!known.ok) return known;
  if (session.options.dryRun) {
    const news = await look(ids, stack, session);
    return okUnless(news.problems, undefined);
  }
  const held = await holdWorkspace(session.machine, stack.values.state, 'update');
  if (!held.ok) return held;
  try {
    const { news, problems } = await look(ids, stack, session);
    const moved = await move(news, stack, session);
    return okUnless([...problems, ...(moved.ok ? [] : moved.problems)], undefined);
  } finally {
    await held.value();
  }
}

/** Asks upstream of all at once, and tells what is new. What an earlier update was cut off at is news, too. */
async function look(
  ids: readonly string[],
  { services, workspace, facts, values }: OpenStack,
  { machine, report, signal }: Session,
): Promise<{ readonly news: readonly News[]; readonly problems: readonly Problem[] }> {
  const cloned = services.filter(({ name, source }) => source?.kind === 'checkout' && facts.checkouts.has(name));
  const wanted = cloned.filter(({ name }) => ids.length === 0 || ids.includes(name));
  const inPlace = wanted.filter(({ name }) => isInPlace(name, workspace));
  const asked = await Promise.all(
    wanted
      .filter((service) => !inPlace.includes(service))
      .map(({ name }) => lookUpstream(machine, name, values.checkout(name), signal)),
  );
  const found = asked.flatMap((result) => (result.ok ? [result.value] : []));
  report.text(newsText(found));
  report.document({ kind: 'news', services: found });
  const refused = inPlace.map(({ name }) => updateInPlace(name, values.checkout(name)));
  // Who names nobody means those that can be moved.
  if (ids.length === 0)
    for (const { service = '' } of refused) report.note(`${service} is a folder of your own: not touched`);
  const cutOff = await Promise.all(found.map(({ service }) => isUnfinished(machine, values.state, service)));
  return {
    news: found.filter(({ commits }, index) => commits.length > 0 || cutOff[index] === true),
    problems: [...asked.flatMap((result) => (result.ok ? [] : result.problems)), ...(ids.length === 0 ? [] : refused)],
  };
}

/** Moves them, then does what the code needs that is there: patches, runtimes, dependencies. */
async function move(news: readonly News[], stack: OpenStack, session: Session): Promise<Result<void>> {
  const first: Plan = { steps: news.flatMap((each) => updateStep(each, stack)), notices: [] };
  session.report.plan(first);
  const moved = await run(first, stack, session, () => Promise.resolve([]));
  if (session.signal.aborted) return moved;
  // Also where one was refused: its patches have to come back.
  const after = await openStack(session);
  if (!after.ok) return after;
  const acquisition = { isOffline: false };
  // What was never cloned is for init.
  const there = after.value.services.filter(({ name, source }) => !source || after.value.facts.checkouts.has(name));
  const plan = planFor({ ...after.value, services: there }, session, () => false, [], acquisition);
  if (!plan.ok) return okUnless([...(moved.ok ? [] : moved.problems), ...plan.problems], undefined);
  session.report.plan(plan.value);
  const prepared = await run(plan.value, after.value, session, () => Promise.resolve([]), undefined, acquisition);
  return okUnless([...(moved.ok ? [] : moved.problems), ...(prepared.ok ? [] : prepared.problems)], undefined);
}

function updateStep({ service: name, to, commits }: News, { services, workspace, values }: OpenStack): readonly Step[] {
  const service = services.find((each) => each.name === name);
  if (service?.source?.kind !== 'checkout') return [];
  const patched = services
    .filter((each) => each === service || (each.source?.kind === 'folder-of' && each.source.service === name))
    .map((each) => ({ service: each.name, folder: values.checkout(each.name) }));
  const update = {
    service: name,
    folder: values.checkout(name),
    repository: repositoryOf(service, service.source, workspace.config),
    workspace: workspace.folder,
    to,
    patched,
    state: values.state,
  };
  const title =
    commits.length === 0
      ? `Finish moving ${name} on`
      : `Move ${name} on by ${commits.length} ${commits.length === 1 ? 'commit' : 'commits'}`;
  return [{ id: `${name}:update`, title, service: name, after: [], action: { kind: 'update', update } }];
}
