import type { ListenOptions, Server, Socket } from 'node:net';

/** Listens. @throws the system's error, such as EADDRINUSE */
export async function listen(server: Server, options: ListenOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ ...options, exclusive: true }, resolve);
  await promise;
  server.off('error', reject);
  // A connection that cannot be accepted, for want of file descriptors, must not end the program.
  server.on('error', () => undefined);
}

/** What the system says where it has no IPv6: then nobody else can be met there either. */
const NO_IPV6 = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];

/**
 * Listens on `[::1]` as well, under the port that is already held on 127.0.0.1: `localhost` means ::1 first, and
 * whoever listens there is who a browser meets.
 * @throws the system's error, EADDRINUSE where somebody else is there
 */
export async function listenOnIpv6(server: Server, port: number): Promise<void> {
  await listen(server, { host: '::1', port }).catch((error: NodeJS.ErrnoException) => {
    if (!NO_IPV6.includes(error.code ?? '')) throw error;
  });
}

/** True for a port that somebody else holds. */
export function isPortTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'EADDRINUSE';
}

/**
 * A server's connections that have not shown yet that they are meant. Anybody on the machine can open them by the
 * hundred and say nothing: beyond the limit the oldest goes, so that a newcomer always finds room.
 */
export class WaitingConnections {
  readonly #limit: number;
  readonly #waiting = new Set<Socket>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** This one is meant, and stays. */
  keep(socket: Socket): void {
    this.#waiting.delete(socket);
  }

  /** A newcomer. */
  add(socket: Socket): void {
    this.#waiting.add(socket);
    socket.once('close', () => this.#waiting.delete(socket));
    if (this.#waiting.size <= this.#limit) return;
    const [oldest] = this.#waiting;
    if (oldest) this.#waiting.delete(oldest);
    oldest?.destroy();
  }
}
