import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

const machineOnly = 'Take it from the Machine; only src/adapters touches the real one.';

export default tseslint.config(
  { ignores: ['dist/', 'templates/', 'test/fixtures/', 'coverage/'] },
  eslint.configs.recommended,
  {
    files: ['src/**/*.{ts,tsx}', 'test/**/*.ts', 'vitest.config.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    // A page has no machine but the browser.
    ignores: ['src/main.ts', 'src/adapters/**', 'src/tools/**', 'src/dashboard/client/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'exit', message: 'Return a Result; main.ts decides the exit code.' },
        { object: 'process', property: 'env', message: 'main.ts hands the environment over in the Session.' },
        { object: 'Date', property: 'now', message: machineOnly },
      ],
      'no-restricted-globals': [
        'error',
        { name: 'setTimeout', message: machineOnly },
        { name: 'setInterval', message: machineOnly },
      ],
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', 'eslint.config.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        module: 'readonly',
        URL: 'readonly',
        performance: 'readonly',
        setTimeout: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
);
