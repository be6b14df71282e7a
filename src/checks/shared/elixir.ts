/** Where the Elixir of reticulum is. */
import type { CheckGround } from '../../model/check.ts';
import type { ServiceDefinition } from '../../model/service-definition.ts';
import { folderOf } from '../../model/folder-of.ts';

/** The service that is started with mix, and the mix that would start it. */
export interface MixFound {
  readonly service: ServiceDefinition;
  readonly mix: string | undefined;
  /** False for a mix that is a program of its own, with no Elixir beside it. */
  readonly hasElixir: boolean;
}

/** `undefined` where no service is started with mix. */
export async function findMix({ machine, services, values, surroundings }: CheckGround): Promise<MixFound | undefined> {
  const service = services.find((each) => {
    const launch = each.launch?.(values);
    return launch?.kind === 'command' && launch.command.program === 'mix';
  });
  if (!service) return undefined;
  const mix = await machine.processes.find('mix', surroundings(service).path);
  const folder = mix && folderOf(mix);
  return { service, mix, hasElixir: folder !== undefined && (await machine.files.exists(`${folder}/elixir`)) };
}
