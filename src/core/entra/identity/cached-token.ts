import { type AccessToken, isTokenText } from '../../../shared/access-token.ts';
import type { Account, Identity } from '../../../shared/session.ts';
import { DATABRICKS_SCOPES } from '../../profile/clouds.ts';
import type { Profile } from '../../profile/profile.ts';
import type { CacheContent } from '../cache/cache-content.ts';

/**
 * What the cache holds of an identity: of a `Person`, who signs in, or a `ServicePrincipal`, which nobody signs in. The
 * token may have expired.
 */
export interface Cached {
  readonly identity: Identity;
  readonly account?: Account | undefined;
  readonly token?: AccessToken | undefined;
}

/** An access token as MSAL wrote it. */
type CachedToken = CacheContent['AccessToken'][string];

/** What a profile's tokens are for. */
export function scopesOf({ scopes }: Profile): string[] {
  return [...(scopes ?? DATABRICKS_SCOPES)];
}

/** The longest-lived token for the profile's app and scopes; it may have expired. */
export function newestToken(
  { AccessToken }: CacheContent,
  profile: Profile,
  homeAccountId: string,
): CachedToken | undefined {
  const scopes = scopesOf(profile).map((scope) => scope.toLowerCase());
  const [newest] = Object.values(AccessToken)
    .filter((token) => token.home_account_id === homeAccountId && token.client_id === profile.clientId)
    .filter(({ target }) => {
      const granted = new Set(target.toLowerCase().split(' '));
      return scopes.every((scope) => granted.has(scope));
    })
    .sort((a, b) => b.expires_on - a.expires_on);
  return newest;
}

/** The token as everybody else knows it. Any program may have written the file: one that is no token is as none. */
export function readToken(
  token: CachedToken | undefined,
  account: AccessToken['account'],
): AccessToken | undefined {
  if (!token || !isTokenText(token.secret)) return undefined;
  return {
    secret: token.secret,
    account,
    obtainedOn: token.cached_at * 1000,
    expiresOn: token.expires_on * 1000,
    ...(token.refresh_on ? { refreshOn: token.refresh_on * 1000 } : {}),
  };
}
