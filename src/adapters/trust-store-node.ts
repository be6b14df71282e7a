/** Node has no store: it reads the file that its environment names, as it does for every service of metaton. */
import { leafFiles } from './certificates-read.ts';
import { commandOf, lastWords, questionWithinMs, type StoreGround, type TrustStore } from './trust-store.ts';

/** Serves with a leaf, and asks that server as any client would; ends with 0 when it is believed. */
const handshake = `
  import { readFileSync } from 'node:fs';
  import { connect, createServer } from 'node:tls';
  const [cert, key] = process.argv.slice(1).map((file) => readFileSync(file));
  const server = createServer({ cert, key }, (socket) => socket.end()).listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    connect({ host: '127.0.0.1', port, servername: 'localhost' }, () => process.exit(0)).on('error', (error) => {
      console.error(error.message);
      process.exit(1);
    });
  });
`;

/** The Node that services are started with, and the leaf in `folder` that they serve. */
export function nodeStore(folder: string, { processes }: StoreGround): TrustStore {
  const { authority, certificate, key } = leafFiles(folder);
  return {
    client: 'node',
    name: 'Node, in services',
    path: authority,
    look: async () => {
      const command = commandOf(process.execPath, ['--input-type=module', '-e', handshake, certificate, key]);
      const env = { ...command.env, NODE_EXTRA_CA_CERTS: authority };
      const { exit, output } = await processes.run(
        { ...command, env, scrub: [...command.scrub, 'NODE_*'] },
        questionWithinMs,
      );
      return exit.code === 0 ? { kind: 'trusted' } : { kind: 'ineffective', why: lastWords(output) };
    },
    install: () => Promise.resolve({ commands: [], creates: [] }),
    remove: () => Promise.resolve([]),
  };
}
