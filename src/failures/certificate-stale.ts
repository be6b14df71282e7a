/** The service still shows a certificate of before. */
import { defineFailure } from '../model/failure.ts';

export const certificateStale = defineFailure({
  id: 'certificate-stale',
  services: ['reticulum', 'dialog', 'hubs', 'hubs-admin', 'spoke'],
  seenIn: ['answer'],
  marks: ['not the one in certs/'],
  pattern: /not the one in certs\//,
  title: 'The service still shows a certificate of before.',
  meaning: 'Certificates are read when a service starts. It was renewed since, or the copy in the checkout is old.',
  remedies: [
    'Restart the service: `metaton restart` and its name.',
    'If it stays: `metaton patch`, which lays the new copies, then restart it.',
  ],
  source: 'https://github.com/Hubs-Foundation/hubs/blob/HEAD/webpack.config.js',
  example: 'the certificate served is 4F:1C:22…, not the one in certs/',
});
