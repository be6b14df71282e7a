/** A schedule → text, and → a document for programs. */
import { layoutTitle } from './layout.ts';
import { paragraph } from './lay-out-text.ts';
import { formatDay, formatIso, formatOffset } from './moment.ts';
import type { PlannedEvent } from './read-event.ts';
import type { ScheduleEntry } from './schedule.ts';
import { leaveAsIs, stackSettings, updateSteps } from './stack-settings.ts';

/** What to switch when, what to settle beforehand and what to leave alone. */
export function renderSchedule(event: PlannedEvent, entries: readonly ScheduleEntry[]): string {
  const { instance, layout } = event.servers;
  const offset = formatOffset(entries[0]?.at.offsetMinutes ?? 0);
  return [
    paragraph(
      '',
      `${layoutTitle(layout)}: ${event.setupInstance.name} to build and rehearse on, ${instance.name} for the event. All times UTC${offset}.`,
    ),
    '',
    'Beforehand, in the stack',
    '',
    ...stackSettings(event).map(({ parameter, advice }) => paragraph('  - ', `${parameter}: ${advice}`)),
    '',
    'Schedule',
    '',
    ...entries.map(entryText),
    '',
    'Each change is an update of the stack',
    '',
    ...updateSteps.map((step, index) => paragraph(`  ${index + 1}. `, step)),
    '',
    paragraph('', `Leave as it is, once the stack is made: ${leaveAsIs.join('; ')}.`),
  ].join('\n');
}

function entryText({ at, title, changes, waitMinutes, remarks }: ScheduleEntry): string {
  const change = changes.map(({ parameter, value }) => `${parameter} → ${value}`).join(', ');
  const wait = waitMinutes > 0 ? [`wait ${waitMinutes} minutes before connecting`] : [];
  const what = [`${title}${change === '' ? '' : `: ${change}`}`, ...wait].join('; ');
  return [paragraph(`  ${formatDay(at)}  `, what), ...remarks.map((remark) => paragraph(' '.repeat(24), remark))].join(
    '\n',
  );
}

/** The document of `metaton cost plan --json`. */
export const scheduleDocument = (
  event: PlannedEvent,
  entries: readonly ScheduleEntry[],
): Readonly<Record<string, unknown>> => ({
  layout: event.servers.layout.name,
  eventInstance: event.servers.instance.name,
  setupInstance: event.setupInstance.name,
  schedule: entries.map(({ at, ...entry }) => ({ at: formatIso(at), ...entry })),
  settings: stackSettings(event),
  update: updateSteps,
  leaveAsIs,
});
