import { expect, it } from 'vitest';
import type { Verdict } from '../model/proof.ts';
import { verdictsText } from './verdicts-text.ts';

const verdict = (service: string, claim: string, outcome: Verdict['outcome'], seen: string): Verdict => ({
  service,
  claim,
  outcome,
  seen,
});

it('proofs are a line each, by service, and what was seen stands with what is not proven', () => {
  const verdicts = [
    verdict('dialog', 'serves our certificate', 'proven', 'AA:BB…'),
    verdict('hubs', 'is reached', 'refuted', 'answered 503'),
    verdict('dialog', 'keeps a forged token out', 'upstream-defect', 'a second answer lets it in'),
    verdict('spoke', 'takes part', 'untried', 'it was stopped'),
  ];
  expect(verdictsText(verdicts)).toBe(
    [
      'dialog',
      '  ✓ serves our certificate',
      '  ! keeps a forged token out: it does not, a known defect upstream: a second answer lets it in',
      'hubs',
      '  ✗ is reached: answered 503',
      'spoke',
      '  – takes part: could not be tried: it was stopped',
      '',
      '1 proven, 1 refuted, 1 not tried, 1 known defects upstream',
    ].join('\n'),
  );
});

it('what there is none of is not counted out, but for what was proven and refuted', () => {
  expect(verdictsText([])).toBe('\n0 proven, 0 refuted');
});
