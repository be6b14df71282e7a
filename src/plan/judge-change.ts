/** What has changed under a running stack, and the command that applies it. Pure. */
import type { ServiceDefinition } from '../model/service-definition.ts';
import type { Launch, Plan } from '../model/step.ts';

/** A file that changed. */
export type ChangedFile =
  | { readonly kind: 'settings'; readonly file: string }
  | { readonly kind: 'lock'; readonly file: string; readonly service: ServiceDefinition; readonly folder: string }
  | { readonly kind: 'patched'; readonly file: string; readonly service: ServiceDefinition };

/** One sentence, or `undefined` where nobody has to do anything. `fresh` is the plan for the whole stack as it is now. */
export function judgeChange(
  changed: ChangedFile,
  running: ReadonlyMap<string, Launch>,
  fresh: Plan,
): string | undefined {
  switch (changed.kind) {
    case 'settings':
      return ofSettings(changed.file, running, fresh);
    case 'lock': {
      const { service, file, folder } = changed;
      if (!service.source || !running.has(service.name)) return undefined;
      const install = service.source.install.commands.map((words) => words.join(' ')).join(' && ');
      return `${file} of ${service.name} changed. To apply it: ${install} in ${folder}, then metaton restart ${service.name}`;
    }
    case 'patched': {
      const { service, file } = changed;
      const isWanting = fresh.steps.some(
        ({ action }) =>
          action.kind === 'apply-patches' &&
          action.patches.service === service.name &&
          action.patches.files.some((planned) => planned.file === file),
      );
      return isWanting
        ? `${file} of ${service.name} changed and lacks its patches. To apply them: metaton restart ${service.name}`
        : undefined;
    }
  }
}

function ofSettings(file: string, running: ReadonlyMap<string, Launch>, fresh: Plan): string {
  const launches = fresh.steps.flatMap(({ action, service }) =>
    action.kind === 'launch' && service !== undefined ? [[service, action.launch] as const] : [],
  );
  const names = (isWanted: (now: Launch | undefined, launch: Launch) => boolean): string =>
    launches
      .filter(([service, launch]) => isWanted(running.get(service), launch))
      .map(([service]) => service)
      .join(' ');
  const changed = names((now, launch) => now !== undefined && inText(now) !== inText(launch));
  const added = names((now) => now === undefined);
  if (changed === '' && added === '') return `${file} changed; what runs is not affected`;
  const ways = [
    ...(changed === '' ? [] : [`metaton restart ${changed}`]),
    ...(added === '' ? [] : [`metaton up ${added}`]),
  ];
  return `${file} changed. To apply it: ${ways.join(', and ')}`;
}

/** A launch says everything by its values, and patterns by their source. */
const inText = (launch: Launch): string =>
  JSON.stringify(launch, (_, value: unknown) => (value instanceof RegExp ? String(value) : value));
