/** Who may import whom: the table in docs/architecture.md, as rules. */
const RINGS = [
  'config',
  'services',
  'checks',
  'failures',
  'plan',
  'engine',
  'guard',
  'report',
  'cost',
  'export',
  'sql',
  'reticulum',
  'devices',
];

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'model-imports-nothing',
      severity: 'error',
      from: { path: '^src/model/', pathNot: '[.]test[.]ts$' },
      to: { pathNot: '^src/model/|node_modules/zod/' },
    },
    ...RINGS.map((ring) => ({
      name: `${ring}-imports-only-model`,
      severity: 'error',
      from: { path: `^src/${ring}/`, pathNot: '[.]test[.]ts$' },
      to: { path: '^src/', pathNot: `^src/(model|${ring})/` },
    })),
    {
      name: 'dashboard-is-a-view',
      severity: 'error',
      from: { path: '^src/dashboard/', pathNot: '[.]test[.]ts$' },
      to: { path: '^src/', pathNot: '^src/(model|report|dashboard)/' },
    },
    {
      name: 'only-its-page-knows-the-page',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/dashboard/client/' },
      to: { path: '^src/dashboard/client/' },
    },
    {
      name: 'the-page-runs-in-a-browser',
      severity: 'error',
      from: { path: '^src/dashboard/client/', pathNot: '[.]test[.]ts$' },
      to: { path: '^(node:)|^src/dashboard/[^/]+[.]ts$', pathNot: '^src/dashboard/page-state[.]ts$' },
    },
    {
      name: 'adapters-import-only-model-and-guard',
      severity: 'error',
      from: { path: '^src/adapters/', pathNot: '[.]test[.]ts$' },
      to: { path: '^src/', pathNot: '^src/(model|guard|adapters)/' },
    },
    {
      name: 'only-adapters-know-the-guard',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(adapters|guard)/' },
      to: { path: '^src/guard/' },
    },
    {
      name: 'stack-puts-stages-together',
      severity: 'error',
      from: { path: '^src/stack/', pathNot: '[.]test[.]ts$' },
      to: {
        path: '^src/',
        pathNot: '^src/(model|config|services|checks|failures|plan|engine|export|reticulum|devices|dashboard|stack)/',
      },
    },
    {
      name: 'commands-do-not-touch-adapters',
      severity: 'error',
      from: { path: '^src/commands/' },
      to: { path: '^src/adapters/' },
    },
    {
      name: 'commands-do-not-share',
      severity: 'error',
      from: { path: '^src/commands/([^/]+)[.]ts$', pathNot: '^src/commands/program[.]ts$' },
      to: { path: '^src/commands/', pathNot: '^src/commands/$1[.]ts$' },
    },
    {
      name: 'only-adapters-and-guard-touch-the-os',
      severity: 'error',
      from: {
        path: '^src/(model|config|services|checks|failures|plan|engine|report|cost|export|sql|reticulum|devices|dashboard|stack|commands)/',
        pathNot: '[.]test[.]ts$',
      },
      to: {
        path: '^(node:)?(fs|fs/promises|child_process|net|dns|os|http|https|tls|process)$|node_modules/(execa|pg|node-forge|ws)/',
      },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js'] },
    doNotFollow: { path: 'node_modules' },
  },
};
