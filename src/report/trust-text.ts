/** Who trusts the authority, for people. */
import type { TrustRow } from '../model/trust.ts';
import { table } from './table.ts';

/** What was asked: how things are, or that they be changed. */
export type TrustQuestion = 'show' | 'trust' | 'untrust';

/** A line a store, and under it what somebody has to type. */
export function trustText(rows: readonly TrustRow[], question: TrustQuestion): string {
  const lines = table(rows.map((row) => [row.store, stateWords(row, question), row.path, row.detail]));
  return lines
    .flatMap((line, index) => [line, ...(rows[index]?.commands ?? []).map((command) => `  → ${command}`)])
    .join('\n');
}

/** The commands of all rows under the store that each is for, as a script would have them. */
export const commandsText = (rows: readonly TrustRow[]): string =>
  rows
    .filter(({ commands }) => commands.length > 0)
    .map(({ store, path, detail, commands }) =>
      [`# ${[store, path, detail].filter(Boolean).join(', ')}`, ...commands].join('\n'),
    )
    .join('\n\n');

/** A plain object a store. */
export const trustDocument = (rows: readonly TrustRow[]): readonly object[] =>
  rows.map(({ didChange, ...row }) => ({ ...row, changed: didChange }));

function stateWords({ state, didChange }: TrustRow, question: TrustQuestion): string {
  switch (state) {
    case 'trusted':
      if (question === 'show') return 'trusted';
      if (question === 'untrust') return 'still trusted';
      return didChange ? 'now trusted' : 'already trusted';
    case 'not-trusted':
      if (question !== 'untrust') return 'not trusted';
      return didChange ? 'taken out' : 'not in there';
    case 'needs-you':
      return 'needs you';
    case 'failed':
      return 'failed';
  }
}
