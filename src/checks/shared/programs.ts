/** What checks ask of programs. */
import type { Fix, MachineGround } from '../../model/check.ts';
import type { Command } from '../../model/command.ts';

/** A check has less: this is for a check that nobody cuts off, ms. */
const withinMs = 5_000;

/** What a program says with these words; `undefined` where it is not there or ends badly. */
export async function answerOf(
  { machine, installation, signal }: MachineGround,
  program: string,
  args: readonly string[],
  where: Partial<Pick<Command, 'cwd' | 'env' | 'path' | 'scrub'>> = {},
): Promise<string | undefined> {
  const path = where.path ?? [];
  if ((await machine.processes.find(program, path)) === undefined) return undefined;
  const command: Command = { program, args, cwd: installation.root, env: {}, path, scrub: [], ...where };
  const { exit, output } = await machine.processes.run(command, withinMs, signal);
  return exit.code === 0 ? output.trim() : undefined;
}

/** By package manager, the words that install with it. */
const installers = {
  'apt-get': 'sudo apt-get install',
  dnf: 'sudo dnf install',
  pacman: 'sudo pacman -S',
  zypper: 'sudo zypper install',
  apk: 'sudo apk add',
  brew: 'brew install',
} as const;

type Manager = keyof typeof installers;

/** Which of them this machine has. */
export async function packageManager({ machine }: MachineGround): Promise<Manager | undefined> {
  const names = Object.keys(installers) as Manager[];
  const paths = await Promise.all(names.map((name) => machine.processes.find(name, [])));
  return names.find((_, index) => paths[index] !== undefined);
}

/** How to install something here: its packages by manager, the first for those that are not named. */
export function installFix(
  text: string,
  manager: Manager | undefined,
  packages: Readonly<Partial<Record<Manager, string>>> & { readonly others: string },
): Fix {
  if (!manager) return { text };
  return {
    text,
    command: `${installers[manager]} ${packages[manager] ?? packages.others}`,
    needsRoot: manager !== 'brew',
  };
}
