/** `metaton init`: everything up to `up`, from an empty folder or from checkouts that the user names. */
import { parseAssignments } from '../config/parse-assignments.ts';
import type { SettingChange } from '../config/write-settings.ts';
import { holdWorkspace } from '../engine/hold-workspace.ts';
import { stateFolder } from '../model/config.ts';
import { presetNames } from '../model/preset.ts';
import { failed, ok, type Result } from '../model/problem.ts';
import { settingInvalid } from '../model/problems/config.ts';
import type { ServiceDefinition } from '../model/service-definition.ts';
import type { Session } from '../model/session.ts';
import type { Selection } from '../plan/select-services.ts';
import { absolute } from '../plan/stack-values.ts';
import { tookText } from '../report/took-text.ts';
import { allServices } from '../services/index.ts';
import { offerCompletion } from '../stack/offer-completion.ts';
import { choosePreset } from '../stack/choose-preset.ts';
import { openStack, planInit } from '../stack/open-stack.ts';
import { preflight } from '../stack/preflight.ts';
import { run, unlessDry } from '../stack/run.ts';
import { keepSetUp, readSetUp } from '../stack/set-up.ts';
import { settle, type Settled } from '../stack/settle.ts';
import { keepTimes, watchTimes, withTimes } from '../stack/times.ts';

/** Where code and programs come from, and for which services. */
export interface InitFlags {
  /** As `ID=…`. */
  readonly source: readonly string[];
  /** As `ID=DIR`, or `ID=docker` where there is an image. */
  readonly runtime: readonly string[];
  readonly preset: string | undefined;
  readonly only: readonly string[];
  readonly except: readonly string[];
  /** Version of PostgREST. */
  readonly postgrest: string | undefined;
  /** A PostgREST program. */
  readonly postgrestBin: string | undefined;
}

/** Can be interrupted anywhere and run again; a second run changes nothing. */
export async function init(flags: InitFlags, session: Session): Promise<Result<void>> {
  const { directory, machine, options } = session;
  const sources = parseAssignments(flags.source, allServices, directory, 'source');
  if (!sources.ok) return sources;
  const runtimes = parseAssignments(flags.runtime, allServices, directory, 'runtime');
  if (!runtimes.ok) return runtimes;
  const preset = judgePreset(flags.preset);
  if (!preset.ok) return preset;
  const changes = [
    ...setting(['preset'], preset.value),
    ...setting(['postgrest', 'version'], flags.postgrest),
    ...setting(['postgrest', 'bin'], flags.postgrestBin && absolute(flags.postgrestBin, directory)),
  ];
  const settled = await settle(session, { sources: sources.value, runtimes: runtimes.value, changes });
  if (!settled.ok) return settled;
  if (options.dryRun) return prepare(flags, settled.value);
  const held = await holdWorkspace(machine, stateFolder(settled.value.workspace), 'init');
  if (!held.ok) return held;
  try {
    return await prepare(flags, settled.value);
  } finally {
    await held.value();
  }
}

const setting = (keys: readonly string[], value: string | undefined): readonly SettingChange[] =>
  value === undefined ? [] : [{ keys, value }];

function judgePreset(preset: string | undefined): Result<string | undefined> {
  const isKnown = preset === undefined || presetNames.some((name) => name === preset);
  return isKnown
    ? ok(preset)
    : failed(settingInvalid({ source: `--preset ${preset}` }, 'preset', presetNames.join(' or ')));
}

/** A folder of another service's code comes and goes with it. */
function withOwners({ only, except }: InitFlags): Selection {
  const owned = allServices.flatMap(({ name, source }) =>
    source?.kind === 'folder-of' ? [{ name, owner: source.service }] : [],
  );
  return {
    only: [...only, ...owned.filter(({ name }) => only.includes(name)).map(({ owner }) => owner)],
    except: [...except, ...owned.filter(({ owner }) => except.includes(owner)).map(({ name }) => name)],
  };
}

async function prepare(flags: InitFlags, { workspace, session: given }: Settled): Promise<Result<void>> {
  const selection = withOwners(flags);
  const chosen = given.options.offline ? ok(given) : await choosePreset(given, workspace, selection);
  if (!chosen.ok) return chosen;
  const { session, times } = watchTimes(chosen.value);
  const { report, machine, options } = session;
  const began = machine.clock.now();
  const stack = await openStack(session, selection);
  if (!stack.ok) return stack;
  const fit = await preflight(session, stack.value);
  if (!fit.ok) return fit;
  const acquisition = { isOffline: options.offline };
  const { state } = stack.value.values;
  const done = await readSetUp(state, session);
  // Only what must run to be set up runs: the database, for its role and its database.
  const isToRun = ({ name, finish }: ServiceDefinition): boolean => finish !== undefined && !done.includes(name);
  const planned = planInit(stack.value, session, isToRun, acquisition);
  if (!planned.ok) return planned;
  const plan = await withTimes(planned.value, state, session);
  return unlessDry(plan, session, async () => {
    report.plan(plan);
    const finish = report.progress(plan);
    // What services print while they are set up is in their logs.
    if (!options.verbose) report.only([]);
    const result = await run(plan, stack.value, session, () => Promise.resolve([]), undefined, acquisition);
    await finish();
    await keepTimes(times, state, session);
    const tookMs = machine.clock.now() - began;
    report.text(tookText(plan, times, tookMs));
    report.document({ kind: 'took', tookMs, steps: Object.fromEntries(times) });
    if (!result.ok || session.signal.aborted) return result;
    await keepSetUp(
      stack.value.services.filter(isToRun).map(({ name }) => name),
      state,
      session,
    );
    report.note('All is in place. Next: metaton up');
    await offerCompletion(session);
    return result;
  });
}
