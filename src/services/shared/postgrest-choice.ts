/** Which PostgREST is run, and which is to be brought. */
import type { Problem } from '../../model/problem.ts';
import { postgrestUnavailable } from '../../model/problems/config.ts';
import { postgrestNotForPlatform, postgrestVersionUnknown, toolUnusable } from '../../model/problems/tool.ts';
import type { PostgrestFinds, StackValues } from '../../model/stack-values.ts';
import { programOf, type FoundProgram, type ToolRelease } from '../../model/tool.ts';
import { isOlder, oldestVersion, platformsOf, releaseOf, wholeVersion } from './postgrest-releases.ts';

/** What is run as things are now, and what is to be brought. */
export interface PostgrestChoice {
  /** The version that is meant, whether it is there or not. */
  readonly meant: string;
  /** What is there: the version that is meant, or what stands in for it. */
  readonly found: Running | undefined;
  /** The release that is metaton's to bring; absent where what is meant is there without. */
  readonly release: ToolRelease | undefined;
  /** A setting that cannot be met. */
  readonly refusal: Problem | undefined;
}

type Running = Extract<FoundProgram, { version: string }>;

/** The user's own first, then the version that is asked for, wherever it is, then one on the PATH, then what came with metaton. */
export function choosePostgrest({ postgrest, platform, state }: StackValues): PostgrestChoice {
  const { wanted, given } = postgrest;
  const settled = (found: Running): PostgrestChoice => ({
    meant: found.version,
    found,
    release: undefined,
    refusal: undefined,
  });
  const none = { meant: wanted, found: undefined, release: undefined };
  if (given && !isRunning(given)) return { ...none, refusal: toolUnusable('postgrest', given.program, given.why) };
  if (given) return settled(given);
  const meant = wholeVersion(wanted);
  if (meant === undefined || isOlder(meant, oldestVersion))
    return { ...none, refusal: postgrestVersionUnknown(wanted, oldestVersion) };
  const bundled = running(postgrest.bundled);
  if (bundled?.version === meant) return settled(bundled);
  const release = releaseOf(meant, platform);
  if (release && postgrest.brought.includes(meant))
    return { meant, found: { program: programOf(release, state), version: meant }, release, refusal: undefined };
  const onPath = running(postgrest.onPath);
  if (onPath && fits(onPath.version, postgrest)) return settled(onPath);
  const refusal = release ? undefined : postgrestNotForPlatform(meant, platform, platformsOf(meant));
  return { meant, found: bundled, release, refusal: bundled ? undefined : refusal };
}

/** What makes it impossible to run: there is none. */
export const postgrestObstacles = (values: StackValues): readonly Problem[] => {
  const { found, refusal } = choosePostgrest(values);
  return found || refusal ? [] : [postgrestUnavailable()];
};

/** Said where another than the one that is meant is run. */
export function standInRemarks(values: StackValues): readonly string[] {
  const { meant, found, release } = choosePostgrest(values);
  if (!found || found.version === meant) return [];
  const way = release ? '`metaton init` fetches it' : `it is not published for ${values.platform}`;
  return [`PostgREST ${meant} is not in place: ${found.version}, which came with metaton, stands in; ${way}.`];
}

const isRunning = (found: FoundProgram): found is Running => 'version' in found;

const running = (found: FoundProgram | undefined): Running | undefined =>
  found && isRunning(found) ? found : undefined;

/** One that nobody asked to be of a version may be of any that metaton can set up. */
const fits = (version: string, { wanted, isWantedByUser }: PostgrestFinds): boolean =>
  isWantedByUser ? version === wanted || version.startsWith(`${wanted}.`) : !isOlder(version, oldestVersion);
