import { describe, expect, it } from 'vitest';
import type { CheckedPatch } from '../model/check.ts';
import type { PlannedFile, PlannedPatches } from '../model/step.ts';
import { diffText, statesText } from './patch-text.ts';

const patch = (service: string, id: string, state: CheckedPatch['state'] = 'pristine'): CheckedPatch => ({
  service,
  id,
  state,
  file: 'config.js',
  why: `of ${id}`,
});
const planned = (...files: readonly PlannedFile[]): PlannedPatches => ({
  service: 'web',
  checkout: '/world/web',
  files,
  copies: [],
});

describe('a diff', () => {
  it('shows each file that changes, the reasons above it', () => {
    const file: PlannedFile = { file: 'config.js', before: 'a\nb\n', after: 'a\nB\n', patches: ['host'] };
    expect(diffText(planned(file), [patch('web', 'host'), patch('web', 'port'), patch('store', 'host')])).toBe(
      ['# host: of host', '--- a/config.js', '+++ b/config.js', '@@ -1,2 +1,2 @@', ' a', '-b', '+B', ''].join('\n'),
    );
  });

  it('shows a file that is made as coming from nowhere', () => {
    const file: PlannedFile = { file: '.env', before: undefined, after: 'A=1\n', patches: [] };
    expect(diffText(planned(file), [])).toBe('--- /dev/null\n+++ b/.env\n@@ -0,0 +1,1 @@\n+A=1\n');
  });

  it('is empty when nothing changes', () => {
    expect(diffText(planned(), [])).toBe('');
  });
});

it('the states of patches are a line each', () => {
  expect(statesText([patch('web', 'host', 'applied'), patch('web', 'port', 'conflict')])).toBe(
    'applied   web host (config.js)\nconflict  web port (config.js)',
  );
});
