import { defineConfig } from 'vitest/config';

/** Run by hand through `npm run soak`: minutes to hours. */
export default defineConfig({
  test: { include: ['test/soak/*.test.ts'], testTimeout: 3_600_000, fileParallelism: false },
});
