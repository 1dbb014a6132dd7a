import type { AuthenticationResult, ConfidentialClientApplication } from '@azure/msal-node';
import { type AccessToken, type AccessTokenSecret, isTokenText } from '../../../shared/access-token.ts';
import { type Failure, FailureError, isKnownAadsts } from '../../../shared/failures.ts';
import type { Account, CredentialFacts } from '../../../shared/session.ts';
import { managementScope } from '../../profile/clouds.ts';
import { notSignedIn, type Profile } from '../../profile/profile.ts';
import { type CacheContent, type Credential, cachedNotes } from '../cache/cache-content.ts';
import type { TokenCache } from '../cache/token-cache.ts';
import { createConfidentialApplication, withContent } from '../msal-application.ts';
import type { NetworkModule } from '../network.ts';
import { type Cached, newestToken, readToken, scopesOf } from './cached-token.ts';

/** AADSTS700024: the proof is of another time. It only chooses words. */
const CLOCK_WRONG = 700024;

/** Of an app's own tokens, as MSAL writes it. */
const NO_ACCOUNT = '';

/** A service principal: an app that proves itself by a credential in the cache. It gets every token as it got the first. */
export class ServicePrincipal {
  readonly kind = 'servicePrincipal';
  readonly #profile: Profile;
  readonly #cache: TokenCache;
  readonly #network: NetworkModule;

  constructor(profile: Profile, cache: TokenCache, network: NetworkModule) {
    this.#profile = profile;
    this.#cache = cache;
    this.#network = network;
  }

  /** Without a credential its tokens are nobody's. */
  cached(content: CacheContent): Cached {
    const { credential } = cachedNotes(content);
    if (!credential) return { identity: { kind: 'servicePrincipal' } };
    const newest = newestToken(content, this.#profile, NO_ACCOUNT);
    const account = this.#account(newest?.realm);
    return {
      identity: { kind: 'servicePrincipal', credential: factsOf(credential) },
      account,
      token: readToken(newest, account),
    };
  }

  /** A new token. @param content the cache as it is now */
  async refresh(content: CacheContent): Promise<AccessToken> {
    const credential = this.#credential(content);
    const application = await createConfidentialApplication(
      this.#profile,
      credential,
      this.#network,
      this.#cache,
    );
    const request = { scopes: scopesOf(this.#profile), skipCache: true };
    const result = await withContent(content, () => application.acquireTokenByClientCredential(request));
    // Another process has removed the credential meanwhile: nothing was kept, and the token is not ours to give.
    if (!this.#cache.holdsSomething()) throw notSignedIn(this.#profile);
    const { secret, expiresOn } = answered(result);
    return {
      secret,
      account: this.#account(result?.tenantId),
      obtainedOn: Date.now(),
      expiresOn: expiresOn.getTime(),
      ...(result?.refreshOn ? { refreshOn: result.refreshOn.getTime() } : {}),
    };
  }

  /**
   * A token for Azure Resource Manager, by which a workspace lets in a principal that is no member of it. It can do more
   * than a Databricks token: it is kept nowhere.
   */
  async managementToken(content: CacheContent): Promise<AccessTokenSecret> {
    const application: ConfidentialClientApplication = await createConfidentialApplication(
      this.#profile,
      this.#credential(content),
      this.#network,
    );
    const scopes = [managementScope(this.#profile.cloud)];
    return answered(await application.acquireTokenByClientCredential({ scopes })).secret;
  }

  /** What no failure and no log may repeat. */
  secrets(content: CacheContent): readonly string[] {
    const { credential } = cachedNotes(content);
    if (!credential) return [];
    return [credential.kind === 'secret' ? credential.secret : credential.privateKey];
  }

  /**
   * Says of a refusal that the certificate has ended. Only then: by a clock that is wrong, which Entra tells apart, one
   * that it still takes may have ended too. Of one that does not say what is wrong, that it is the credential.
   */
  explained(failure: Failure, content: CacheContent): Failure {
    const { credential } = cachedNotes(content);
    const isRefused =
      failure.code === 'refused_by_entra' &&
      failure.cause === 'invalid_client' &&
      failure.aadsts !== CLOCK_WRONG;
    if (!isRefused) return failure;
    if (credential?.kind !== 'certificate' || credential.notAfter > Date.now())
      return isKnownAadsts(failure.aadsts) ? failure : { ...failure, code: 'credential_refused' };
    const day = new Date(credential.notAfter).toISOString().slice(0, 10);
    return { ...failure, code: 'certificate_expired', params: { ...failure.params, day } };
  }

  #credential(content: CacheContent): Credential {
    const { credential } = cachedNotes(content);
    if (!credential) throw notSignedIn(this.#profile);
    return credential;
  }

  #account(tenantId = this.#profile.tenantId): Account {
    const { clientId } = this.#profile;
    return { homeAccountId: `${clientId}.${tenantId}`, username: clientId, tenantId };
  }
}

function answered(result: AuthenticationResult | null): { secret: AccessTokenSecret; expiresOn: Date } {
  const { accessToken = '', expiresOn } = result ?? {};
  if (!expiresOn || !isTokenText(accessToken)) {
    throw new FailureError('unexpected_answer', { cause: 'no token' });
  }
  return { secret: accessToken, expiresOn };
}

function factsOf(credential: Credential): CredentialFacts {
  const { savedOn } = credential;
  return credential.kind === 'secret'
    ? { kind: 'secret', savedOn }
    : { kind: 'certificate', savedOn, notAfter: credential.notAfter };
}
