/** The certificate or its key is not where reticulum looks for it. */
import { defineFailure } from '../model/failure.ts';

export const reticulumCertificateMissing = defineFailure({
  id: 'reticulum-certificate-missing',
  services: ['reticulum'],
  seenIn: ['log'],
  marks: ['could not start Cowboy2 adapter'],
  pattern: /could not start Cowboy2 adapter, the file \S+ required by SSL/,
  title: 'The certificate or its key is not where reticulum looks for it.',
  meaning: 'config/dev.exs names the files, relative to the checkout. metaton lays them into priv/cert.',
  remedies: ['Run `metaton certs`, then `metaton patch`, then `metaton restart reticulum`.'],
  source: 'https://hexdocs.pm/plug/Plug.SSL.html',
  example:
    "** (ArgumentError) could not start Cowboy2 adapter, the file /home/me/reticulum/priv/cert/key.pem required by SSL's :keyfile either does not exist, or the application does not have permission to access it",
});
