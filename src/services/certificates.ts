/** Certificates: the task that makes the authority, the leaf and the perms keys that all others share. */
import { defineService } from '../model/service-definition.ts';
import type { Action } from '../model/step.ts';

/** A folder with this file in it is not seen by git, whatever repository it lies in. */
const ignoreAll = (folder: string): Action => ({
  kind: 'write-file',
  path: `${folder}/.gitignore`,
  text: '*\n',
  mode: 0o644,
});

/** Runs to completion; nothing of it keeps running. */
export const certificates = defineService({
  name: 'certificates',
  summary: 'Authority, certificate, perms keys and JWK, made once and shared by all',
  eras: [],
  ports: {},
  needs: [],
  prepare: ({ host, certificate, state }) => [
    { title: 'Make the folder for state', action: { kind: 'make-folder', path: state, mode: 0o700 } },
    { title: 'Keep the state out of git', action: ignoreAll(state) },
    {
      title: 'Make the certificate authority',
      isIndependent: true,
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
    { title: 'Keep the keys out of git', action: ignoreAll(certificate.folder) },
    {
      title: 'Make the perms keys',
      isIndependent: true,
      action: { kind: 'make-perms-keys', into: certificate.folder },
    },
  ],
  urls: () => [],
});
