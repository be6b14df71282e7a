/** Signing in by a link, at a running miniature. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { WebSocket } from 'ws';

/** Opens a link as the page behind it does; answers the event that comes of it and what it says. `world` is the workspace. */
export async function useLink(
  link: string,
  world: string,
): Promise<readonly [string, { readonly credentials?: string }]> {
  const query = new URL(link).searchParams;
  const topic = query.get('auth_topic');
  const ca = await readFile(path.join(world, 'certs/ca.pem'));
  const socket = new WebSocket('wss://localhost:4000/socket/websocket?vsn=2.0.0', { ca, family: 4 });
  const say = (event: string, payload: object): void => {
    socket.send(JSON.stringify(['1', '1', topic, event, payload]));
  };
  try {
    return await new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.on('open', () => {
        say('phx_join', {});
      });
      socket.on('message', (text: Buffer) => {
        const [, , , event, payload] = JSON.parse(text.toString()) as [null, null, string, string, object];
        if (event === 'phx_reply')
          say('auth_verified', { token: query.get('auth_token'), payload: query.get('auth_payload') });
        else resolve([event, payload]);
      });
    });
  } finally {
    socket.terminate();
  }
}
