/** Ports for servers that a test starts. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** The system may offer a port again as soon as it is let go, before the server that it was for has taken it. */
const given = new Set<number>();

/** A port that was free a moment ago, and that nobody else in this process was given. */
export async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    if (given.has(port)) continue;
    given.add(port);
    return port;
  }
}
