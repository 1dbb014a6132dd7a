import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { EntraError } from './errors.ts';
import type { EntraRequest } from './exchange.ts';

/** Bodies beyond this are refused with 413: no client of a token endpoint sends as much. */
const MAX_BODY_BYTES = 64 * 1024;

const KNOWN_GRANT_TYPES: ReadonlySet<string> = new Set([
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'password',
  'device_code',
  'urn:ietf:params:oauth:grant-type:device_code',
]);

/** A request as tests may look at it afterwards. Holds no secret. */
export interface RecordedRequest {
  /** When it came in, epoch ms of the machine's clock. */
  readonly at: number;
  readonly method: string;
  /** The `Host` header. */
  readonly host: string;
  /** Without query. */
  readonly path: string;
  /** `grant_type`, or `other` for one that no client should send. */
  readonly grantType?: string;
  /** The status answered; undefined while there is none, and for ever after a hang or a reset. */
  readonly status?: number;
  readonly userAgent?: string;
  /** `x-client-SKU`: which MSAL it was. */
  readonly clientSku?: string;
}

/** A request that cannot be answered in Entra's terms. */
export class BadRequestError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'BadRequestError';
    this.status = status;
  }
}

/**
 * Reads a request.
 *
 * @param authorityHost Gives the authority's host for a `Host` header.
 * @throws BadRequestError for a malformed path or a body beyond the limit.
 * @throws EntraError 9000411 for a parameter given twice.
 */
export async function readRequest(
  message: IncomingMessage,
  authorityHost: (hostHeader: string) => string,
): Promise<EntraRequest> {
  const { pathname, query } = splitTarget(message.url ?? '/');
  const body = await readBody(message);
  const contentType = (message.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  const form = new URLSearchParams(contentType === 'application/x-www-form-urlencoded' ? body : '');
  for (const parameters of [query, form]) refuseDuplicates(parameters);
  return {
    method: message.method ?? 'GET',
    host: authorityHost(message.headers.host ?? ''),
    segments: decodePath(pathname),
    query,
    form,
    cookies: readCookies(message.headers.cookie),
    correlationId: readCorrelationId(message, query, form),
    remoteAddress: (message.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
  };
}

/** The part of a request that may be recorded before its body is read. */
export function recordRequest(message: IncomingMessage): RecordedRequest {
  const sku = message.headers['x-client-sku'];
  return {
    at: Date.now(),
    method: message.method ?? 'GET',
    host: message.headers.host ?? '',
    path: splitTarget(message.url ?? '/').pathname,
    ...(message.headers['user-agent'] === undefined ? {} : { userAgent: message.headers['user-agent'] }),
    ...(typeof sku === 'string' ? { clientSku: sku } : {}),
  };
}

/** The part of a record that is in the parameters. */
export function recordParameters({ query, form }: EntraRequest): Partial<RecordedRequest> {
  const grantType = form.get('grant_type');
  const sku = form.get('x-client-SKU') ?? query.get('x-client-SKU');
  return {
    ...(grantType === null ? {} : { grantType: KNOWN_GRANT_TYPES.has(grantType) ? grantType : 'other' }),
    ...(sku === null ? {} : { clientSku: sku }),
  };
}

function splitTarget(target: string): { pathname: string; query: URLSearchParams } {
  // Not through `new URL`: it would read a target such as `//x/y` as a host, and throw at others.
  const [pathname = '/', ...rest] = target.split('?');
  return { pathname, query: new URLSearchParams(rest.join('?')) };
}

function decodePath(pathname: string): readonly string[] {
  try {
    return pathname
      .split('/')
      .filter((segment) => segment !== '')
      .map((segment) => decodeURIComponent(segment));
  } catch {
    throw new BadRequestError(400, 'The path is not valid percent-encoding.');
  }
}

/** By events, not by iteration: leaving a loop over the message would destroy the connection before the answer. */
function readBody(message: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    message.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
      else reject(new BadRequestError(413, 'The body is too large.'));
    });
    message.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    message.on('error', reject);
  });
}

/** RFC 6749 §3.2: parameters must not be included more than once. */
function refuseDuplicates(parameters: URLSearchParams): void {
  const seen = new Set<string>();
  for (const parameter of parameters.keys()) {
    if (seen.has(parameter)) throw new EntraError(9000411, { values: { parameter } });
    seen.add(parameter);
  }
}

function readCookies(header: string | undefined): ReadonlyMap<string, string> {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='));
  return new Map(pairs.map(([name = '', ...value]) => [name, value.join('=')]));
}

function readCorrelationId(message: IncomingMessage, query: URLSearchParams, form: URLSearchParams): string {
  const given =
    message.headers['client-request-id'] ?? form.get('client-request-id') ?? query.get('client-request-id');
  return typeof given === 'string' && /^[\w{}-]{1,64}$/.test(given) ? given : randomUUID();
}
