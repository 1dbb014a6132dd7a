import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import { type Failure, FailureError } from '../../shared/failure.ts';

/** The part of the Fetch API that is used here; Electron's `net.fetch` and undici's `fetch` both have it. */
export type Fetch = (
  url: string,
  init: {
    method: 'GET' | 'POST';
    headers: Record<string, string>;
    body?: string;
    signal: AbortSignal;
    redirect: 'error';
  },
) => Promise<FetchResponse>;

interface FetchResponse {
  readonly status: number;
  readonly headers: Iterable<[string, string]>;
  readonly body: ReadableStream<Uint8Array> | null;
}

/** A response whose body has been read. */
export interface PlainResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Time for a whole exchange: name, connection, request, and the last byte of the answer. */
const LIMIT_MS = 20_000;
/** No answer of Entra's comes near this. */
const MAX_BODY_BYTES = 1024 * 1024;

/**
 * MSAL's network module over any `fetch`. MSAL's own has no time limit for POST, and neither a proxy nor the
 * system's certificates.
 *
 * MSAL turns every error of a network module into a bare `network_error`; what really happened is kept in
 * {@link lastFailure} for the one operation that runs at a time.
 */
export class NetworkModule implements INetworkModule {
  readonly #fetch: Fetch;
  #lastFailure: Failure | undefined;

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  /** What went wrong since {@link forgetFailure}, if the network or the server was to blame. */
  get lastFailure(): Failure | undefined {
    return this.#lastFailure;
  }

  forgetFailure(): void {
    this.#lastFailure = undefined;
  }

  async sendGetRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.#sendJson<T>('GET', url, options);
  }

  async sendPostRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.#sendJson<T>('POST', url, options);
  }

  /**
   * A GET whose answer need not be JSON.
   * @throws FailureError `network_*`, `tls_untrusted`, `unexpected_answer`
   */
  async get(url: string, limitMs: number): Promise<PlainResponse> {
    return this.#send('GET', url, undefined, limitMs);
  }

  async #sendJson<T>(
    method: 'GET' | 'POST',
    url: string,
    options: NetworkRequestOptions | undefined,
  ): Promise<NetworkResponse<T>> {
    try {
      const response = await this.#send(method, url, options, LIMIT_MS);
      const { status, headers } = response;
      if (status === 429 || status >= 500) this.#lastFailure = busy(response);
      return { status, headers, body: parseJson(response) as T };
    } catch (error) {
      // A busy server's HTML page is still a busy server.
      this.#lastFailure ??= error instanceof FailureError ? error.failure : undefined;
      throw error;
    }
  }

  async #send(
    method: 'GET' | 'POST',
    url: string,
    options: NetworkRequestOptions | undefined,
    limitMs: number,
  ): Promise<PlainResponse> {
    const host = new URL(url).host;
    const signal = AbortSignal.timeout(limitMs);
    try {
      const response = await this.#fetch(url, {
        method,
        headers: options?.headers ?? {},
        ...(options?.body === undefined ? {} : { body: options.body }),
        signal,
        // Entra's endpoints do not redirect; what a request carries is for nobody else.
        redirect: 'error',
      });
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: await readLimited(response.body),
      };
    } catch (error) {
      throw signal.aborted
        ? new FailureError('network_timeout', { params: { host, seconds: String(limitMs / 1000) } })
        : networkFailure(error, host);
    }
  }
}

async function readLimited(body: ReadableStream<Uint8Array> | null): Promise<string> {
  if (!body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early cancels the stream, and with it the connection.
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) throw new FailureError('unexpected_answer', { cause: 'answer too large' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson({ status, headers, body }: PlainResponse): unknown {
  try {
    const json: unknown = JSON.parse(body);
    if (typeof json === 'object' && json !== null) return json;
  } catch {
    // Falls through: the content itself may be a captive portal's and is not repeated.
  }
  throw new FailureError('unexpected_answer', {
    cause: `HTTP ${status}, ${headers['content-type']?.split(';')[0] ?? 'no content type'}`,
  });
}

function busy({ status, headers }: PlainResponse): Failure {
  const retryAfterMs = parseRetryAfter(headers['retry-after'], Date.now());
  return {
    code: 'service_busy',
    cause: `HTTP ${status}`,
    at: Date.now(),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/**
 * `Retry-After` as milliseconds from now: seconds, or an HTTP date (RFC 9110, section 10.2.3).
 * @returns undefined where there is none, or none that can be read
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** OpenSSL's, Node's and Chromium's names for a certificate that is not trusted. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY)/;

function networkFailure(error: unknown, host: string): FailureError {
  if (error instanceof FailureError) return error;
  if (isRefusedRedirect(error)) return new FailureError('unexpected_answer', { cause: 'redirect' });
  const cause = errorCode(error);
  return new FailureError(UNTRUSTED.test(cause) ? 'tls_untrusted' : 'network_unreachable', {
    params: { host },
    cause,
  });
}

/** undici's and Chromium's way to say that `redirect: 'error'` met a redirect. */
function isRefusedRedirect(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (/redirect/i.test(current.message)) return true;
  }
  return false;
}

/** The innermost code: undici wraps the socket's error, Chromium's net writes `net::ERR_…` into the message. */
function errorCode(error: unknown): string {
  for (let current = error; current instanceof Error; current = current.cause) {
    const code = (current as NodeJS.ErrnoException).code;
    if (typeof code === 'string') return code;
    const chromium = /net::(ERR_\w+)/.exec(current.message)?.[1];
    if (chromium) return chromium;
    if (current instanceof AggregateError) {
      const [first] = current.errors as unknown[];
      if (first) return errorCode(first);
    }
  }
  return 'no connection';
}
