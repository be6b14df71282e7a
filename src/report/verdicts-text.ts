/** What a running stack was shown to do, for people. */
import type { Verdict } from '../model/proof.ts';

const marks: Readonly<Record<Verdict['outcome'], string>> = {
  proven: '✓',
  refuted: '✗',
  untried: '–',
  'upstream-defect': '!',
};

/** One line a claim, by service, and the count of each outcome. */
export function verdictsText(verdicts: readonly Verdict[]): string {
  const services = [...new Set(verdicts.map(({ service }) => service))];
  const sections = services.flatMap((service) => [
    service,
    ...verdicts.filter((verdict) => verdict.service === service).map((verdict) => `  ${verdictLine(verdict)}`),
  ]);
  return [...sections, '', countsText(verdicts)].join('\n');
}

function verdictLine({ claim, outcome, seen }: Verdict): string {
  switch (outcome) {
    case 'proven':
      return `${marks[outcome]} ${claim}`;
    case 'refuted':
      return `${marks[outcome]} ${claim}: ${seen}`;
    case 'untried':
      return `${marks[outcome]} ${claim}: could not be tried: ${seen}`;
    case 'upstream-defect':
      return `${marks[outcome]} ${claim}: it does not, a known defect upstream: ${seen}`;
  }
}

/** `12 proven, 1 refuted, 2 not tried`. */
function countsText(verdicts: readonly Verdict[]): string {
  const count = (outcome: Verdict['outcome']): number =>
    verdicts.filter((verdict) => verdict.outcome === outcome).length;
  const others = [
    [count('untried'), 'not tried'],
    [count('upstream-defect'), 'known defects upstream'],
  ] as const;
  return [
    `${count('proven')} proven`,
    `${count('refuted')} refuted`,
    ...others.filter(([number]) => number > 0).map(([number, words]) => `${number} ${words}`),
  ].join(', ');
}
