import { EntraError } from './errors.ts';

/** A request, read and ready for an endpoint. */
export interface EntraRequest {
  readonly method: string;
  /** The authority's host (and port) as this client knows it: every URL of an answer is built on it. */
  readonly host: string;
  /** The decoded path segments, without empty ones. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  /** The body of a form post; empty for any other content type. */
  readonly form: URLSearchParams;
  readonly cookies: ReadonlyMap<string, string>;
  /** `client-request-id` of the header, query or body, or a new one. */
  readonly correlationId: string;
  readonly remoteAddress: string;
}

/** An answer, before faults and the wire. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A JSON answer, never to be stored by caches. */
export function jsonReply(value: unknown, status = 200): Reply {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    body: JSON.stringify(value),
  };
}

/** A 302 to another URL. */
export function redirectReply(location: string): Reply {
  return { status: 302, headers: { Location: location }, body: '' };
}

/** Adds headers to an answer. */
export function withHeaders(reply: Reply, headers: Readonly<Record<string, string>>): Reply {
  return { ...reply, headers: { ...reply.headers, ...headers } };
}

/**
 * A parameter that the request cannot do without.
 *
 * @throws EntraError 900144 where it is missing or empty.
 */
export function requiredParameter(parameters: URLSearchParams, parameter: string): string {
  const value = parameters.get(parameter);
  if (!value) throw new EntraError(900144, { values: { parameter } });
  return value;
}
