import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isPortTaken, listen, listenOnIpv6, WaitingConnections } from './loopback.ts';
import { mayBeServed } from './peer.ts';

/** Whoever holds this many ports in a row on the other loopback address is not met by chance. */
const TRIES = 5;
/** Connections on which nobody has asked yet. A browser needs few, and beyond this the oldest goes. */
const MAX_WAITING = 250;
const HEADERS = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', connection: 'close' };

/**
 * A page of ours that leads the browser to `link`, once. A browser is told what to open by its arguments, which every
 * user of the machine can read: there the address of this page may stand, a sign-in link not. It answers this user only,
 * where the system tells whose a connection is.
 * @param over the page is gone when this aborts
 * @returns its address
 * @throws the system's error where no port can be held
 */
export async function oneTimePage(link: string, over: AbortSignal): Promise<string> {
  // Here, not at the top: evaluating the module takes longer than most commands.
  const { createServer } = await import('node:http');
  const path = `/${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')}`;
  const connections = new WaitingConnections(MAX_WAITING);
  let isOpen = true;
  const answer = async ({ method, url, socket }: IncomingMessage, response: ServerResponse) => {
    response.on('error', () => undefined);
    const isMeant = method === 'GET' && url === path && (await mayBeServed(socket));
    if (!isMeant || !isOpen) {
      response.writeHead(404, HEADERS).end();
      return;
    }
    isOpen = false;
    connections.keep(socket);
    response.writeHead(302, { ...HEADERS, location: link }).end();
    close();
  };
  const servers: Server[] = [];
  const close = () => {
    isOpen = false;
    for (const server of servers) server.close();
  };
  for (let tries = 1; ; tries++) {
    const [ipv4, ipv6] = [createServer(answer), createServer(answer)];
    try {
      await listen(ipv4, { host: '127.0.0.1', port: 0 });
      const { port } = ipv4.address() as AddressInfo;
      await listenOnIpv6(ipv6, port);
      servers.push(ipv4, ipv6);
      for (const server of servers) {
        server.on('connection', (socket) => connections.add(socket));
        // Nothing waits for a browser that never comes.
        server.unref();
      }
      over.addEventListener('abort', close, { once: true });
      if (over.aborted) close();
      return `http://localhost:${port}${path}`;
    } catch (error) {
      ipv4.close();
      if (!isPortTaken(error) || tries === TRIES) throw error;
    }
  }
}
