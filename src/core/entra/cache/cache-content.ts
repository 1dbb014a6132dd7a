import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import { FAILURES, type Failure } from '../../../shared/failures.ts';
import { parseJson } from '../../platform/foreign-json.ts';

/** The end of the year 9999: what is later has no date. */
const MAX_EPOCH_SECONDS = 253_402_300_799;

/**
 * The serialized token cache, as every MSAL writes it (the "unified cache schema"). Read directly so that a live
 * token is handed out without MSAL, without discovery, and below MSAL's own limit of 300 s of life.
 * Source: @azure/msal-node, `NodeStorage` and `JsonCache`. Times are epoch seconds in text.
 */
const epochSeconds = z.pipe(
  z.pipe(z.union([z.string(), z.number()]), z.transform(Number)),
  z.int().check(z.nonnegative(), z.maximum(MAX_EPOCH_SECONDS)),
);

const CachedAccount = z.looseObject({
  home_account_id: z.string(),
  local_account_id: z.string(),
  environment: z.string(),
  username: z.string(),
  name: z.optional(z.string()),
  realm: z.string(),
});

const CachedAccessToken = z.looseObject({
  home_account_id: z.string(),
  environment: z.string(),
  client_id: z.string(),
  realm: z.string(),
  target: z.string(),
  secret: z.string().check(z.minLength(1)),
  cached_at: epochSeconds,
  expires_on: epochSeconds,
  refresh_on: z.optional(epochSeconds),
});

const CachedRefreshToken = z.looseObject({
  home_account_id: z.string(),
  environment: z.string(),
  client_id: z.string(),
  secret: z.string(),
});

const someText = z.string().check(z.minLength(1));

/** A failure that was written down. */
const CachedFailure = z.custom<Failure>((value) => {
  const { code, at } = (value ?? {}) as Partial<Failure>;
  return typeof code === 'string' && code in FAILURES && typeof at === 'number';
});

/**
 * What proves a service principal's identity. It lies with its tokens, so that it is protected, replaced and removed as
 * they are.
 */
const Credential = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('secret'), savedOn: z.number(), secret: someText }),
  z.looseObject({
    kind: z.literal('certificate'),
    savedOn: z.number(),
    /** PEM, PKCS #8. */
    privateKey: someText,
    /** PEM: the certificate, and those that vouch for it. */
    chain: someText,
    /** SHA-256 of the certificate, in hexadecimal digits. */
    thumbprint: someText,
    /** Epoch milliseconds. */
    notAfter: z.number(),
  }),
]);
export type Credential = Readonly<z.infer<typeof Credential>>;

/**
 * What this program remembers beside MSAL's tokens, in the same protected place and replaced in the same step. MSAL
 * leaves members of the root that it does not know untouched.
 */
const CacheNotes = z.looseObject({
  /** What signed in, and where. Earlier versions did not write it down. */
  origin: z.optional(z.looseObject({ authority: someText, tenantId: someText, clientId: someText })),
  /** When the computer started, by its clock of the moment the access token was saved. Epoch milliseconds. */
  startedAt: z.optional(z.number()),
  /** When the person last signed in. Epoch milliseconds. */
  signedInOn: z.optional(z.number()),
  /** After how long Entra asks for a new sign-in (sign-in frequency), learned from a refusal. Milliseconds. */
  maxSignInAgeMs: z.optional(z.number().check(z.positive())),
  /** A service principal's. */
  credential: z.optional(Credential),
  /** The last refresh was refused, and only a person can go on. */
  refusal: z.optional(CachedFailure),
});
export type CacheNotes = Readonly<z.infer<typeof CacheNotes>>;

const CacheContent = z.looseObject({
  Account: z._default(z.record(z.string(), CachedAccount), {}),
  AccessToken: z._default(z.record(z.string(), CachedAccessToken), {}),
  RefreshToken: z._default(z.record(z.string(), CachedRefreshToken), {}),
  IdToken: z._default(z.record(z.string(), z.looseObject({})), {}),
  AppMetadata: z._default(z.record(z.string(), z.looseObject({})), {}),
  EntraTokenTray: z._default(CacheNotes, {}),
});
export type CacheContent = z.infer<typeof CacheContent>;

/** The only keys that MSAL and this program write: anything else is another program's file. */
const ROOT_KEYS = new Set(Object.keys(CacheContent.shape));

/** The empty cache. MSAL must be given this, not nothing, or deleted tokens come back from its memory. */
export const EMPTY_CACHE = '{}';

/** Reads a serialized cache; undefined where it is not one. */
export function parseCache(text: string): CacheContent | undefined {
  const result = CacheContent.safeParse(parseJson(text));
  return result.success && Object.keys(result.data).every((key) => ROOT_KEYS.has(key))
    ? result.data
    : undefined;
}

/** What this program remembers of the sign-in. */
export function cachedNotes(content: CacheContent): CacheNotes {
  return content.EntraTokenTray;
}

/** True where there is an account, or a credential, whose tokens these are. */
export function isSignedIn(content: CacheContent): boolean {
  return Object.keys(content.Account).length > 0 || cachedNotes(content).credential !== undefined;
}

/** The same content with other notes. */
export function withNotes(content: CacheContent, notes: CacheNotes): CacheContent {
  return { ...content, EntraTokenTray: notes };
}

/** True when both hold the same access tokens. */
export function sameAccessTokens(a: CacheContent, b: CacheContent): boolean {
  const secrets = ({ AccessToken }: CacheContent) => Object.values(AccessToken).map(({ secret }) => secret);
  return isDeepStrictEqual(secrets(a).sort(), secrets(b).sort());
}
