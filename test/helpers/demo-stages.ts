/** Moments of a demo, told by what it says with `--json`, at which tests interrupt it. */
export const demoStages = [
  ['while the authority is made', /"kind":"step-started","step":"certificates:prepare:3"/],
  ['while the database is made', /"kind":"step-started","step":"postgres:prepare:1"/],
  ['while services start', /"kind":"step-started","step":"reticulum:ready"/],
  ['when all is ready', /"kind":"summary"/],
] as const;
