/** Certificates: the task that makes the authority, the leaf and the perms keys that all others share. */
import { defineService, type Task } from '../model/service-definition.ts';
import type { StackValues } from '../model/stack-values.ts';
import type { Action } from '../model/step.ts';

/** A folder with this file in it is not seen by git, whatever repository it lies in. */
const ignoreAll = (folder: string): Action => ({
  kind: 'write-file',
  path: `${folder}/.gitignore`,
  text: '*\n',
  mode: 0o644,
});

/** Where there is one of the user's own, there is nothing to make. */
function certificateTasks(host: string, certificate: StackValues['certificate']): readonly Task[] {
  const { own, hosts, folder, authority: authorityFile, authorityFolder, authorityMaker } = certificate;
  const authority = { authorityFolder, authorityMaker };
  if (own) {
    const action: Action = { kind: 'accept-certificate', own, hosts, authorityFile };
    return [
      { title: 'Make the folder for keys', action: { kind: 'make-folder', path: folder, mode: 0o700 } },
      { title: `Check your own certificate for ${host}`, action },
    ];
  }
  return [
    {
      title: authorityMaker === 'metaton' ? 'Make the certificate authority' : 'Check the authority of mkcert',
      isIndependent: true,
      action: { kind: 'make-authority', authority, hosts },
    },
    {
      title: `Issue the certificate for ${host}`,
      action: { kind: 'issue-certificate', authority, hosts, into: folder },
    },
  ];
}

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
    ...certificateTasks(host, certificate),
    { title: 'Keep the keys out of git', action: ignoreAll(certificate.folder) },
    {
      title: 'Make the perms keys',
      isIndependent: true,
      action: { kind: 'make-perms-keys', into: certificate.folder },
    },
  ],
  urls: () => [],
});
