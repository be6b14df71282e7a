/** Settings of the stack that cost or save money, and those to leave alone: the guide's lists. */
import type { PlannedEvent } from './read-event.ts';

/** A setting of the stack with what to choose. */
export interface StackSetting {
  readonly parameter: string;
  readonly advice: string;
}

/** How a stack is updated, step by step. */
export const updateSteps: readonly string[] = [
  'Select the stack in the CloudFormation console.',
  'Stack Actions, Update Stack, "Use current template".',
  'Review the parameters, change those named here, choose Update.',
];

/** What the guide says not to change once the stack is made. */
export const leaveAsIs: readonly string[] = [
  'your domains and mail settings',
  'everything under Restore from Backup',
  'everything under Advanced',
];

/** What to settle before the event; what only matters to a stack of several servers is left out for one. */
export function stackSettings({ servers: { layout }, isPausing }: PlannedEvent): readonly StackSetting[] {
  const always: readonly StackSetting[] = [
    {
      parameter: 'Monthly Database Budget',
      advice:
        '$0 (no limit) or at least $20. When costs reach any other limit, the database is shut off for the rest of the month, in the middle of an event too.',
    },
    {
      parameter: 'Auto-Pause Database',
      advice: isPausing
        ? 'yes; it costs nothing while nobody is connected, and takes 1 to 3 minutes to wake for the first visitor.'
        : 'no; nobody waits for it to wake, and it is paid for around the clock while online.',
    },
    { parameter: 'Content CDN', advice: 'a Cloudflare worker; not while you stream videos.' },
    {
      parameter: 'Database max ACU',
      advice: 'raise it before a large crowd if the database was the slow part in a rehearsal; lower it again after.',
    },
  ];
  const several: StackSetting = {
    parameter: 'Application Load Balancer',
    advice: `spreads visitors over the ${layout.app} app servers; it is paid for by the hour, so add it for the event and remove it after.`,
  };
  return layout.app > 1 ? [...always, several] : always;
}
