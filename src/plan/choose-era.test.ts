import { describe, expect, it } from 'vitest';
import type { Era } from '../model/patch.ts';
import { defineService } from '../model/service-definition.ts';
import { chooseEra } from './choose-era.ts';

const era = (name: string, file: string): Era => ({
  name,
  matches: ({ text }) => text(file) !== undefined,
  patches: [],
});
const service = defineService({
  name: 'thing',
  summary: 'A thing.',
  eras: [era('new', 'new.json'), era('old', 'old.json')],
  ports: {},
  needs: [],
  urls: () => [],
});
const checkout = (...files: string[]) => ({
  root: '/thing',
  text: (file: string) => (files.includes(file) ? 'text' : undefined),
});

describe('chooseEra', () => {
  it('takes the first that matches', () => {
    expect(chooseEra(service, checkout('old.json', 'new.json'))).toMatchObject({ ok: true, value: { name: 'new' } });
    expect(chooseEra(service, checkout('old.json'))).toMatchObject({ ok: true, value: { name: 'old' } });
  });

  it('says what it looked at when none does', () => {
    expect(chooseEra(service, checkout())).toMatchObject({
      ok: false,
      problems: [
        { code: 'era-unknown', evidence: 'Looked at: new.json (missing), old.json (missing).', service: 'thing' },
      ],
    });
  });
});
