/** The images that code of an era is built and run in. */
import type { Stage } from '../../model/container.ts';
import type { CommandWords } from '../../model/command.ts';
import type { InstallCommand } from '../../model/service-definition.ts';
import type { Toolchain } from '../../model/toolchain.ts';

/** Of the Elixir that the code is of. */
export function elixirImage(toolchain: Toolchain | undefined): string {
  const runtime = toolchain?.runtime;
  if (runtime?.kind !== 'elixir') throw new Error('no image is known for this Elixir');
  return runtime.image;
}

/** Of the Node that the code is of; `slim` has only what running takes. */
export function nodeImage(toolchain: Toolchain | undefined, slim: '' | '-slim' = ''): string {
  const runtime = toolchain?.runtime;
  if (runtime?.kind !== 'node') throw new Error('no image is known for this Node');
  return `node:${runtime.version}-bookworm${slim}`;
}

/** What installs the code's dependencies: the same words as on the developer's machine. */
export function installWords(
  install: InstallCommand,
  toolchain: Toolchain | undefined,
): readonly (CommandWords | string)[] {
  const commands = toolchain?.installCommands ?? install.commands;
  const more = toolchain?.installArgs ?? [];
  return commands.map((words, index): CommandWords =>
    index === commands.length - 1 ? ([...words, ...more] as unknown as CommandWords) : words,
  );
}

/** What serves files and takes certificates from an authority, both. */
const caddyImage = 'caddy:2.10.2-alpine';

/** Without the capability that the image gives it: a container that drops all could not run it. */
export const plainCaddy: Stage = {
  from: caddyImage,
  commands: ['cp /usr/bin/caddy /usr/local/bin/caddy'],
};
