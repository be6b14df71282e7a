import { describe, expect, it } from 'vitest';
import { madeUpWorkspace } from '../../test/helpers/made-up-stack.ts';
import { settingRows, settingsText } from './settings-text.ts';

const workspace = madeUpWorkspace(
  { host: 'world.test', services: { bot: { command: ['node', 'bot.js'], env: { LEVEL: '3' } } } },
  { host: 'environment', 'services.bot.env.LEVEL': 'metaton.yaml' },
);

const urlOf = (url: string): string | undefined =>
  settingRows(madeUpWorkspace({ database: { url } })).find(({ key }) => key === 'database.url')?.value;

describe('the settings', () => {
  it('are every one that has a value, with where it comes from', () => {
    expect(settingRows(workspace)).toEqual([
      { key: 'host', value: 'world.test', origin: 'environment' },
      { key: 'certificates.hosts', value: '[]', origin: 'default' },
      { key: 'certificates.authority', value: 'metaton', origin: 'default' },
      { key: 'preset', value: 'ton-con', origin: 'default' },
      { key: 'services.bot.env.LEVEL', value: '3', origin: 'metaton.yaml' },
      { key: 'services.bot.command', value: '["node","bot.js"]', origin: 'default' },
      { key: 'postgrest.version', value: '16.2', origin: 'default' },
    ]);
  });

  it.each([
    ['postgres://postgres:hush@db/ret_dev', 'postgres://postgres:***@db/ret_dev'],
    ['postgres://postgres:hu@sh@db/ret_dev', 'postgres://postgres:***@db/ret_dev'],
    ['postgres://postgres:@db/ret_dev', 'postgres://postgres:***@db/ret_dev'],
    ['postgres://postgres@db:5432/ret_dev', 'postgres://postgres@db:5432/ret_dev'],
  ])('never show the password of %s', (url, shown) => {
    expect(urlOf(url)).toBe(shown);
  });

  it('are aligned in columns', () => {
    const rows = settingRows(madeUpWorkspace({ host: 'a.test' }, { host: '.env' }));
    expect(settingsText('/world', rows)).toBe(
      [
        'workspace /world',
        '',
        'host                    a.test   .env',
        'certificates.hosts      []       default',
        'certificates.authority  metaton  default',
        'preset                  ton-con  default',
        'postgrest.version       16.2     default',
      ].join('\n'),
    );
  });
});
