import { defineConfig } from 'vitest/config';

/** Run by hand, with clones of the real repositories. */
export default defineConfig({ test: { include: ['test/upstream/*.test.ts'], testTimeout: 60_000 } });
