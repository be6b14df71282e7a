/** Whose repositories the code comes from. */

/** In the order in which one gives way to the next: code of different presets is of different eras, and does not mix. */
export const presetNames = ['ton-con', 'hubs-foundation'] as const;

/** A set of repositories that belong together. */
export type Preset = (typeof presetNames)[number];

/** A repository to clone, and what of it. */
export interface Repository {
  readonly url: string;
  /** Branch, tag or whole commit; absent for the newest of the default branch. */
  readonly ref?: string | undefined;
}

/** `URL` or `URL#REF`, as settings have it. */
export function parseRepository(text: string): Repository {
  const at = text.lastIndexOf('#');
  return at === -1 ? { url: text } : { url: text.slice(0, at), ref: text.slice(at + 1) };
}

/** The opposite of `parseRepository`. */
export const repositoryText = ({ url, ref }: Repository): string => (ref === undefined ? url : `${url}#${ref}`);

/** The repository that the settings name, or the preset. */
export function repositoryOf(
  { name }: { readonly name: string },
  { repositories }: { readonly repositories: Readonly<Record<Preset, Repository>> },
  { preset, services }: PresetWishes,
): Repository {
  const given = services[name]?.source;
  return given === undefined ? repositories[preset] : parseRepository(given);
}

/** What settings say of where code comes from. */
interface PresetWishes {
  readonly preset: Preset;
  readonly services: Readonly<Record<string, { readonly source?: string | undefined } | undefined>>;
}
