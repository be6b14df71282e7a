/** Problems with programs that metaton brings from where their makers publish them. */
import type { Problem } from '../problem.ts';
import type { ToolRelease } from '../tool.ts';

const useYourOwn = 'Use a program of your own: postgrest.bin in metaton.yaml, `--postgrest-bin` or METATON_POSTGREST.';

/** The server of a release says that it has none, or does not give it. */
export const releaseRefused = (release: ToolRelease, from: string, status: number): Problem => ({
  code: 'release-refused',
  summary: `There is no ${release.tool} ${release.version} to be had for ${release.platform}.`,
  evidence: `${from} answered ${status}`,
  fixes: ['See that postgrest.version and postgrest.mirror are right; another version may be published.', useYourOwn],
  service: release.tool,
});

/** A release could not be brought, and nothing stands in for it. */
export const releaseUnreachable = (release: ToolRelease, from: string, why: string): Problem => ({
  code: 'release-unreachable',
  summary: `${release.tool} ${release.version} could not be fetched.`,
  evidence: `${from}: ${why}`,
  fixes: [
    'Run the same command again when the network is there: it goes on from what has come so far.',
    'Behind a proxy set HTTPS_PROXY; where GitHub is not to be reached, name a mirror as postgrest.mirror.',
    useYourOwn,
  ],
  service: release.tool,
});

/** What came is not what metaton.lock, or metaton itself, holds a release to. */
export const releaseHashWrong = (
  release: ToolRelease,
  from: string,
  { expected, found, heldBy }: { readonly expected: string; readonly found: string; readonly heldBy: string },
): Problem => ({
  code: 'release-hash-wrong',
  summary: `What came for ${release.tool} ${release.version} is not what it must be; it was thrown away.`,
  evidence: `${from}\nSHA-256 ${found}\nexpected ${expected} (${heldBy})`,
  fixes: [
    'Run the same command again: a proxy or a mirror may have given something else.',
    `If it was published anew and you trust that, remove tools.${release.tool} from metaton.lock.`,
  ],
  service: release.tool,
});

/** What came cannot be unpacked, or has not the program in it. */
export const releaseUnfit = (release: ToolRelease, from: string, why: string): Problem => ({
  code: 'release-unfit',
  summary: `What came for ${release.tool} ${release.version} holds no program that can be used; it was thrown away.`,
  evidence: `${from}: ${why}`,
  fixes: ['Run the same command again: a proxy or a mirror may have given something else.', useYourOwn],
  service: release.tool,
});

/** A program that does not run here: built for something else, or in want of libraries. */
export const toolUnusable = (tool: string, program: string, why: string): Problem => ({
  code: 'tool-unusable',
  summary: `The program ${program} does not run on this machine.`,
  evidence: why,
  fixes: [
    'Install what the line above names; builds of PostgREST for Linux on ARM before 16 want libpq (on Debian: `apt install libpq5`).',
    useYourOwn,
  ],
  service: tool,
});

/** The setting names a PostgREST that is none. */
export const postgrestVersionUnknown = (version: string, oldest: string): Problem => ({
  code: 'postgrest-version-unknown',
  summary: `There is no PostgREST ${version} that metaton knows how to set up.`,
  evidence: 'postgrest.version',
  fixes: [`Use a whole version from ${oldest} on, such as 9.0.1 or 16.2, or the number of a line: 9, 12, 14, 16.`],
  service: 'postgrest',
  isUsage: true,
});

/** PostgREST does not publish this version for this machine. */
export const postgrestNotForPlatform = (version: string, platform: string, platforms: readonly string[]): Problem => ({
  code: 'postgrest-not-for-platform',
  summary: `PostgREST ${version} is not published for ${platform}.`,
  evidence: `it is for ${platforms.join(', ')}`,
  fixes: ['Set another postgrest.version in metaton.yaml: 16.2 is published for all of these.', useYourOwn],
  service: 'postgrest',
  isUsage: true,
});
