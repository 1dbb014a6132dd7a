import type { AccountInfo, AuthenticationResult } from '@azure/msal-node';
import { type AccessToken, isTokenText } from '../../../shared/access-token.ts';
import { FailureError } from '../../../shared/failures.ts';
import { plainText } from '../../../shared/plain-text.ts';
import type { Account } from '../../../shared/session.ts';
import { once } from '../../platform/once.ts';
import { notSignedIn, type Profile } from '../../profile/profile.ts';
import type { CacheContent } from '../cache/cache-content.ts';
import type { TokenCache } from '../cache/token-cache.ts';
import { isBadToken } from '../errors.ts';
import { createApplication, withContent } from '../msal-application.ts';
import type { NetworkModule } from '../network.ts';
import { type Cached, newestToken, readToken, scopesOf } from './cached-token.ts';
import type { FlowContext, SignInFlow, SignInOptions } from './flows/sign-in-flow.ts';

/** A sign-in, and whom it asks for. */
type AskedSignIn = SignInOptions & Pick<FlowContext, 'asked'>;

const PERSON = { kind: 'person' } as const;

/** A person: signs in to an account, whose refresh token in the cache then gets new access tokens. */
export class Person {
  readonly kind = 'person';
  readonly #profile: Profile;
  readonly #cache: TokenCache;
  readonly #network: NetworkModule;
  readonly #scopes: string[];
  readonly #msal = once(() => createApplication(this.#profile, this.#cache, this.#network));

  constructor(profile: Profile, cache: TokenCache, network: NetworkModule) {
    this.#profile = profile;
    this.#cache = cache;
    this.#network = network;
    this.#scopes = scopesOf(profile);
  }

  /** The account that is signed in with this profile's app registration, and the longest-lived token for its scopes. */
  cached(content: CacheContent): Cached {
    const entity = accountEntity(content, this.#profile);
    if (!entity) return { identity: PERSON };
    const { home_account_id: homeAccountId, username, name } = entity;
    const newest = newestToken(content, this.#profile, homeAccountId);
    // A guest's account is of the tenant they come from; the token is of the one that they are a guest in.
    const tenantId = newest?.realm ?? entity.realm;
    const account = accountOf({ homeAccountId, username, name, tenantId });
    return { identity: PERSON, account, token: readToken(newest, account) };
  }

  /** Signs in by `flow`, until `options.signal` aborts. Nothing of another sign-in is left in the cache. */
  async signIn(flow: SignInFlow, options: AskedSignIn): Promise<AccessToken> {
    const { claims } = options;
    const result = await flow.acquire({
      ...options,
      profile: this.#profile,
      network: this.#network,
      application: this.#msal,
      request: { scopes: this.#scopes, ...(claims ? { claims } : {}) },
    });
    // Read first: an answer without an account must not drive out the account that is there.
    const token = toToken(result);
    await this.#keepOnly(token);
    return token;
  }

  /** A new token without the person. @param content the cache as it is now */
  async refresh(content: CacheContent): Promise<AccessToken> {
    const account = msalAccount(content, this.#profile);
    if (!account) throw notSignedIn(this.#profile);
    const application = await this.#msal();
    try {
      const request = { account, scopes: this.#scopes, forceRefresh: true };
      const result = await withContent(content, () => application.acquireTokenSilent(request));
      // Another process has signed out, or in as somebody else, meanwhile: then MSAL has kept nothing, and the token
      // is not ours to give.
      const kept = Object.keys(application.getTokenCache().getKVStore());
      if (!kept.some((key) => key.startsWith(account.homeAccountId.toLowerCase())))
        throw notSignedIn(this.#profile);
      return toToken(result);
    } catch (error) {
      if (isBadToken(error)) await this.#cache.dropRefreshTokens(content);
      throw error;
    }
  }

  /** One profile, one account: the account that was signed in before, if another, goes. */
  async #keepOnly({ account }: AccessToken): Promise<void> {
    const tokenCache = (await this.#msal()).getTokenCache();
    const others = (await tokenCache.getAllAccounts()).filter(
      ({ homeAccountId }) => homeAccountId !== account.homeAccountId,
    );
    for (const other of others) await tokenCache.removeAccount(other);
  }
}

/** The account as MSAL wrote it. */
function accountEntity(
  content: CacheContent,
  { clientId }: Profile,
): CacheContent['Account'][string] | undefined {
  const signedIn = new Set(
    [...Object.values(content.RefreshToken), ...Object.values(content.AccessToken)]
      .filter(({ client_id }) => client_id === clientId)
      .map(({ home_account_id }) => home_account_id),
  );
  return Object.values(content.Account).find(({ home_account_id }) => signedIn.has(home_account_id));
}

/** The account as MSAL wants it, without asking MSAL, which would read the cache once more. */
function msalAccount(content: CacheContent, profile: Profile): AccountInfo | undefined {
  const account = accountEntity(content, profile);
  return (
    account && {
      homeAccountId: account.home_account_id,
      localAccountId: account.local_account_id,
      environment: account.environment,
      tenantId: account.realm,
      username: account.username,
    }
  );
}

function toToken(result: AuthenticationResult | null): AccessToken {
  if (!result) throw new FailureError('unexpected_answer', { cause: 'no token' });
  if (!result.account || !result.expiresOn)
    throw new FailureError('unexpected_answer', { cause: 'no account' });
  if (!isTokenText(result.accessToken)) throw new FailureError('unexpected_answer', { cause: 'no token' });
  return {
    secret: result.accessToken,
    account: accountOf(result.account),
    obtainedOn: Date.now(),
    expiresOn: result.expiresOn.getTime(),
    ...(result.refreshOn ? { refreshOn: result.refreshOn.getTime() } : {}),
  };
}

/** Names as they are shown: an authority's users choose them. */
function accountOf(said: Omit<Account, 'name'> & { readonly name?: string | undefined }): Account {
  const name = plainText(said.name ?? '');
  return {
    homeAccountId: said.homeAccountId,
    username: plainText(said.username),
    tenantId: plainText(said.tenantId),
    ...(name ? { name } : {}),
  };
}
