/** Are Erlang and Elixir those that reticulum's code can run on? */
import { defineCheck } from '../model/check.ts';
import { findMix } from './shared/elixir.ts';
import { answerOf } from './shared/programs.ts';
import { isAtLeast, versionIn } from './shared/version.ts';

/** From 24 on `:crypto` has no `hmac` and `block_encrypt`, which the code of 2022 calls: https://www.erlang.org/doc/general_info/removed */
const firstWithoutOldCrypto = 24;

/** Reticulum was read with the Erlang of its .tool-versions; what it cannot do without tells the era. */
export const toolErlangElixir = defineCheck({
  id: 'tool.erlang-elixir',
  title: 'Erlang and Elixir',
  why: 'The code of 2022 runs on Erlang 22 and 23 only, today’s on 25.',
  needs: ['repo.present'],
  look: async (ground) => {
    const found = await findMix(ground);
    if (found?.hasElixir !== true) return { found, answer: undefined, wanted: undefined, usesOldCrypto: false };
    const root = ground.values.checkout(found.service.name);
    const read = (file: string): Promise<string | undefined> => ground.machine.files.read(`${root}/${file}`);
    const script = 'IO.puts("#{System.version()} #{System.otp_release()}")';
    const [answer, toolVersions, mixExs, crypto] = await Promise.all([
      answerOf(ground, 'elixir', ['-e', script], ground.surroundings(found.service)),
      read('.tool-versions'),
      read('mix.exs'),
      read('lib/ret/crypto.ex'),
    ]);
    const wanted = {
      erlang: /^erlang (\S+)/m.exec(toolVersions ?? '')?.[1],
      elixir: /elixir: "~> ([\d.]+)"/.exec(mixExs ?? '')?.[1],
    };
    return { found, answer, wanted, usesOldCrypto: /:crypto\.(?:hmac|block_encrypt|stream_init)\(/.test(crypto ?? '') };
  },
  judge: ({ found, answer, wanted, usesOldCrypto }) => {
    if (!found) return { status: 'skip', because: 'no service runs on it' };
    const install = { text: 'Install what .tool-versions of reticulum names, in its folder.', command: 'mise install' };
    if (found.mix === undefined)
      return { status: 'fail', summary: 'mix, which starts reticulum, is not to be found.', fix: install };
    if (!found.hasElixir)
      return { status: 'skip', because: `${found.mix} is a program of its own, without an Elixir beside it` };
    const [elixir = '', otp = ''] = (answer ?? '').split('\n').at(-1)?.split(' ') ?? [];
    const have = versionIn(elixir);
    if (!have || otp === '')
      return { status: 'fail', summary: 'Elixir does not say which it is.', detail: found.mix, fix: install };
    const note = `Elixir ${elixir}, Erlang ${otp}`;
    if (wanted?.elixir !== undefined && !isAtLeast(have, versionIn(wanted.elixir) ?? []))
      return {
        status: 'fail',
        summary: `reticulum needs Elixir ${wanted.elixir} or later.`,
        detail: note,
        fix: install,
      };
    if (usesOldCrypto && Number(otp) >= firstWithoutOldCrypto)
      return {
        status: 'fail',
        summary: `This reticulum needs Erlang 22 or 23: it calls functions that Erlang ${otp} no longer has.`,
        detail: `${note}; lib/ret/crypto.ex`,
        fix: install,
      };
    const major = versionIn(wanted?.erlang)?.[0];
    if (major !== undefined && major !== Number(otp) && !usesOldCrypto)
      return {
        status: 'warn',
        summary: `reticulum is made for Erlang ${major}; this is ${otp}.`,
        detail: note,
        fix: install,
      };
    return { status: 'pass', note };
  },
});
