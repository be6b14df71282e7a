import { describe, expect, it } from 'vitest';
import { stackValues } from '../../test/helpers/stack-values.ts';
import type { Patch } from '../model/patch.ts';
import { defineService } from '../model/service-definition.ts';
import { patchStates, planPatches } from './plan-patches.ts';

const set = (id: string, file: string, key: string): Patch => ({
  id,
  file,
  why: 'It is a test.',
  kind: 'replace-line',
  line: new RegExp(`^${key}=(?<value>.*)$`),
  value: () => 'new',
});

const service = defineService({
  name: 'thing',
  summary: 'A thing.',
  eras: [
    {
      name: 'only',
      matches: () => true,
      patches: [set('one', 'a', 'A'), set('two', 'a', 'B'), set('three', 'b', 'C')],
    },
  ],
  ports: {},
  needs: [],
  copies: () => [{ from: '/key', to: '/thing/key', mode: 0o600 }],
  urls: () => [],
});
const values = stackValues('/world');
const checkout = (texts: Readonly<Record<string, string>>) => ({ root: '/thing', text: (file: string) => texts[file] });

describe('planPatches', () => {
  it('folds the patches of a file into one text and leaves out files that are right already', () => {
    expect(planPatches(service, checkout({ a: 'A=1\nB=2\n', b: 'C=new' }), values)).toEqual({
      ok: true,
      value: {
        service: 'thing',
        checkout: '/thing',
        era: 'only',
        files: [
          { file: 'a', before: 'A=1\nB=2\n', after: 'A=new\nB=new\n', original: 'A=1\nB=2\n', patches: ['one', 'two'] },
        ],
        withdrawn: [],
        remarks: [],
        copies: [{ from: '/key', to: '/thing/key', mode: 0o600 }],
      },
    });
  });

  it('collects every problem', () => {
    const planned = planPatches(service, checkout({ a: 'B=1\nB=2\n', b: 'C=\uFFFD' }), values);
    expect(planned.ok ? [] : planned.problems.map(({ code }) => code)).toEqual([
      'patch-anchor-missing',
      'patch-anchor-ambiguous',
      'patch-file-not-text',
    ]);
  });

  it('leaves out what this stack does not want, and the files of it', () => {
    const optional: Patch = { ...set('four', 'c', 'D'), when: ({ host }) => host === 'box.lan' };
    const picky = { ...service, eras: [{ name: 'only', matches: () => true, patches: [optional] }] };
    expect(planPatches(picky, checkout({}), values)).toMatchObject({ ok: true, value: { files: [] } });
    expect(planPatches(picky, checkout({}), stackValues('/world', { host: 'box.lan' }))).toMatchObject({ ok: false });
  });

  it('has nothing to plan for a service without code of its own', () => {
    expect(planPatches({ ...service, eras: [] }, checkout({}), values)).toMatchObject({
      ok: true,
      value: { files: [] },
    });
  });
});

describe('patchStates', () => {
  it('tells the state of each patch by itself', () => {
    const states = patchStates(service, checkout({ a: 'A=new\nB=2\n', b: '' }), values);
    expect(states.ok && states.value.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'one applied',
      'two pristine',
      'three conflict',
    ]);
  });

  it('fails where the era is unknown', () => {
    const unknown = { ...service, eras: [{ name: 'none', matches: () => false, patches: [] }] };
    expect(patchStates(unknown, checkout({}), values)).toMatchObject({
      ok: false,
      problems: [{ code: 'era-unknown' }],
    });
    expect(planPatches(unknown, checkout({}), values)).toMatchObject({
      ok: false,
      problems: [{ code: 'era-unknown' }],
    });
  });
});
