/** `metaton --version --verbose`: what a bug report has to say of the machine. */
import type { Result } from '../model/problem.ts';
import { ok } from '../model/problem.ts';
import type { Session } from '../model/session.ts';
import { table } from '../report/table.ts';

/** Works anywhere, and says nothing of the user or of a workspace. */
export async function version(session: Session): Promise<Result<void>> {
  const { installation, report } = session;
  const { platform, architecture, nodeVersion, openssl, postgrest } = installation;
  const versions = {
    metaton: installation.version,
    node: `${nodeVersion} (OpenSSL ${openssl})`,
    system: `${await systemOf(session)}${platform}-${architecture}`,
    git: await gitVersion(session),
    postgrest: postgrest !== undefined && 'version' in postgrest ? `${postgrest.version} (of npm)` : 'none from npm',
  };
  report.text(table(Object.entries(versions)).join('\n'));
  report.document(versions);
  return ok(undefined);
}

/** How a Linux calls itself; of others the platform says enough. */
async function systemOf({ machine }: Session): Promise<string> {
  const text = (await machine.files.read('/etc/os-release').catch(() => undefined)) ?? '';
  const name = /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(text)?.[1];
  return name === undefined ? '' : `${name}, `;
}

const askWithinMs = 5_000;

async function gitVersion({ machine: { processes }, directory }: Session): Promise<string> {
  if ((await processes.find('git', [])) === undefined) return 'not to be found';
  const command = { program: 'git', args: ['--version'], cwd: directory, env: {}, path: [], scrub: [] };
  const { exit, output } = await processes.run(command, askWithinMs);
  return exit.code === 0 ? output.trim().replace(/^git version /, '') : 'does not say';
}
