/** kill -9 at many moments. */
import { describe, test } from 'vitest';
import { killRound } from './kill-round.ts';
import { seeded } from './seeded.ts';

const rounds = Number(process.env['SOAK_ROUNDS'] ?? 100);
const seed = Number(process.env['SOAK_SEED'] ?? 1);

describe.skipIf(process.platform !== 'linux')(`kill -9, seed ${seed}`, () => {
  test.each(Array.from({ length: rounds }, (_, index) => seed + index))('round %i', async (number) => {
    process.stdout.write(`${await killRound(seeded(number))}\n`);
  });
});
