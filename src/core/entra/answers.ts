import * as z from 'zod/mini';
import { isTokenText } from '../../shared/access-token.ts';
import { FailureError } from '../../shared/failures.ts';
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
const life = z.pipe(
  z.pipe(
    z.union([z.number(), z.string().check(z.regex(/^\d{1,9}(\.\d{1,9})?$/))]),
    z.transform((value) => Math.floor(Number(value))),
  ),
  z.int().check(z.positive(), z.maximum(MAX_LIFE)),
);

/** Of these the protocol's secrets are made (RFC 6749, appendix A). */
const MAX_SECRET = 16_384;
const visible = z.string().check(z.maxLength(MAX_SECRET), z.regex(/^[\x20-\x7e]+$/));
const identifier = z.string().check(z.regex(/^[\w.-]{1,128}$/));

/** What is advice, or only for the log: left out where it can't be right. */
function advice<T extends z.ZodMiniType>(schema: T) {
  return z.catch(z.optional(schema), undefined);
}

/** Who is signed in, as MSAL reads it off an ID token (OpenID Connect Core 1.0, section 2). */
const IdTokenClaims = z.looseObject({
  tid: z.optional(identifier),
  oid: z.optional(identifier),
  sub: z.optional(z.string()),
  name: z.optional(z.string()),
  preferred_username: z.optional(z.string()),
  upn: z.optional(z.string()),
});

const ClientInfo = z.looseObject({ uid: identifier, utid: identifier });

/** The answer of the token endpoint (RFC 6749, section 5.1, with Entra's additions). */
const Tokens = z.looseObject({
  access_token: z.string().check(z.maxLength(MAX_SECRET), z.refine(isTokenText)),
  token_type: z.optional(z.string().check(z.regex(/^bearer$/i))),
  expires_in: life,
  ext_expires_in: advice(life),
  refresh_in: advice(life),
  refresh_token: z.optional(visible),
  id_token: z.optional(
    z.string().check(z.refine((token) => IdTokenClaims.safeParse(tokenClaims(token)).success)),
  ),
  client_info: z.optional(z.string().check(z.refine((info) => ClientInfo.safeParse(jsonIn(info)).success))),
  scope: z.optional(z.string()),
  foci: advice(identifier),
});

/** RFC 8628, section 3.2. */
const DeviceCode = z.looseObject({
  device_code: visible,
  user_code: z.string().check(z.regex(/^[A-Za-z0-9-]{4,32}$/)),
  verification_uri: z.string(),
  expires_in: life,
  interval: z.catch(z.int().check(z.minimum(1), z.maximum(60)), 5),
  message: z.catch(z.string(), ''),
});

/** RFC 6749, section 5.2, with Entra's additions. */
const Refusal = z.looseObject({
  error: z.string().check(z.minLength(1)),
  error_description: advice(z.string()),
  error_codes: advice(z.array(z.int())),
  suberror: advice(z.string()),
  correlation_id: advice(z.guid()),
  trace_id: advice(z.guid()),
  timestamp: advice(z.string()),
  claims: advice(z.string()),
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

function checked<T extends z.ZodMiniType>(schema: T, body: object, host: string): z.infer<T> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw unusable(String(result.error.issues[0]?.path[0]), host);
}

/** Names the part, and repeats nothing of what it said. */
function unusable(part: string, host: string): FailureError {
  return new FailureError('answer_unusable', { params: { host }, cause: part });
}
