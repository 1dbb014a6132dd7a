import { listenOnIpv6, WaitingConnections } from '../../platform/loopback.ts';

/**
 * Ends a pending `acquireTokenInteractive`, which has neither a cancel nor a time limit: answers it, in the
 * browser's place, with the error that a person's "Cancel" would bring. Its promise rejects and its server closes.
 * @param authorizeUrl the link that MSAL gave to `openBrowser`; state and redirect URI are read from it
 */
export async function refuseOnLoopback(authorizeUrl: string): Promise<void> {
  // Here, not at the top: evaluating the module takes longer than handing out a token from the cache.
  const { request } = await import('node:http');
  const parameters = new URL(authorizeUrl).searchParams;
  const redirectUri = new URL(parameters.get('redirect_uri') ?? '');
  const body = new URLSearchParams({
    error: 'access_denied',
    state: parameters.get('state') ?? '',
  }).toString();
  await new Promise<void>((resolve) => {
    const post = request(
      {
        host: '127.0.0.1',
        port: redirectUri.port,
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(body),
        },
        timeout: 2_000,
      },
      (response) => response.resume().on('close', resolve),
    );
    // The server may already be gone: then there is nothing left to end.
    post.on('error', () => resolve());
    post.on('timeout', () => post.destroy());
    post.end(body);
  });
}

/** Connections of a browser are few, and its own are the newest. */
const MAX_RELAYED = 100;

/** Resolves when what came on from this local port of ours has reached the browser; at once where nothing did. */
export type PassedOn = (port: number) => Promise<void>;

/**
 * Holds `[::1]` too. MSAL listens on 127.0.0.1 only, but sends the browser to `localhost`, which means ::1 first: another
 * user who listens there would be given the answer. What arrives is passed on, since a browser that has been connected
 * does not try the other address.
 * @param authorizeUrl the link that MSAL gave to `openBrowser`
 * @param over ends it
 * @throws the system's error: EADDRINUSE where somebody is there already
 */
export async function holdOtherLoopback(authorizeUrl: string, over: AbortSignal): Promise<PassedOn> {
  const { connect, createServer } = await import('node:net');
  const port = Number(new URL(new URL(authorizeUrl).searchParams.get('redirect_uri') ?? '').port);
  const ends = new Map<number, Promise<void>>();
  const waiting = new WaitingConnections(MAX_RELAYED);
  const relay = createServer((socket) => {
    waiting.add(socket);
    const onward = connect({ host: '127.0.0.1', port });
    const { promise: end, resolve: hasEnded } = Promise.withResolvers<void>();
    socket.once('close', hasEnded);
    onward.once('connect', () => ends.set(onward.localPort ?? 0, end));
    for (const end of [socket, onward]) end.on('error', () => end.destroy());
    socket.on('close', () => onward.destroy());
    // After the last bytes of the page.
    onward.on('close', () => socket.destroySoon());
    socket.pipe(onward).pipe(socket);
  });
  await listenOnIpv6(relay, port);
  over.addEventListener('abort', () => void relay.close(), { once: true });
  if (over.aborted) relay.close();
  return async (from) => ends.get(from);
}
