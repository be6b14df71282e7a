/** Some rounds of `npm run soak`: kill -9 at moments that differ, on stacks that differ. */
import { describe, test } from 'vitest';
import { killRound } from '../soak/kill-round.ts';
import { seeded } from '../soak/seeded.ts';

describe.skipIf(process.platform !== 'linux')('kill -9 at any moment leaves nothing', () => {
  test.each([1, 2, 3, 4, 5])('with seed %i', async (seed) => {
    await killRound(seeded(seed));
  });
});
