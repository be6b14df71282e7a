import { expect, test } from 'vitest';
import { fakeMachine } from '../../test/helpers/fake-machine.ts';
import { rotateFile } from './rotate-file.ts';

const state = async (files: ReturnType<typeof fakeMachine>['files']): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(
    await Promise.all(
      (await files.list('/logs')).map(async (name) => [name, (await files.read(`/logs/${name}`)) ?? '']),
    ),
  ) as Readonly<Record<string, string>>;

test('every rotation makes each file a number older, and the oldest gives way', async () => {
  const { files } = fakeMachine();
  for (const text of ['a', 'b', 'c', 'd']) {
    await rotateFile(files, '/logs/web.log', 3);
    await files.write('/logs/web.log', text);
  }
  expect(await state(files)).toEqual({ 'web.log': 'd', 'web.log.1': 'c', 'web.log.2': 'b' });
});

test('a gap in the numbers is no matter', async () => {
  const { files } = fakeMachine({ files: { '/logs/web.log': 'new', '/logs/web.log.3': 'old' } });
  await rotateFile(files, '/logs/web.log', 5);
  expect(await state(files)).toEqual({ 'web.log.1': 'new', 'web.log.4': 'old' });
});
