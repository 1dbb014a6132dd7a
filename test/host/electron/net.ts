import { EventEmitter, once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Agent } from 'node:https';
import { Readable } from 'node:stream';
import { app } from './app.ts';
import { loud, missingApi } from './missing.ts';

// Not imported: an import asks node:http for all that it has, and so loads the WebSocket, which takes longer than all the
// rest of the host. A start without a window never needs it.
const http = process.getBuiltinModule('node:http');
const https = process.getBuiltinModule('node:https');

/** Chromium's names for what Node's network reports as a cause. */
const CHROMIUM_ERRORS: Record<string, string> = {
  ECONNREFUSED: 'net::ERR_CONNECTION_REFUSED',
  ECONNRESET: 'net::ERR_CONNECTION_RESET',
  ETIMEDOUT: 'net::ERR_CONNECTION_TIMED_OUT',
  ENOTFOUND: 'net::ERR_NAME_NOT_RESOLVED',
  EAI_AGAIN: 'net::ERR_NAME_NOT_RESOLVED',
  ENETUNREACH: 'net::ERR_INTERNET_DISCONNECTED',
  EHOSTUNREACH: 'net::ERR_ADDRESS_UNREACHABLE',
  ERR_TLS_CERT_ALTNAME_INVALID: 'net::ERR_CERT_COMMON_NAME_INVALID',
  CERT_HAS_EXPIRED: 'net::ERR_CERT_DATE_INVALID',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'net::ERR_CERT_AUTHORITY_INVALID',
  SELF_SIGNED_CERT_IN_CHAIN: 'net::ERR_CERT_AUTHORITY_INVALID',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'net::ERR_CERT_AUTHORITY_INVALID',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'net::ERR_CERT_AUTHORITY_INVALID',
};

function asChromiumError(error: unknown): unknown {
  for (let current = error; current instanceof Error; current = current.cause) {
    const known = CHROMIUM_ERRORS[(current as NodeJS.ErrnoException).code ?? ''];
    if (known) return new Error(known, { cause: error });
  }
  return new Error('net::ERR_FAILED', { cause: error });
}

/** The system's proxy. Like Chromium's settings it names no user. */
const proxy = process.env.HOST_PROXY;

/** Goes through the proxy by TLS, having said who asks. */
function agentFor(credentials?: { user: string; password: string }): Agent | undefined {
  if (!proxy) return undefined;
  const address = new URL(proxy);
  if (credentials) Object.assign(address, { username: credentials.user, password: credentials.password });
  return new https.Agent({ proxyEnv: { HTTPS_PROXY: address.href } });
}

const wantsSignIn = (error: unknown): boolean =>
  error instanceof Error && 'statusCode' in error && error.statusCode === 407;

/** Electron's `ClientRequest`, only as far as the program uses it: redirects are told and not followed. */
class ClientRequest extends EventEmitter {
  readonly #ended = new AbortController();
  readonly #options: Electron.ClientRequestConstructorOptions;
  #body: string | undefined;

  constructor(options: Electron.ClientRequestConstructorOptions) {
    super();
    if (options.redirect !== 'manual') throw missingApi('net.request without redirect: manual');
    this.#options = options;
  }

  end(body?: string): this {
    this.#body = body;
    void this.#send(agentFor());
    return this;
  }

  abort(): void {
    this.#ended.abort();
  }

  async #send(agent: Agent | undefined): Promise<void> {
    const { url = '', method = 'GET', headers = {} } = this.#options;
    try {
      const { signal } = this.#ended;
      const common = { method, headers: headers as Record<string, string>, signal };
      const asked = url.startsWith('http:')
        ? http.request(url, common)
        : https.request(url, { ...common, ...(agent ? { agent } : {}) });
      asked.end(this.#body);
      const [response]: IncomingMessage[] = await once(asked, 'response');
      // What fails from here on is the body's to tell.
      asked.on('error', () => undefined);
      if (!response) return;
      const { statusCode = 0 } = response;
      const { location } = response.headers;
      if (statusCode >= 300 && statusCode < 400 && typeof location === 'string') {
        response.on('error', () => undefined).destroy();
        this.emit('redirect', statusCode, method, new URL(location, url).href, {});
        // Electron cancels a redirect that nobody follows at once.
        this.emit('error', new Error('Redirect was cancelled'));
        return;
      }
      const incoming = Object.assign(Readable.from(bytesOf(response)), {
        statusCode,
        headers: response.headers,
      });
      this.emit('response', incoming);
    } catch (error) {
      if (this.#ended.signal.aborted) return;
      if (wantsSignIn(error)) this.#askWhoAsks();
      else this.emit('error', asChromiumError(error));
    }
  }

  /** Again and again, as long as the program names users that the proxy does not know. */
  #askWhoAsks(): void {
    const { hostname, port } = new URL(proxy ?? '');
    const about = { isProxy: true, scheme: 'basic', host: hostname, port: Number(port), realm: '' };
    const refuse = () => this.emit('error', new Error('net::ERR_TUNNEL_CONNECTION_FAILED'));
    const isHeard = this.emit('login', about, (user?: string, password = '') => {
      if (user === undefined) refuse();
      else void this.#send(agentFor({ user, password }));
    });
    if (!isHeard) refuse();
  }
}

/** A connection that breaks in the middle is told in Chromium's words. */
async function* bytesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw asChromiumError(error);
  }
}

/** Electron's `net` on Node's network, so `NODE_EXTRA_CA_CERTS` holds. `HOST_PROXY` is the system's proxy. */
export const net = loud('net', {
  request: (options) => {
    if (!app.isReady()) throw new Error('net.request can only be used after app is ready');
    return new ClientRequest(
      typeof options === 'string' ? { url: options } : options,
    ) as unknown as Electron.ClientRequest;
  },
  isOnline: () => true,
} satisfies Pick<Electron.Net, 'request' | 'isOnline'>);
