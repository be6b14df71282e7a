/** The browser for the tests of Spoke could not be downloaded. */
import { defineFailure } from '../model/failure.ts';

export const chromiumNotDownloaded = defineFailure({
  id: 'chromium-not-downloaded',
  services: ['spoke'],
  seenIn: ['log'],
  marks: ['Failed to set up Chrom', 'Failed to download Chrom'],
  pattern: /Failed to (?:set up|download) Chrom/,
  title: 'The browser for the tests of Spoke could not be downloaded.',
  meaning: 'puppeteer fetches 150 MB that only the tests need. metaton tells it not to.',
  remedies: ['Run `metaton init`.', 'By hand: `PUPPETEER_SKIP_DOWNLOAD=1 yarn install --frozen-lockfile`.'],
  source: 'https://github.com/enketo/enketo/issues/1092',
  example: 'ERROR: Failed to set up Chromium r782078! Set "PUPPETEER_SKIP_DOWNLOAD" env variable to skip download.',
});
