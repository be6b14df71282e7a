/** Changes single settings in the text of metaton.yaml; comments, order and all else stay. */
import { type Document, isScalar, isSeq, parseDocument } from 'yaml';

/** One setting to be given a value, one to be taken out, or a list to be given more. */
export type SettingChange =
  | {
      readonly keys: readonly string[];
      /** Absent for a setting to be taken out. */
      readonly value: string | undefined;
    }
  | { readonly keys: readonly string[]; readonly add: readonly string[] };

/** The text with the changes made. */
export function changeSettings(text: string, changes: readonly SettingChange[]): string {
  const document = parseDocument(text);
  for (const change of changes) {
    clearEmpty(document, change.keys);
    if ('add' in change) addTo(document, change.keys, change.add);
    else if (change.value !== undefined) document.setIn(change.keys, change.value);
    else if (document.hasIn(change.keys)) document.deleteIn(change.keys);
  }
  return document.contents === null ? text : document.toString({ lineWidth: 0 });
}

/** A key without a value takes nothing below it. */
function clearEmpty(document: Document, keys: readonly string[]): void {
  for (const length of keys.keys()) {
    const above = keys.slice(0, length + 1);
    const node = document.getIn(above, true);
    if (isScalar(node) && node.value === null) document.deleteIn(above);
  }
}

/** What is in the list already is not added again. */
function addTo(document: Document, keys: readonly string[], values: readonly string[]): void {
  const present = keys.reduce<unknown>(
    (value, key) => (value as Record<string, unknown> | undefined)?.[key],
    document.toJS(),
  );
  const known: readonly unknown[] = Array.isArray(present) ? present : [];
  const fresh = values.filter((value) => !known.includes(value));
  const list = document.getIn(keys, true);
  if (isSeq(list)) for (const value of fresh) list.add(document.createNode(value));
  else if (fresh.length > 0) document.setIn(keys, document.createNode([...known, ...fresh]));
}
