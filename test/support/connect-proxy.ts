import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** Where a host of that name is: a port of this machine, or undefined for nowhere. */
export type ProxyRoute = (host: string) => number | undefined;

/** How a CONNECT is refused; `hangUp` ends the connection without an answer. */
export type ProxyRefusal = 403 | 407 | 502 | 503 | 'hangUp';

/** An HTTP proxy that leads every CONNECT to a server of this machine, and remembers the names. */
export class ConnectProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly targets: string[] = [];
  /** What each CONNECT said of its user. */
  readonly users: (string | undefined)[] = [];
  /** `NAME:PASSWORD`: when set, nobody else gets through. */
  user: string | undefined;
  /** When set, nobody gets through. */
  refusal: ProxyRefusal | undefined;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param route The port for all names, or for each name its own. */
  static async start(route: number | ProxyRoute): Promise<ConnectProxy> {
    const portOf = typeof route === 'number' ? () => route : route;
    const server = createServer((_, response) => response.writeHead(403).end());
    const proxy = new ConnectProxy(server);
    server.on('connect', (request, client: Socket) => {
      const target = request.url ?? '';
      proxy.targets.push(target);
      proxy.users.push(request.headers['proxy-authorization']);
      proxy.#watch(client);
      if (proxy.refusal === 'hangUp') {
        client.destroy();
        return;
      }
      const refusal = proxy.refusal ?? (proxy.#knows(request) ? undefined : 407);
      if (refusal) {
        client.end(`HTTP/1.1 ${refusal} No\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      const port = portOf(target.replace(/:\d+$/, '').toLowerCase());
      if (port === undefined) {
        client.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      const upstream = connect(port, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      proxy.#watch(upstream);
      // A reset on one side is none of the other's otherwise, which would wait for ever.
      upstream.on('close', () => client.destroy());
      client.on('close', () => upstream.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #knows({ headers }: IncomingMessage): boolean {
    if (this.user === undefined) return true;
    return headers['proxy-authorization'] === `Basic ${Buffer.from(this.user).toString('base64')}`;
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #watch(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
