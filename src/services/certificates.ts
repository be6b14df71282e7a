/** Certificates: the task that makes the authority, the leaf and the perms keys that all others share. */
import { defineService } from '../model/service-definition.ts';

/** Runs to completion; nothing of it keeps running. */
export const certificates = defineService({
  name: 'certificates',
  summary: 'Authority, certificate, perms keys and JWK, made once and shared by all',
  eras: [],
  ports: {},
  needs: [],
  prepare: ({ host, certificate }) => [
    {
      title: 'Make the certificate authority',
      action: { kind: 'make-authority', directory: certificate.authorityFolder, hosts: certificate.hosts },
    },
    {
      title: `Issue the certificate for ${host}`,
      action: {
        kind: 'issue-certificate',
        authority: certificate.authorityFolder,
        hosts: certificate.hosts,
        into: certificate.folder,
      },
    },
    {
      title: 'Make the perms keys',
      isIndependent: true,
      action: { kind: 'make-perms-keys', into: certificate.folder },
    },
  ],
  urls: () => [],
});
