/** Durations in words. */

/** `0.4 s`, `12.1 s`, `3 min 20 s`. */
export function duration(ms: number): string {
  // What would round to sixty seconds is a minute.
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
