import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { FAILURES, type Failure } from '../../../shared/failures.ts';
import { parseJson } from '../../platform/foreign-json.ts';
import { examine, finite, integer, notList } from '../../platform/schema.ts';

/** The end of the year 9999: what is later has no date. */
const MAX_EPOCH_SECONDS = 253_402_300_799;

/**
 * The serialized token cache, as every MSAL writes it (the "unified cache schema"). Read directly so that a live
 * token is handed out without MSAL, without discovery, and below MSAL's own limit of 300 s of life.
 * Source: @azure/msal-node, `NodeStorage` and `JsonCache`. Times are epoch seconds in text.
 */
const epochSeconds = v.pipe(
  v.union([v.string(), finite]),
  v.transform(Number),
  integer,
  v.minValue(0),
  v.maxValue(MAX_EPOCH_SECONDS),
);

const someText = v.pipe(v.string(), v.nonEmpty());

const CachedAccount = v.looseObject({
  home_account_id: v.string(),
  local_account_id: v.string(),
  environment: v.string(),
  username: v.string(),
  name: v.optional(v.string()),
  realm: v.string(),
});

const CachedAccessToken = v.looseObject({
  home_account_id: v.string(),
  environment: v.string(),
  client_id: v.string(),
  realm: v.string(),
  target: v.string(),
  secret: someText,
  cached_at: epochSeconds,
  expires_on: epochSeconds,
  refresh_on: v.optional(epochSeconds),
});

const CachedRefreshToken = v.looseObject({
  home_account_id: v.string(),
  environment: v.string(),
  client_id: v.string(),
  secret: v.string(),
});

/** A failure that was written down. */
const CachedFailure = v.custom<Failure>((value) => {
  const { code, at } = (value ?? {}) as Partial<Failure>;
  return typeof code === 'string' && code in FAILURES && typeof at === 'number';
});

/**
 * What proves a service principal's identity. It lies with its tokens, so that it is protected, replaced and removed as
 * they are.
 */
const Credential = v.variant('kind', [
  v.looseObject({ kind: v.literal('secret'), savedOn: finite, secret: someText }),
  v.looseObject({
    kind: v.literal('certificate'),
    savedOn: finite,
    /** PEM, PKCS #8. */
    privateKey: someText,
    /** PEM: the certificate, and those that vouch for it. */
    chain: someText,
    /** SHA-256 of the certificate, in hexadecimal digits. */
    thumbprint: someText,
    /** Epoch milliseconds. */
    notAfter: finite,
  }),
]);
export type Credential = Readonly<v.InferOutput<typeof Credential>>;

/**
 * What this program remembers beside MSAL's tokens, in the same protected place and replaced in the same step. MSAL
 * leaves members of the root that it does not know untouched.
 */
const CacheNotes = v.looseObject({
  /** What signed in, and where. Earlier versions did not write it down. */
  origin: v.optional(v.looseObject({ authority: someText, tenantId: someText, clientId: someText })),
  /** When the computer started, by its clock of the moment the access token was saved. Epoch milliseconds. */
  startedAt: v.optional(finite),
  /** When the person last signed in. Epoch milliseconds. */
  signedInOn: v.optional(finite),
  /** After how long Entra asks for a new sign-in (sign-in frequency), learned from a refusal. Milliseconds. */
  maxSignInAgeMs: v.optional(v.pipe(finite, v.gtValue(0))),
  /** A service principal's. */
  credential: v.optional(Credential),
  /** The last refresh was refused, and only a person can go on. */
  refusal: v.optional(CachedFailure),
});
export type CacheNotes = Readonly<v.InferOutput<typeof CacheNotes>>;

/** One of the tables of the cache, which may be missing. */
function table<S extends v.GenericSchema>(row: S) {
  return v.optional(notList(v.record(v.string(), notList(row))), {});
}

/** The only keys that MSAL and this program write: with any other it is another program's file. */
const CacheContent = notList(
  v.strictObject({
    Account: table(CachedAccount),
    AccessToken: table(CachedAccessToken),
    RefreshToken: table(CachedRefreshToken),
    IdToken: table(v.looseObject({})),
    AppMetadata: table(v.looseObject({})),
    EntraTokenTray: v.optional(notList(CacheNotes), {}),
  }),
);
export type CacheContent = v.InferOutput<typeof CacheContent>;

/** The empty cache. MSAL must be given this, not nothing, or deleted tokens come back from its memory. */
export const EMPTY_CACHE = '{}';

/** Reads a serialized cache; undefined where it is not one. */
export function parseCache(text: string): CacheContent | undefined {
  return examine(CacheContent, parseJson(text)).value;
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
