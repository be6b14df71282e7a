import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** A folder for machine-readable results, for whoever counts them. */
const results = process.env['TEST_RESULTS'];

const reporters: NonNullable<NonNullable<ViteUserConfig['test']>['reporters']> =
  results === undefined ? ['default'] : ['default', ['json', { outputFile: `${results}/${process.pid}.json` }]];

/** Three projects by cost: `unit` touches nothing, `integration` and `e2e` use real parts and the stack's fixed ports. */
export default defineConfig({
  test: {
    retry: 0,
    reporters,
    projects: [
      { test: { name: 'unit', include: ['src/**/*.test.ts', 'test/*.test.ts'] } },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      { test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 } },
    ],
  },
});
