/** `metaton reset`: what goes and what stays, before anything is done. */
import { table } from './table.ts';

/** What it is to be told of. */
interface Listed {
  readonly patched: readonly { readonly checkout: string; readonly files: readonly string[] }[];
  readonly clones: readonly { readonly path: string; readonly ownWork: readonly string[] }[];
  readonly removals: readonly { readonly path: string; readonly what: string }[];
  readonly hasAuthority: boolean;
}

/** One line a thing. */
export function resetText({ patched, clones, removals, hasAuthority }: Listed): string {
  const gone = clones.filter(({ ownWork }) => ownWork.length === 0).map(({ path }) => path);
  const goes = (checkout: string): boolean => gone.some((path) => checkout === path || checkout.startsWith(`${path}/`));
  return table([
    ...patched
      .filter(({ checkout }) => !goes(checkout))
      .map(({ checkout, files }) => [
        'unpatch',
        checkout,
        `${files.length} ${files.length === 1 ? 'file' : 'files'} as before metaton; the checkout stays`,
      ]),
    ...(hasAuthority ? [['untrust', 'the stores of this machine', 'they forget your certificate authority']] : []),
    ...clones.map(({ path, ownWork }) =>
      ownWork.length === 0
        ? ['remove', path, 'a clone, as it came']
        : ['keep', path, `a clone with work of yours: ${ownWork[0] ?? ''}${ownWork.length > 1 ? ', …' : ''}`],
    ),
    ...removals.map(({ path, what }) => ['remove', path, what]),
  ]).join('\n');
}
