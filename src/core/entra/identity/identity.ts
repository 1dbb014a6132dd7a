import type { AccessToken } from '../../../shared/access-token.ts';
import type { Account, Identity as IdentityFacts } from '../../../shared/session.ts';
import type { CacheContent } from '../cache/cache-content.ts';

/** What the cache holds of an identity. The token may have expired. */
export interface Cached {
  readonly identity: IdentityFacts;
  readonly account?: Account | undefined;
  readonly token?: AccessToken | undefined;
}

/**
 * Whom a profile's tokens are for: a `Person`, who signs in, or a `ServicePrincipal`, which nobody signs in. Errors are
 * MSAL's or a FailureError; the client explains them.
 */
export interface Identity {
  readonly kind: IdentityFacts['kind'];
  cached(content: CacheContent): Cached;
  /** A new token without anybody's help. @param content the cache as it is now */
  refresh(content: CacheContent): Promise<AccessToken>;
}
