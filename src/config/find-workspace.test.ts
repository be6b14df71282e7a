import { describe, expect, it } from 'vitest';
import { fakeMachine } from '../../test/helpers/fake-machine.ts';
import { findWorkspace } from './find-workspace.ts';

const { files } = fakeMachine({
  files: {
    '/world/metaton.yaml': '',
    '/world/inner/metaton.yaml': '',
    '/world/inner/deep/file': '',
    '/world/odd/metaton.yaml/file': '',
    '/elsewhere/file': '',
  },
});

describe('the workspace', () => {
  it.each([
    ['/world', '/world'],
    ['/world/inner/deep', '/world/inner'],
    ['/world/odd', '/world'],
  ])('of %s is the nearest folder upwards with a file metaton.yaml', async (directory, workspace) => {
    expect(await findWorkspace(files, directory)).toEqual({ ok: true, value: workspace });
  });

  it('is missing where no folder upwards has one', async () => {
    expect(await findWorkspace(files, '/elsewhere')).toMatchObject({
      problems: [{ code: 'workspace-missing', evidence: '/elsewhere' }],
    });
  });

  it.each(['/nowhere', '/world/metaton.yaml'])('is not looked for from %s, which is no folder', async (directory) => {
    expect(await findWorkspace(files, directory)).toMatchObject({
      problems: [{ code: 'directory-missing', evidence: directory }],
    });
  });
});
