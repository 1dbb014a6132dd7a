import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app } from './app.ts';
import { loud, missingApi } from './missing.ts';

/** Chromium's names for what Node's fetch reports as a cause. */
const CHROMIUM_ERRORS: Record<string, string> = {
  ECONNREFUSED: 'net::ERR_CONNECTION_REFUSED',
  ECONNRESET: 'net::ERR_CONNECTION_RESET',
  UND_ERR_SOCKET: 'net::ERR_CONNECTION_CLOSED',
  UND_ERR_CONNECT_TIMEOUT: 'net::ERR_CONNECTION_TIMED_OUT',
  UND_ERR_HEADERS_TIMEOUT: 'net::ERR_TIMED_OUT',
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

const CONTENT_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

async function fetchFile(url: string): Promise<Response> {
  const path = fileURLToPath(url);
  try {
    const body = await readFile(path);
    return new Response(body, {
      headers: { 'content-type': CONTENT_TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream' },
    });
  } catch {
    throw new Error('net::ERR_FILE_NOT_FOUND');
  }
}

function asChromiumError(error: unknown): unknown {
  if (!(error instanceof TypeError) || error.message !== 'fetch failed') return error;
  const { code } = (error.cause ?? {}) as { code?: string };
  return new Error((code && CHROMIUM_ERRORS[code]) || 'net::ERR_FAILED', { cause: error });
}

/** A request whose redirects are told and not followed; only as far as the program uses it. */
class ClientRequest extends EventEmitter {
  readonly #ended = new AbortController();
  readonly #options: Electron.ClientRequestConstructorOptions;

  constructor(options: Electron.ClientRequestConstructorOptions) {
    super();
    if (options.redirect !== 'manual') throw missingApi('net.request without redirect: manual');
    this.#options = options;
  }

  end(): this {
    void this.#send();
    return this;
  }

  abort(): void {
    this.#ended.abort();
  }

  async #send(): Promise<void> {
    const { url = '', method = 'GET', headers = {} } = this.#options;
    try {
      const response = await fetch(url, {
        method,
        headers: headers as Record<string, string>,
        redirect: 'manual',
        signal: this.#ended.signal,
      });
      const location = response.headers.get('location');
      if (response.status >= 300 && response.status < 400 && location) {
        this.emit('redirect', response.status, method, new URL(location, url).href, {});
        // Electron cancels a redirect that nobody follows at once.
        this.emit('error', new Error('Redirect was cancelled'));
        return;
      }
      const incoming = { statusCode: response.status, headers: Object.fromEntries(response.headers) };
      this.emit('response', incoming);
    } catch (error) {
      if (!this.#ended.signal.aborted) this.emit('error', asChromiumError(error));
    }
  }
}

/** Electron's `net`: Node's fetch, so `NODE_EXTRA_CA_CERTS` holds; with `HOST_OFFLINE=1` the machine says it is offline. */
export const net = loud('net', {
  fetch: async (input, init) => {
    if (!app.isReady()) throw new Error('net.fetch can only be used after app is ready');
    const { bypassCustomProtocolHandlers: _ignored, ...rest } = init ?? {};
    const url = typeof input === 'string' ? input : input.url;
    if (url.startsWith('file:')) return fetchFile(url);
    try {
      return await fetch(input, rest);
    } catch (error) {
      throw asChromiumError(error);
    }
  },
  request: (options) => {
    if (!app.isReady()) throw new Error('net.request can only be used after app is ready');
    return new ClientRequest(
      typeof options === 'string' ? { url: options } : options,
    ) as unknown as Electron.ClientRequest;
  },
  isOnline: () => process.env.HOST_OFFLINE !== '1',
  get online() {
    return process.env.HOST_OFFLINE !== '1';
  },
} satisfies Pick<Electron.Net, 'fetch' | 'request' | 'isOnline' | 'online'>);
