/** Node has no store: it reads the file that its environment names, as it does for every service of metaton. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { leafFiles } from './certificates-read.ts';
import { connections } from './connections.ts';
import type { Sight, TrustStore } from './trust-store.ts';
import { messageOf } from '../model/message-of.ts';

/** A Node that reads `authority` as services do, and the leaf in `folder` that they serve. */
export function nodeStore(folder: string): TrustStore {
  const { authority } = leafFiles(folder);
  return {
    client: 'node',
    name: 'Node, in services',
    path: authority,
    look: () => tryWith(leafFiles(folder)),
    install: () => Promise.resolve({ commands: [], creates: [] }),
    remove: () => Promise.resolve([]),
  };
}

/** Serves with the leaf, and asks that server as any client would. */
async function tryWith({ authority, certificate, key }: ReturnType<typeof leafFiles>): Promise<Sight> {
  try {
    const server = createServer({ cert: await readFile(certificate), key: await readFile(key) });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      await connections.verifyTls((server.address() as AddressInfo).port, 'localhost', authority);
      return { kind: 'trusted' };
    } finally {
      server.close();
    }
  } catch (error) {
    return { kind: 'ineffective', why: messageOf(error) };
  }
}
