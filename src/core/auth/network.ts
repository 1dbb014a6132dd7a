import { AsyncLocalStorage } from 'node:async_hooks';
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
interface PlainResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** One sign-in or one refresh: what ends it, and what its requests met. */
interface Operation {
  readonly signal: AbortSignal | undefined;
  failure?: Failure;
}

/** Time for a whole exchange: name, connection, request, and the last byte of the answer. */
const LIMIT_MS = 20_000;
/** No answer of Entra's comes near this. */
const MAX_BODY_BYTES = 1024 * 1024;
/** A server that asks for more has lost its mind, or is a proxy. */
const MAX_RETRY_AFTER_MS = 15 * 60_000;

/**
 * MSAL's network module over any `fetch`. MSAL's own has no time limit for POST, and neither a proxy nor the
 * system's certificates.
 *
 * MSAL turns every error of a network module into a bare `network_error`; what really happened is kept with the
 * operation that the request belongs to.
 */
export class NetworkModule implements INetworkModule {
  readonly #fetch: Fetch;
  readonly #operations = new AsyncLocalStorage<Operation>();

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  /**
   * Runs `work` as one operation: aborting `signal` ends its requests. A failure is given to `explain` together with
   * what the network or the server did, if they were to blame.
   */
  async operate<T>(
    signal: AbortSignal | undefined,
    work: () => Promise<T>,
    explain: (error: unknown, network: Failure | undefined) => unknown,
  ): Promise<T> {
    const operation: Operation = { signal };
    try {
      return await this.#operations.run(operation, work);
    } catch (error) {
      throw explain(error, operation.failure);
    }
  }

  async sendGetRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.#sendJson<T>('GET', url, options);
  }

  async sendPostRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.#sendJson<T>('POST', url, options);
  }

  /**
   * The text that a GET is answered with, JSON or not.
   * @throws FailureError `network_*`, `tls_untrusted`, `unexpected_answer`
   */
  async getText(url: string, limitMs: number): Promise<string> {
    return (await this.#send('GET', url, undefined, limitMs)).body;
  }

  async #sendJson<T>(
    method: 'GET' | 'POST',
    url: string,
    options: NetworkRequestOptions | undefined,
  ): Promise<NetworkResponse<T>> {
    const operation = this.#operations.getStore();
    try {
      const response = await this.#send(method, url, options, LIMIT_MS);
      const { status, headers } = response;
      if (operation && (status === 429 || status >= 500)) operation.failure = busy(response);
      return { status, headers, body: parseJson(response) as T };
    } catch (error) {
      // A busy server's HTML page is still a busy server.
      if (operation && error instanceof FailureError) operation.failure ??= error.failure;
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
    const limit = AbortSignal.timeout(limitMs);
    const ended = this.#operations.getStore()?.signal;
    const signal = ended ? AbortSignal.any([limit, ended]) : limit;
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
        body: await readLimited(response.body, signal),
      };
    } catch (error) {
      throw limit.aborted
        ? new FailureError('network_timeout', { params: { host, seconds: String(limitMs / 1000) } })
        : networkFailure(error, host);
    }
  }
}

/** Reads to the end, to the limit, or until `signal`, whatever the implementation of fetch makes of it. */
async function readLimited(body: ReadableStream<Uint8Array> | null, signal: AbortSignal): Promise<string> {
  if (!body) return '';
  const reader = body.getReader();
  const stop = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const chunks: Uint8Array[] = [];
    for (let size = 0; ; ) {
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) return Buffer.concat(chunks).toString('utf8');
      size += value.byteLength;
      if (size > MAX_BODY_BYTES) throw new FailureError('unexpected_answer', { cause: 'answer too large' });
      chunks.push(value);
    }
  } finally {
    signal.removeEventListener('abort', stop);
    // Ends the connection too, where there is more to come.
    stop();
  }
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
 * `Retry-After` as milliseconds from now, 15 minutes at most: seconds, or an HTTP date (RFC 9110, section 10.2.3).
 * @returns undefined where there is none, or none that can be read
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const wait = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(wait) ? undefined : Math.min(MAX_RETRY_AFTER_MS, Math.max(0, wait));
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
