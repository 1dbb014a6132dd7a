import { authorityHost, isAuthorityOf } from '../../profile/clouds.ts';
import type { Profile } from '../../profile/profile.ts';
import { type CacheContent, type CacheNotes, cachedNotes } from './cache-content.ts';

/** What a sign-in or a credential is for: an app, in a tenant, at an authority. */
export type Origin = Pick<Profile, 'cloud' | 'tenantId' | 'clientId'>;

/** The origin as it is saved with what it has brought. */
export function originNote({ cloud, tenantId, clientId }: Origin): NonNullable<CacheNotes['origin']> {
  return { authority: authorityHost(cloud), tenantId, clientId };
}

/**
 * True where the content came from this origin. The settings say which origin a profile has, and others may be able to
 * write them: whoever names an authority of their own there must not be sent what another one has issued.
 *
 * A change of the profile by the program itself gives it a new ID, and with it a new cache.
 */
export function isFrom(content: CacheContent, origin: Origin): boolean {
  const { origin: noted } = cachedNotes(content);
  if (!noted) return mayBeFrom(content, origin);
  const isSameApp = noted.tenantId === origin.tenantId && noted.clientId === origin.clientId;
  return isSameApp && isAuthorityOf(origin.cloud, noted.authority);
}

/**
 * What an earlier version has saved, by what MSAL says of it. A guest's account is of another tenant than the token; the
 * tenant of a profile may be a domain, and the token's is its ID then; a credential that was never used says nothing. The
 * next token notes the origin.
 */
function mayBeFrom(
  { Account, AccessToken, RefreshToken }: CacheContent,
  { cloud, tenantId, clientId }: Origin,
): boolean {
  const accessTokens = Object.values(AccessToken);
  const tokens = [...accessTokens, ...Object.values(RefreshToken)];
  return (
    [...Object.values(Account), ...tokens].every(({ environment }) => isAuthorityOf(cloud, environment)) &&
    tokens.every(({ client_id }) => client_id === clientId) &&
    (tenantId.includes('.') || accessTokens.every(({ realm }) => realm.toLowerCase() === tenantId))
  );
}
