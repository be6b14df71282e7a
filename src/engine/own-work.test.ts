import { describe, expect, it } from 'vitest';
import { fakeMachine } from '../../test/helpers/fake-machine.ts';
import { ownWork } from './own-work.ts';

/** A clone of which git says this, by the word that it is asked with. */
const work = (said: Readonly<Record<string, string | undefined>>, files = { '/world/hubs/.git/HEAD': '' }) =>
  ownWork(
    fakeMachine({
      files,
      run: ({ args }) => {
        const word = args.find((each) => each in said);
        const output = word === undefined ? '' : said[word];
        return Promise.resolve({
          exit: { code: output === undefined ? 128 : 0, signal: undefined },
          output: output ?? '',
        });
      },
    }),
    '/world/hubs',
    ['webpack.config.js'],
    'a1b2c3',
  );

describe('work of the user in a clone', () => {
  it('is none where nothing but what metaton has edited differs from upstream', async () => {
    expect(await work({ status: ' M webpack.config.js\0' })).toEqual([]);
  });

  it('is what differs, what was never pushed, and what was put aside', async () => {
    const said = {
      status: ' M webpack.config.js\0 M main.js\0?? notes\0',
      'rev-list': 'd4e5f6\n',
      stash: 'stash@{0}: On master: later\n',
    };
    expect(await work(said)).toEqual(['main.js', 'notes', 'commit d4e5f6', 'stash@{0}: On master: later']);
  });

  it('is whatever git cannot tell of', async () => {
    expect(await work({ 'rev-list': undefined })).toEqual(['commits that git cannot list']);
  });

  it('is all of a folder that is no clone, also within a repository of the user', async () => {
    expect(await work({}, {} as never)).toEqual(['code that metaton has not cloned']);
  });
});
