import type { IncomingMessage, Server } from 'node:http';
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

/** No answer of Entra's comes near this: a code, a state, and what else the form carries. */
const MAX_BODY_BYTES = 64 * 1024;
/** A path of MSAL's server that says nothing. */
const NOWHERE = '/nothing';

/**
 * Keeps from MSAL's callback server what it does not survive: an invalid address (it throws in the server, which ends
 * the process), and a form without end (it collects all of it). Also `GET /`, which would show "You are signed in"
 * before anybody is. Any program and any web page on this computer can send them.
 *
 * MSAL creates the server itself; Node publishes each request before the server sees it (`node:diagnostics_channel`).
 * @param authorizeUrl the link that MSAL gave to `openBrowser`
 * @returns the function that ends the guard
 */
export async function guardLoopback(authorizeUrl: string): Promise<() => void> {
  const { subscribe, unsubscribe } = await import('node:diagnostics_channel');
  const redirectUri = new URL(authorizeUrl).searchParams.get('redirect_uri') ?? '';
  const port = Number(new URL(redirectUri).port);
  const inspect = (message: unknown) => {
    const { request, server } = message as { request: IncomingMessage; server: Server };
    const address = server.address();
    if (typeof address !== 'object' || address?.port !== port) return;
    const { url = '', method } = request;
    if (!URL.canParse(url, redirectUri) || (method === 'GET' && url === '/')) request.url = NOWHERE;
    let size = 0;
    request.on('data', (chunk: Uint8Array) => {
      size += chunk.byteLength;
      if (size > MAX_BODY_BYTES) request.socket.destroy();
    });
  };
  subscribe(CHANNEL, inspect);
  return () => void unsubscribe(CHANNEL, inspect);
}

/** Connections of a browser are few, and its own are the newest. */
const MAX_RELAYED = 100;

/**
 * Holds `[::1]` too. MSAL listens on 127.0.0.1 only, but sends the browser to `localhost`, which means ::1 first: another
 * user who listens there would be given the answer. What arrives is passed on, since a browser that has been connected
 * does not try the other address.
 * @param authorizeUrl the link that MSAL gave to `openBrowser`
 * @param over ends it
 * @throws the system's error: EADDRINUSE where somebody is there already
 */
export async function holdOtherLoopback(authorizeUrl: string, over: AbortSignal): Promise<void> {
  const { connect, createServer } = await import('node:net');
  const port = Number(new URL(new URL(authorizeUrl).searchParams.get('redirect_uri') ?? '').port);
  const relay = createServer((socket) => {
    const onward = connect({ host: '127.0.0.1', port });
    for (const end of [socket, onward]) end.on('error', () => end.destroy());
    socket.on('close', () => onward.destroy());
    // After the last bytes of the page.
    onward.on('close', () => socket.destroySoon());
    socket.pipe(onward).pipe(socket);
  });
  new WaitingConnections(relay, MAX_RELAYED);
  await listenOnIpv6(relay, port);
  over.addEventListener('abort', () => void relay.close(), { once: true });
  if (over.aborted) relay.close();
}

const CHANNEL = 'http.server.request.start';
