import type { AccessToken, AccessTokenSecret } from '../../shared/access-token.ts';
import { type Failure, FailureError, isKnownAadsts } from '../../shared/failures.ts';
import { orAbort } from '../platform/abort.ts';
import type { Fetch } from '../platform/http.ts';
import type { Logger } from '../platform/logger.ts';
import { withoutSecrets } from '../platform/redact.ts';
import { isServicePrincipal, type Profile } from '../profile/profile.ts';
import type { CacheContent } from './cache/cache-content.ts';
import type { TokenCache } from './cache/token-cache.ts';
import { type Interaction, toFailure } from './errors.ts';
import { askedAccount, onlyAccount } from './identity/asked-account.ts';
import type { Cached } from './identity/cached-token.ts';
import type { SignInFlow, SignInOptions } from './identity/flows/sign-in-flow.ts';
import { Person } from './identity/person.ts';
import { ServicePrincipal } from './identity/service-principal.ts';
import { NetworkModule, type Operation } from './network.ts';

/** One profile's conversation with Entra ID, over MSAL. MSAL is loaded at the first use. */
export class EntraClient {
  readonly #profile: Profile;
  readonly #cache: TokenCache;
  readonly #network: NetworkModule;
  readonly #identity: Person | ServicePrincipal;
  readonly #log: Logger;

  constructor(profile: Profile, cache: TokenCache, fetch: Fetch, log: Logger) {
    this.#profile = profile;
    this.#cache = cache;
    this.#network = new NetworkModule(fetch);
    const Kind = isServicePrincipal(profile) ? ServicePrincipal : Person;
    this.#identity = new Kind(profile, cache, this.#network);
    this.#log = log;
  }

  /** Whose sign-in the cache holds, and the newest token. */
  cached(content: CacheContent): Cached {
    return this.#identity.cached(content);
  }

  /**
   * Signs in. Afterwards the signed-in account is the only one of this profile.
   * @throws FailureError `cancelled`, `sign_in_timed_out`, `device_code_expired`, `browser_not_opened`,
   * `refused_by_entra`, `sign_in_impossible` for a service principal, a network or cache failure
   */
  async signIn(flow: SignInFlow, options: SignInOptions): Promise<AccessToken> {
    const identity = this.#identity;
    if (identity.kind !== 'person') {
      throw new FailureError('sign_in_impossible', { params: { profile: this.#profile.name } });
    }
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]);
    const asked = askedAccount(flow.account, options.lastAccount, this.#profile);
    const operation = { signal, interceptPost: onlyAccount(asked, flow.interceptPost) };
    const refined = (failure: Failure) => (flow.kind === 'refreshToken' ? ofRefreshToken(failure) : failure);
    const about: About = { label: flow.kind, interaction: 'interactive', secrets: flow.secrets, refined };
    return this.#run(about, operation, async () => {
      try {
        // A keyring that can't be used is found before the person has typed a password, not after.
        await orAbort(signal, this.#cache.probe());
        return await identity.signIn(flow, { ...options, asked, signal });
      } catch (error) {
        throw signal.aborted ? abortFailure(options) : error;
      }
    });
  }

  /**
   * Gets a new access token without a person, whatever the age of the old one.
   * @param content the cache as it is now
   * @throws FailureError `not_signed_in`, `credential_missing`, `sign_in_needed`, `certificate_expired`, `refused_by_entra`, a network or cache failure
   */
  async refresh(content: CacheContent): Promise<AccessToken> {
    return this.#run(this.#silent(content), {}, () => this.#identity.refresh(content));
  }

  /**
   * What a workspace wants beside the token of a principal that is no member of it; undefined for a person.
   * @param content the cache as it is now
   * @throws FailureError as {@link refresh}
   */
  async managementToken(content: CacheContent): Promise<AccessTokenSecret | undefined> {
    const identity = this.#identity;
    if (identity.kind === 'person') return undefined;
    return this.#run(this.#silent(content), {}, () => identity.managementToken(content));
  }

  /** Deletes the account from this computer. Entra is not asked: its browser session belongs to the browser. */
  async signOut(): Promise<void> {
    await this.#cache.clear();
  }

  /** How a refresh is told of. Nobody can sign a service principal in: what Entra answers is about its credential. */
  #silent(content: CacheContent): About {
    const identity = this.#identity;
    if (identity.kind === 'person') {
      return { label: 'silent', interaction: 'silent', secrets: [], refined: (failure) => failure };
    }
    return {
      label: 'principal',
      interaction: 'interactive',
      secrets: identity.secrets(content),
      refined: (failure) => identity.explained(failure, content),
    };
  }

  async #run<T extends AccessToken | AccessTokenSecret>(
    { label: way, interaction, secrets, refined }: About,
    operation: Omit<Operation, 'failure'>,
    work: () => Promise<T>,
  ): Promise<T> {
    const began = performance.now();
    const label = `[${way}] [${this.#profile.name}]`;
    const token = await this.#network.operate(operation, work, (error, network) => {
      // A failure that was one before has not met them.
      const failure = cleaned(refined(toFailure(error, interaction, network, secrets)), secrets);
      const { code, cause, aadsts, correlationId } = failure;
      const detail = JSON.stringify({ failure: code, cause, aadsts, correlationId });
      this.#log.warn(`${label} failed after ${Math.round(performance.now() - began)} ms: ${detail}`);
      if (code === 'unexpected') {
        const stack = `${error instanceof Error ? error.stack : error}`;
        this.#log.error(`${label} ${withoutSecrets(stack, secrets)}`);
      }
      return new FailureError(code, failure);
    });
    const until = typeof token === 'string' ? '' : ` until ${new Date(token.expiresOn).toISOString()}`;
    this.#log.info(`${label} new token${until}`);
    return token;
  }
}

/** What a failure, and a line of the log, is about. */
interface About {
  readonly label: string;
  readonly interaction: Interaction;
  /** What neither of them may repeat. */
  readonly secrets: readonly string[];
  readonly refined: (failure: Failure) => Failure;
}

/** What Entra says of a refresh token that a person has pasted is about that text, unless it says more. */
function ofRefreshToken(failure: Failure): Failure {
  const isAboutToken = failure.code === 'refused_by_entra' && !isKnownAadsts(failure.aadsts);
  return isAboutToken ? { ...failure, code: 'refresh_token_refused' } : failure;
}

function cleaned(failure: Failure, secrets: readonly string[]): Failure {
  const { cause, description } = failure;
  return {
    ...failure,
    ...(cause === undefined ? {} : { cause: withoutSecrets(cause, secrets) }),
    ...(description === undefined ? {} : { description: withoutSecrets(description, secrets) }),
  };
}

function abortFailure({ signal, timeoutMs }: SignInOptions): FailureError {
  if (signal.aborted) return new FailureError('cancelled');
  const minutes = String(Math.round((timeoutMs / 60_000) * 10) / 10);
  return new FailureError('sign_in_timed_out', { params: { minutes } });
}
