import { describe, expect, it } from 'vitest';
import { ended, fakeMachine } from '../../test/helpers/fake-machine.ts';
import { problemOf, resolveRepository } from './git.ts';

const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [string, string, string];
const said = [
  `ref: refs/heads/main\tHEAD`,
  `${a}\tHEAD`,
  `${b}\trefs/heads/next`,
  `${c}\trefs/tags/v1`,
  `${b}\trefs/tags/v1^{}`,
].join('\n');
const ask = (ref: string | undefined, output = said) =>
  resolveRepository(fakeMachine({ run: () => Promise.resolve({ exit: ended(0), output }) }), 'web', {
    url: 'https://x.test/a',
    ref,
  });

describe('what a repository is asked for', () => {
  it.each([
    [undefined, { commit: a, branch: 'main' }],
    ['next', { commit: b, branch: 'next' }],
    // What an annotated tag points at, not the tag itself.
    ['v1', { commit: b, branch: undefined }],
    [c, { commit: c, branch: 'main' }],
  ])('%s', async (ref, target) => {
    expect(await ask(ref)).toEqual({ ok: true, value: target });
  });

  it('may not be there', async () => {
    expect(await ask('nope')).toMatchObject({ problems: [{ code: 'ref-missing' }] });
    expect(await ask(undefined, '')).toMatchObject({ problems: [{ code: 'repository-empty' }] });
  });
});

describe('what git says', () => {
  it.each([
    ["fatal: unable to access 'https://x.test/': Could not resolve host: x.test", 'repository-unreachable'],
    ["fatal: unable to access 'https://x.test/': Failed to connect to x.test port 443", 'repository-unreachable'],
    ["fatal: could not read Username for 'https://x.test': terminal prompts disabled", 'repository-locked'],
    ['git@x.test: Permission denied (publickey).', 'repository-locked'],
    ["fatal: '/srv/a' does not appear to be a git repository", 'repository-missing'],
    ["fatal: repository 'https://x.test/a/' not found", 'repository-missing'],
    ['fatal: something new', 'git-failed'],
  ])('%s is %s', (output, code) => {
    expect(problemOf('web', 'https://x.test/a', output).code).toBe(code);
  });

  it('never shows a password', () => {
    const problem = problemOf(
      'web',
      'https://me:hush@x.test/a',
      "fatal: repository 'https://me:hush@x.test/a/' not found",
    );
    expect(JSON.stringify(problem)).not.toContain('hush');
  });
});
