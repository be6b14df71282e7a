/** Where the code comes from by preset, and the commits on which metaton is known to work. */
import type { Preset, Repository } from '../../model/preset.ts';

/** Services with a repository of their own. */
type Repositories = Readonly<Record<'reticulum' | 'dialog' | 'hubs' | 'spoke', Repository>>;

const presets: Readonly<Record<Preset, Repositories>> = {
  // The guide's: forks of December 2022, which stand still, and the dialog of that time's owner.
  'ton-con': {
    reticulum: { url: 'https://github.com/DAO-TON-CON/reticulum.git' },
    dialog: { url: 'https://github.com/mozilla/dialog.git' },
    hubs: { url: 'https://github.com/DAO-TON-CON/hubs.git' },
    spoke: { url: 'https://github.com/DAO-TON-CON/Spoke.git' },
  },
  // Today's, which move: new clones begin at commits that were tried together; `metaton update` goes on from there.
  'hubs-foundation': {
    reticulum: {
      url: 'https://github.com/Hubs-Foundation/reticulum.git',
      ref: 'fc02d985e2a4b9cceac68d2389c736e991d6fdf2',
    },
    dialog: { url: 'https://github.com/Hubs-Foundation/dialog.git', ref: '8f91fc65a92fd745623ac87f86d1a6da727255e5' },
    hubs: { url: 'https://github.com/Hubs-Foundation/hubs.git', ref: '6c395b02b51595984fe7d4d5701afca277914879' },
    spoke: { url: 'https://github.com/Hubs-Foundation/Spoke.git', ref: '27b1c079cd6d1ad15aea9fd8496040d5eb82227d' },
  },
};

/** The repository of one service in each preset. */
export const repositoriesOf = (service: keyof Repositories): Readonly<Record<Preset, Repository>> => ({
  'ton-con': presets['ton-con'][service],
  'hubs-foundation': presets['hubs-foundation'][service],
});
