/** A moment in the user's own offset from UTC, in and out. */
import type { Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { costFlagMissing, costMomentInvalid } from '../model/problems/cost.ts';

/** Milliseconds since the epoch, and the offset in which the user counts. */
export interface Moment {
  readonly ms: number;
  readonly offsetMinutes: number;
}

const minute = 60_000;
const form = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::\d{2})?(Z|[+-]\d{2}:\d{2})$/i;

/** The moment written as `2027-03-01T18:00+01:00`; without an offset it would mean something else to every reader. */
export function parseMoment(flag: string, text: string | undefined): Result<Moment> {
  if (text === undefined) {
    return failed(
      costFlagMissing(flag, 'the beginning of the event', `metaton cost plan ${flag} 2027-03-01T18:00+01:00`),
    );
  }
  const [, date = '', time = '', zone = ''] = form.exec(text.trim()) ?? [];
  const offsetMinutes = offsetOf(zone);
  const local = Date.parse(`${date}T${time}:00Z`);
  // Date.parse takes February 30th for March 2nd: what comes back must be what went in.
  const isReal = Number.isFinite(local) && new Date(local).toISOString().startsWith(`${date}T${time}`);
  const isOffset = Math.abs(offsetMinutes) <= 14 * 60;
  if (!isReal || !isOffset) return failed(costMomentInvalid(flag, text));
  return ok({ ms: local - offsetMinutes * minute, offsetMinutes });
}

/** So many minutes later, or earlier. */
export const shift = ({ ms, offsetMinutes }: Moment, minutes: number): Moment => ({
  ms: ms + minutes * minute,
  offsetMinutes,
});

/** `2027-03-01T16:30+01:00`. */
export function formatIso({ ms, offsetMinutes }: Moment): string {
  const local = new Date(ms + offsetMinutes * minute).toISOString().slice(0, 16);
  return local + formatOffset(offsetMinutes);
}

/** `Mon 2027-03-01 16:30`. */
export function formatDay(moment: Moment): string {
  const local = new Date(moment.ms + moment.offsetMinutes * minute);
  const weekday = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][local.getUTCDay()] ?? '';
  return `${weekday} ${local.toISOString().slice(0, 16).replace('T', ' ')}`;
}

/** `+01:00`. */
export function formatOffset(offsetMinutes: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const size = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function offsetOf(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):(\d{2})$/.exec(zone) ?? [];
  if (sign === undefined) return 0;
  return Number(minutes) > 59 ? Number.NaN : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
