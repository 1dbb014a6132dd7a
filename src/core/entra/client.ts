import type { AccessToken } from '../../shared/access-token.ts';
import { type Failure, FailureError, isKnownAadsts } from '../../shared/failures.ts';
import { orAbort } from '../platform/abort.ts';
import type { Fetch } from '../platform/http.ts';
import type { Logger } from '../platform/logger.ts';
import type { Profile } from '../profile/profile.ts';
import type { CacheContent } from './cache/cache-content.ts';
import type { TokenCache } from './cache/token-cache.ts';
import { toFailure } from './errors.ts';
import { askedAccount, onlyAccount } from './identity/asked-account.ts';
import type { SignInFlow, SignInOptions } from './identity/flows/sign-in-flow.ts';
import type { Cached, Identity } from './identity/identity.ts';
import { Person } from './identity/person.ts';
import { NetworkModule, type Operation } from './network.ts';

/** One profile's conversation with Entra ID, over MSAL. MSAL is loaded at the first use. */
export class EntraClient {
  readonly #profile: Profile;
  readonly #cache: TokenCache;
  readonly #network: NetworkModule;
  readonly #identity: Identity;
  readonly #log: Logger;

  constructor(profile: Profile, cache: TokenCache, fetch: Fetch, log: Logger) {
    this.#profile = profile;
    this.#cache = cache;
    this.#network = new NetworkModule(fetch);
    this.#identity = new Person(profile, cache, this.#network);
    this.#log = log;
  }

  /** Whose sign-in the cache holds, and the newest token. */
  cached(content: CacheContent): Cached {
    return this.#identity.cached(content);
  }

  /**
   * Signs in. Afterwards the signed-in account is the only one of this profile.
   * @throws FailureError `cancelled`, `sign_in_timed_out`, `device_code_expired`, `browser_not_opened`,
   * `refused_by_entra`, a network or cache failure
   */
  async signIn(flow: SignInFlow, options: SignInOptions): Promise<AccessToken> {
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]);
    const asked = askedAccount(flow.account, options.lastAccount, this.#profile);
    const operation = { signal, interceptPost: onlyAccount(asked, flow.interceptPost) };
    return this.#run(flow, operation, async () => {
      try {
        // A keyring that can't be used is found before the person has typed a password, not after.
        await orAbort(signal, this.#cache.probe());
        return await this.#identity.signIn(flow, { ...options, asked, signal });
      } catch (error) {
        throw signal.aborted ? abortFailure(options) : error;
      }
    });
  }

  /**
   * Gets a new access token without a person, whatever the age of the old one.
   * @param content the cache as it is now
   * @throws FailureError `not_signed_in`, `sign_in_needed`, `refused_by_entra`, a network or cache failure
   */
  async refresh(content: CacheContent): Promise<AccessToken> {
    return this.#run(undefined, {}, () => this.#identity.refresh(content));
  }

  /** Deletes the account from this computer. Entra is not asked: its browser session belongs to the browser. */
  async signOut(): Promise<void> {
    await this.#cache.clear();
  }

  /** @param flow undefined for a refresh */
  async #run(
    flow: SignInFlow | undefined,
    operation: Omit<Operation, 'failure'>,
    work: () => Promise<AccessToken>,
  ): Promise<AccessToken> {
    const began = performance.now();
    const label = `[${flow?.kind ?? 'silent'}] [${this.#profile.name}]`;
    const token = await this.#network.operate(operation, work, (error, network) => {
      const said = toFailure(error, flow ? 'interactive' : 'silent', network);
      const failure = withoutSecrets(
        flow?.kind === 'refreshToken' ? ofRefreshToken(said) : said,
        flow?.secrets ?? [],
      );
      const { code, cause, aadsts, correlationId } = failure;
      const detail = JSON.stringify({ failure: code, cause, aadsts, correlationId });
      this.#log.warn(`${label} failed after ${Math.round(performance.now() - began)} ms: ${detail}`);
      if (code === 'unexpected') this.#log.error(`${label} ${error instanceof Error ? error.stack : error}`);
      return new FailureError(code, failure);
    });
    this.#log.info(`${label} new token until ${new Date(token.expiresOn).toISOString()}`);
    return token;
  }
}

/** What Entra says of a refresh token that a person has pasted is about that text, unless it says more. */
function ofRefreshToken(failure: Failure): Failure {
  const isAboutToken = failure.code === 'refused_by_entra' && !isKnownAadsts(failure.aadsts);
  return isAboutToken ? { ...failure, code: 'refresh_token_refused' } : failure;
}

function withoutSecrets(failure: Failure, secrets: readonly string[]): Failure {
  const clean = (text: string) =>
    secrets.reduce((rest, secret) => (secret ? rest.replaceAll(secret, '[secret]') : rest), text);
  const { cause, description } = failure;
  return {
    ...failure,
    ...(cause === undefined ? {} : { cause: clean(cause) }),
    ...(description === undefined ? {} : { description: clean(description) }),
  };
}

function abortFailure({ signal, timeoutMs }: SignInOptions): FailureError {
  if (signal.aborted) return new FailureError('cancelled');
  const minutes = String(Math.round((timeoutMs / 60_000) * 10) / 10);
  return new FailureError('sign_in_timed_out', { params: { minutes } });
}
