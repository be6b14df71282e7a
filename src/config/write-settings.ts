/** Changes single settings in the text of metaton.yaml; comments, order and all else stay. */
import { parseDocument } from 'yaml';

/** One setting to be given a value, or none. */
export interface SettingChange {
  readonly keys: readonly string[];
  /** Absent for a setting to be taken out. */
  readonly value: string | undefined;
}

/** The text with the changes made. */
export function changeSettings(text: string, changes: readonly SettingChange[]): string {
  const document = parseDocument(text);
  for (const { keys, value } of changes) {
    if (value !== undefined) document.setIn(keys, value);
    else if (document.hasIn(keys)) document.deleteIn(keys);
  }
  return document.contents === null ? text : document.toString({ lineWidth: 0 });
}
