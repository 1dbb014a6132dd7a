import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Reply } from './exchange.ts';

/** What a TLS server proves its name with. PEM. */
export interface TlsIdentity {
  readonly key: string;
  readonly cert: string;
}

/** Where to listen. */
export interface ListenOptions {
  /** TCP port, any free one by default. */
  readonly port?: number;
  /** Loopback address, `127.0.0.1` by default. */
  readonly host?: string;
}

/** The TLS server under a simulator: on this machine only, able to reset single connections and to stop at once. */
export class LoopbackServer {
  readonly port: number;
  readonly #server: Server;
  /** TCP connections by remote port: TLS sockets hide theirs, and faults and `stop` need it. */
  readonly #connections = new Map<number, Socket>();

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (connection: Socket) => this.#track(connection));
  }

  /** @throws RangeError for a `host` that is not a loopback address: the simulators' secrets are none. */
  static async start(tls: TlsIdentity, options: ListenOptions): Promise<LoopbackServer> {
    const host = options.host ?? '127.0.0.1';
    if (!/^(127(\.\d{1,3}){3}|::1|localhost)$/.test(host)) {
      throw new RangeError(`The simulator listens on loopback addresses only, not on ${host}.`);
    }
    const server = createServer({
      ...tls,
      // Longer than any test waits: a server that closes idle connections makes clients' next request fail.
      keepAliveTimeout: 120_000,
    });
    server.on('clientError', (_error, socket) => {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
      else socket.destroy();
    });
    server.listen(options.port ?? 0, host);
    await once(server, 'listening');
    return new LoopbackServer(server);
  }

  onRequest(listener: RequestListener): void {
    this.#server.on('request', listener);
  }

  /** The TCP connection that a request came over. */
  connectionOf(message: IncomingMessage): Socket | undefined {
    return this.#connections.get(message.socket.remotePort ?? -1);
  }

  /** Stops at once, whatever is still under way. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    // Connections still in their TLS handshake are none of the HTTP server's yet.
    for (const connection of this.#connections.values()) connection.destroy();
    await closed;
  }

  #track(connection: Socket): void {
    const port = connection.remotePort;
    if (port === undefined) return;
    this.#connections.set(port, connection);
    connection.on('close', () => this.#connections.delete(port));
  }
}

/** Sends a whole answer. */
export function send(response: ServerResponse, reply: Reply): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(reply.status, {
    ...reply.headers,
    'Content-Length': String(Buffer.byteLength(reply.body)),
  });
  response.end(reply.body);
}
