/** Changes single settings in the text of metaton.yaml; comments, order and all else stay. */
import { parseDocument } from 'yaml';

/** One setting to be given a value. */
export interface SettingChange {
  readonly keys: readonly string[];
  readonly value: string;
}

/** The text with the changes made. */
export function changeSettings(text: string, changes: readonly SettingChange[]): string {
  const document = parseDocument(text);
  for (const { keys, value } of changes) document.setIn(keys, value);
  return document.contents === null ? text : document.toString({ lineWidth: 0 });
}
