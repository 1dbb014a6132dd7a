import * as v from 'valibot';
import { isTokenText } from '../../shared/access-token.ts';
import { FailureError } from '../../shared/failures.ts';
import { examine, guid, integer, notList } from '../platform/schema.ts';
import { oauthFailure } from './errors.ts';
import { jsonIn, tokenClaims } from './token-claims.ts';

/** Where Microsoft has device codes typed, beside the authority itself. */
export const DEVICE_CODE_HOSTS: readonly string[] = [
  'microsoft.com',
  'www.microsoft.com',
  'login.microsoft.com',
  'aka.ms',
];

/** No token of Entra's lives as long, nor does a configured one (a day at the most). Seconds. */
const MAX_LIFE = 366 * 24 * 60 * 60;

/** A duration as the protocol has it, some servers in text. Seconds. */
const life = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^\d{1,9}(\.\d{1,9})?$/))]),
  v.transform((value) => Math.floor(Number(value))),
  integer,
  v.minValue(1),
  v.maxValue(MAX_LIFE),
);

/** Of these the protocol's secrets are made (RFC 6749, appendix A). */
const MAX_SECRET = 16_384;
const visible = v.pipe(v.string(), v.maxLength(MAX_SECRET), v.regex(/^[\x20-\x7e]+$/));
const identifier = v.pipe(v.string(), v.regex(/^[\w.-]{1,128}$/));

/** What is advice, or only for the log: left out where it can't be right. */
function advice<S extends v.GenericSchema>(schema: S) {
  return v.fallback(v.optional(schema), undefined);
}

/** Who is signed in, as MSAL reads it off an ID token (OpenID Connect Core 1.0, section 2). */
const IdTokenClaims = notList(
  v.looseObject({
    tid: v.optional(identifier),
    oid: v.optional(identifier),
    sub: v.optional(v.string()),
    name: v.optional(v.string()),
    preferred_username: v.optional(v.string()),
    upn: v.optional(v.string()),
  }),
);

const ClientInfo = v.looseObject({ uid: identifier, utid: identifier });

/** The answer of the token endpoint (RFC 6749, section 5.1, with Entra's additions). */
const Tokens = v.looseObject({
  access_token: v.pipe(v.string(), v.maxLength(MAX_SECRET), v.check(isTokenText)),
  token_type: v.optional(v.pipe(v.string(), v.regex(/^bearer$/i))),
  expires_in: life,
  ext_expires_in: advice(life),
  refresh_in: advice(life),
  refresh_token: v.optional(visible),
  id_token: v.optional(
    v.pipe(
      v.string(),
      v.check((token) => !examine(IdTokenClaims, tokenClaims(token)).wrong),
    ),
  ),
  client_info: v.optional(
    v.pipe(
      v.string(),
      v.check((info) => !examine(ClientInfo, jsonIn(info)).wrong),
    ),
  ),
  scope: v.optional(v.string()),
  foci: advice(identifier),
});

/** RFC 8628, section 3.2. */
const DeviceCode = v.looseObject({
  device_code: visible,
  user_code: v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{4,32}$/)),
  verification_uri: v.string(),
  expires_in: life,
  interval: v.fallback(v.pipe(integer, v.minValue(1), v.maxValue(60)), 5),
  message: v.fallback(v.string(), ''),
});

/** RFC 6749, section 5.2, with Entra's additions. */
const Refusal = v.looseObject({
  error: v.pipe(v.string(), v.nonEmpty()),
  error_description: advice(v.string()),
  error_codes: advice(v.array(integer)),
  suberror: advice(v.string()),
  correlation_id: advice(guid),
  trace_id: advice(guid),
  timestamp: advice(v.string()),
  claims: advice(v.string()),
});

/** The addresses that an authority's metadata may name (OpenID Connect Discovery 1.0, section 3). */
const ADDRESSES = [
  'authorization_endpoint',
  'token_endpoint',
  'device_authorization_endpoint',
  'end_session_endpoint',
  'jwks_uri',
] as const;

/**
 * What a POST was answered with, where it is an answer of the protocol: MSAL believes nearly anything, and what it
 * believes is kept, shown and handed on.
 * @throws FailureError `answer_unusable`
 */
export function checkedAnswer(url: string, body: object): object {
  const { host } = new URL(url);
  if ('error' in body) return checked(Refusal, body, host);
  if (!('device_code' in body)) {
    const tokens = checked(Tokens, body, host);
    const { refresh_in, expires_in } = tokens;
    return refresh_in !== undefined && refresh_in > expires_in
      ? { ...tokens, refresh_in: undefined }
      : tokens;
  }
  const code = checked(DeviceCode, body, host);
  if (!isHttpsOf([host, ...DEVICE_CODE_HOSTS], code.verification_uri))
    throw unusable('verification_uri', host);
  // As it was read here: shown as it came, it could read as another.
  return { ...code, verification_uri: new URL(code.verification_uri).href };
}

/**
 * What a GET was answered with: an authority's metadata may only lead to that authority. Where it refuses to give any,
 * such as for a tenant that does not exist, MSAL would lose its words.
 * @throws FailureError `authority_unusable`, or what the refusal means
 */
export function checkedMetadata(url: string, body: object): object {
  const { host, pathname } = new URL(url);
  const refusal = pathname.endsWith('/.well-known/openid-configuration') ? oauthFailure(body) : undefined;
  if (refusal) throw new FailureError(refusal.code, refusal);
  const wrong = ADDRESSES.find(
    (name) => name in body && !isHttpsOf([host], (body as Record<string, unknown>)[name]),
  );
  if (wrong) throw new FailureError('authority_unusable', { cause: wrong });
  return body;
}

/** True for an address of one of `hosts`, over https. */
export function isHttpsOf(hosts: readonly string[], address: unknown): boolean {
  const url = typeof address === 'string' ? URL.parse(address) : null;
  return url?.protocol === 'https:' && hosts.includes(url.host) && !url.username && !url.password;
}

function checked<S extends v.GenericSchema>(schema: S, body: object, host: string): v.InferOutput<S> {
  const { value, wrong } = examine(schema, body);
  if (!wrong) return value;
  throw unusable(String(wrong[0].path[0]), host);
}

/** Names the part, and repeats nothing of what it said. */
function unusable(part: string, host: string): FailureError {
  return new FailureError('answer_unusable', { params: { host }, cause: part });
}
