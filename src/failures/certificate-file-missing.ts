/** A certificate or key is not where the service looks for it. */
import { defineFailure } from '../model/failure.ts';

export const certificateFileMissing = defineFailure({
  id: 'certificate-file-missing',
  services: ['dialog', 'hubs', 'hubs-admin', 'spoke'],
  seenIn: ['log'],
  marks: ['ENOENT: no such file or directory'],
  pattern: /ENOENT: no such file or directory, open '[^']*\.(?:pem|key|crt|cert)'(?!.*auth)/,
  title: 'A certificate or key is not where the service looks for it.',
  meaning: 'A folder certs/ with one file and without the other is enough for that.',
  remedies: ['Run `metaton certs`, then `metaton patch`, then restart the service.'],
  source: 'https://github.com/Hubs-Foundation/hubs/blob/HEAD/webpack.config.js',
  example: "Error: ENOENT: no such file or directory, open '/home/me/hubs/certs/key.pem'",
});
