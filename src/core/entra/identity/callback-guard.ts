import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WaitingConnections } from '../../platform/loopback.ts';
import type { PassedOn } from './loopback.ts';
import type { SignInPages } from './sign-in-page.ts';

/** No answer of Entra's comes near this: a code, a state, and what else the form carries. */
const MAX_BODY_BYTES = 64 * 1024;
/** Connections on which nobody has answered yet. A browser needs few, and beyond this the oldest goes. */
const MAX_WAITING = 250;
/** A path of MSAL's server that says nothing. */
const NOWHERE = '/nothing';
/** A browser that does not take its page is not waited for. Milliseconds. */
const PAGE_LIMIT_MS = 1_000;

const REQUESTS = 'http.server.request.start';
const CONNECTIONS = 'net.server.socket';

/** A browser that has brought the answer, and waits for its page. */
interface WaitingBrowser {
  readonly socket: Socket;
  readonly server: Server;
  show(page: string): void;
}

/** What stands before MSAL's callback server during one sign-in. */
export interface CallbackGuard {
  /** Shows waiting browsers how the sign-in has ended, and lets MSAL's server go. */
  end(outcome: keyof SignInPages, passedOn?: PassedOn): Promise<void>;
}

/**
 * Keeps from MSAL's callback server what it does not survive: an invalid address (it throws in the server, which ends
 * the process), a form without end (it collects all of it), and connections without number. Any program and any web page
 * on this computer can send them.
 *
 * It also has "You are signed in" shown only once somebody is: MSAL shows it with the answer, before the answer is
 * redeemed and the account looked at, and at `GET /` to anybody.
 *
 * MSAL creates the server itself; Node publishes each connection and request first (`node:diagnostics_channel`).
 * @param authorizeUrl the link that MSAL gave to `openBrowser`
 * @param pages what MSAL was given to show
 */
export async function guardCallback(authorizeUrl: string, pages: SignInPages): Promise<CallbackGuard> {
  const { subscribe, unsubscribe } = await import('node:diagnostics_channel');
  const redirectUri = new URL(authorizeUrl).searchParams.get('redirect_uri') ?? '';
  const port = Number(new URL(redirectUri).port);
  const connections = new WaitingConnections(MAX_WAITING);
  const browsers: WaitingBrowser[] = [];
  const isMsals = ({ localAddress, localPort }: Socket) => localPort === port && localAddress === '127.0.0.1';

  const admit = (message: unknown) => {
    const { socket } = message as { socket: Socket };
    if (isMsals(socket)) connections.add(socket);
  };
  const inspect = (message: unknown) => {
    const { request, response, server } = message as {
      request: IncomingMessage;
      response: ServerResponse;
      server: Server;
    };
    const { socket, url = '', method } = request;
    if (!isMsals(socket)) return;
    if (!URL.canParse(url, redirectUri) || (method === 'GET' && url === '/')) request.url = NOWHERE;
    let size = 0;
    request.on('data', (chunk: Uint8Array) => {
      size += chunk.byteLength;
      if (size > MAX_BODY_BYTES) socket.destroy();
    });
    // Whoever has its answer is done here: the end of the connection tells that the page has arrived.
    response.shouldKeepAlive = false;
    const show = response.end.bind(response) as (page?: unknown, ...others: unknown[]) => ServerResponse;
    response.end = ((page?: unknown, ...others: unknown[]) => {
      if (page !== pages.success) return show(page, ...others);
      connections.keep(socket);
      browsers.push({ socket, server, show });
      // MSAL ends every connection before it tells how the sign-in has ended.
      server.closeAllConnections = () => undefined;
      return response;
    }) as typeof response.end;
  };
  subscribe(CONNECTIONS, admit);
  subscribe(REQUESTS, inspect);

  return {
    async end(outcome, passedOn = async () => undefined) {
      unsubscribe(CONNECTIONS, admit);
      unsubscribe(REQUESTS, inspect);
      const shown = browsers.map(async ({ socket, show }) => {
        const { remotePort = 0, closed } = socket;
        const { promise, resolve } = Promise.withResolvers<void>();
        socket.once('close', resolve);
        if (closed) resolve();
        show(pages[outcome]);
        await promise;
        await passedOn(remotePort);
      });
      await Promise.race([Promise.all(shown), sleep(PAGE_LIMIT_MS, undefined, { ref: false })]);
      for (const { server } of browsers) {
        // The prototype's again.
        Reflect.deleteProperty(server, 'closeAllConnections');
        server.closeAllConnections();
      }
    },
  };
}
