import { type Failure, FailureError } from '../../shared/failures.ts';
import { orAbort } from './abort.ts';

/** The part of the Fetch API that is used here; Electron's network and undici's `fetch` both offer it. */
export type Fetch = (
  url: string,
  init: {
    method: 'GET' | 'POST';
    headers: Record<string, string>;
    body?: string;
    signal: AbortSignal;
    redirect: 'error' | 'manual';
  },
) => Promise<FetchResponse>;

/** The part of a response that is used here. */
export interface FetchResponse {
  readonly status: number;
  readonly headers: Iterable<[string, string]>;
  readonly body: ReadableStream<Uint8Array> | null;
}

/** A request to somebody who is to be named when it fails. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
  /** Time for the whole exchange: name, connection, request, and the last byte of the answer. Milliseconds. */
  readonly limitMs: number;
  /** Whom people think they talk to; Microsoft Entra ID where none is named. */
  readonly service?: string;
  /** Ends it early. */
  readonly ended?: AbortSignal | undefined;
  /** `manual`: a redirect is the answer. Everywhere else a redirect is an error: what we send is for nobody else. */
  readonly redirect?: 'manual';
}

/** A response whose body has been read. Header names are in lower case. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** No answer of Entra's or of a workspace's that is of use comes near this. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** A server that asks for more has lost its mind, or is a proxy. */
const MAX_RETRY_AFTER_MS = 15 * 60_000;

/**
 * One request and its whole answer, whatever its status.
 * @throws FailureError `network_unreachable`, `host_not_found`, `network_timeout`, `tls_untrusted`, `unexpected_answer`,
 * `proxy_*`
 */
export async function exchange(fetch: Fetch, request: HttpRequest): Promise<HttpResponse> {
  const { method, url, headers = {}, body, limitMs, service, ended, redirect = 'error' } = request;
  const { host } = new URL(url);
  const named = { host, ...(service ? { service } : {}) };
  const limit = AbortSignal.timeout(limitMs);
  const signal = ended ? AbortSignal.any([limit, ended]) : limit;
  try {
    const sent = fetch(url, {
      method,
      headers: { ...headers },
      ...(body === undefined ? {} : { body }),
      signal,
      redirect,
    });
    // The limit holds whatever the implementation of fetch makes of the signal.
    const response = await orAbort(signal, sent);
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await readLimited(response.body, signal),
    };
  } catch (error) {
    if (limit.aborted) {
      throw new FailureError('network_timeout', { params: { ...named, seconds: String(limitMs / 1000) } });
    }
    throw networkFailure(error, named);
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
      if (size > MAX_BODY_BYTES) throw new Error('answer too large');
      chunks.push(value);
    }
  } finally {
    signal.removeEventListener('abort', stop);
    // Ends the connection too, where there is more to come.
    stop();
  }
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

/** What 429 and 5xx mean; undefined for any other status. */
export function busyFailure({ status, headers }: HttpResponse, service?: string): Failure | undefined {
  if (status !== 429 && status < 500) return undefined;
  const retryAfterMs = parseRetryAfter(headers['retry-after'], Date.now());
  return new FailureError('service_busy', {
    cause: `HTTP ${status}`,
    ...(service ? { params: { service } } : {}),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }).failure;
}

/** An answer of the wrong form, in words that repeat nothing of it: it may be a captive portal's. */
export function describeAnswer({ status, headers }: HttpResponse): string {
  const type = /^[\w.+-]{1,60}\/[\w.+-]{1,60}/.exec(headers['content-type'] ?? '')?.[0];
  return `HTTP ${status}, ${type ?? 'no content type'}`;
}

/** OpenSSL's, Node's and Chromium's names for a certificate that is not trusted. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY)/;

function networkFailure(error: unknown, params: Readonly<Record<string, string>>): FailureError {
  if (error instanceof FailureError) return error;
  const unusable = unusableAnswer(error);
  if (unusable) return new FailureError('unexpected_answer', { params, cause: unusable });
  const cause = errorCode(error);
  if (UNTRUSTED.test(cause)) return new FailureError('tls_untrusted', { params, cause });
  // A service that has its own name here is one whose address a person has typed.
  const isTypo = params.service !== undefined && isUnknownName(error, params.host);
  return new FailureError(isTypo ? 'host_not_found' : 'network_unreachable', { params, cause });
}

/** An error and what caused it, outermost first: undici wraps the socket's error, which may be the first of several. */
export function chainOf(error: unknown): readonly (NodeJS.ErrnoException & { readonly hostname?: string })[] {
  if (!(error instanceof Error)) return [];
  const first = error instanceof AggregateError ? error.errors[0] : undefined;
  return [error, ...chainOf(error.cause ?? first)];
}

/** The name itself is unknown, and not a proxy's. Chromium has another code for those. */
function isUnknownName(error: unknown, host: string | undefined): boolean {
  const chain = chainOf(error);
  const system = chain.find(({ code }) => code === 'ENOTFOUND');
  if (system) return system.hostname === host?.replace(/:\d+$/, '');
  return chain.some(({ message }) => message.includes('net::ERR_NAME_NOT_RESOLVED'));
}

/** There was an answer, but none that could be taken: undici's and Chromium's way to say that a redirect was met. */
function unusableAnswer(error: unknown): string | undefined {
  const words = chainOf(error).map(({ message }) => (/redirect/i.test(message) ? 'redirect' : message));
  return words.find((word) => word === 'redirect' || word === 'answer too large');
}

/** The outermost code; Chromium's net writes `net::ERR_…` into the message. */
function errorCode(error: unknown): string {
  const codes = chainOf(error).map(({ code, message }) => code ?? /net::(ERR_\w+)/.exec(message)?.[1]);
  return codes.find((code) => typeof code === 'string') ?? 'no connection';
}
