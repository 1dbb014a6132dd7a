import { AsyncLocalStorage } from 'node:async_hooks';
import type {
  AuthenticationResult,
  DeviceCodeRequest,
  ICachePlugin,
  PublicClientApplication,
} from '@azure/msal-node';
import { assertNever } from '../../shared/assert-never.ts';
import { type Failure, FailureError } from '../../shared/failure.ts';
import { type AccessToken, type CacheContent, msalAccount } from '../cache/cache-content.ts';
import type { TokenCache } from '../cache/token-cache.ts';
import type { Fetch } from '../http.ts';
import type { Logger } from '../log/logger.ts';
import { authorityHost, authorityUrl, DATABRICKS_SCOPES } from '../profile/clouds.ts';
import type { Profile } from '../profile/profile.ts';
import { guardLoopback, refuseOnLoopback } from './loopback.ts';
import { type Flow, isBadToken, toFailure } from './msal-failure.ts';
import { NetworkModule } from './network.ts';
import { checkRegistration } from './registration-check.ts';
import type { SignInMethod } from './sign-in-method.ts';

/** How a sign-in is to go, whatever its way. */
export interface SignInOptions {
  /** Aborting ends the sign-in with `cancelled` and closes its port. */
  readonly signal: AbortSignal;
  /** How long the sign-in may take, in milliseconds. */
  readonly timeoutMs: number;
  /** The user name to suggest; without one the person chooses an account. Only a browser is told. */
  readonly loginHint?: string;
  /** The person is asked for their consent, whatever Entra remembers. Only a browser is told. */
  readonly asksConsent?: boolean;
  /** The claims challenge of the refusal that led here. */
  readonly claims?: string;
}

/** One profile's conversation with Entra ID, over MSAL. MSAL is loaded at the first use. */
export class EntraClient {
  readonly #profile: Profile;
  readonly #cache: TokenCache;
  readonly #network: NetworkModule;
  readonly #log: Logger;
  /** The content that a refresh begins with: MSAL would read it again at once. */
  readonly #known = new AsyncLocalStorage<CacheContent>();
  #application: Promise<PublicClientApplication> | undefined;

  constructor(profile: Profile, cache: TokenCache, fetch: Fetch, log: Logger) {
    this.#profile = profile;
    this.#cache = cache;
    this.#network = new NetworkModule(fetch);
    this.#log = log;
  }

  /**
   * Signs in. Afterwards the signed-in account is the only one of this profile.
   * @throws FailureError `cancelled`, `sign_in_timed_out`, `device_code_expired`, `browser_not_opened`,
   * `refused_by_entra`, a network or cache failure
   */
  async signIn(method: SignInMethod, options: SignInOptions): Promise<AccessToken> {
    const ending = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]);
    return this.#run(method.kind, ending, secretsOf(method), async () => {
      try {
        // A keyring that cannot be used is found before the person has typed a password, not after.
        await orEnd(ending, this.#cache.probe());
        const result = await this.#acquire(method, options, ending);
        // Read first: an answer without an account must not drive out the account that is there.
        const token = toToken(result);
        await this.#keepOnly(token);
        return token;
      } catch (error) {
        throw ending.aborted ? endReason(options) : error;
      }
    });
  }

  /**
   * Gets a new access token with the saved refresh token, whatever the age of the old one.
   * @param content the cache as it is now
   * @throws FailureError `not_signed_in`, `sign_in_needed`, `refused_by_entra`, a network or cache failure
   */
  async refresh(content: CacheContent): Promise<AccessToken> {
    return this.#run('silent', undefined, [], async () => {
      const account = msalAccount(content, this.#profile);
      if (!account) throw this.#notSignedIn();
      const application = await this.#msal();
      try {
        const request = { account, scopes: this.#scopes, forceRefresh: true };
        const result = await this.#known.run(content, () => application.acquireTokenSilent(request));
        // Signed out, or in as somebody else, by another process meanwhile: MSAL then has kept nothing, and the token
        // is not ours to give.
        const kept = Object.keys(application.getTokenCache().getKVStore());
        if (!kept.some((key) => key.startsWith(account.homeAccountId.toLowerCase())))
          throw this.#notSignedIn();
        return toToken(result);
      } catch (error) {
        if (isBadToken(error)) await this.#cache.dropRefreshTokens(content);
        throw error;
      }
    });
  }

  /** Forgets the account on this machine. Entra is not asked: its browser session is the browser's. */
  async signOut(): Promise<void> {
    await this.#cache.clear();
  }

  #notSignedIn(): FailureError {
    return new FailureError('not_signed_in', { params: { profile: this.#profile.name } });
  }

  get #scopes(): string[] {
    return [...(this.#profile.scopes ?? DATABRICKS_SCOPES)];
  }

  async #acquire(
    method: SignInMethod,
    options: SignInOptions,
    ending: AbortSignal,
  ): Promise<AuthenticationResult> {
    switch (method.kind) {
      case 'browser':
        await orEnd(ending, checkRegistration(this.#profile, this.#network));
        return this.#acquireInBrowser(method, options, ending);
      case 'deviceCode':
        return this.#acquireByDeviceCode(method, options, ending);
      case 'password': {
        const { username, password } = method;
        const request = { scopes: this.#scopes, username, password, ...claimsOf(options) };
        // Aborting ends its requests, and with them the promise.
        return required(await (await this.#msal()).acquireTokenByUsernamePassword(request));
      }
      case 'refreshToken': {
        const { refreshToken } = method;
        // Without forceCache MSAL keeps nothing of an account that it does not know yet.
        const request = { scopes: this.#scopes, refreshToken, forceCache: true, ...claimsOf(options) };
        return required(await (await this.#msal()).acquireTokenByRefreshToken(request));
      }
      default:
        return assertNever(method);
    }
  }

  async #acquireByDeviceCode(
    { showCode }: SignInMethod & { kind: 'deviceCode' },
    options: SignInOptions,
    ending: AbortSignal,
  ): Promise<AuthenticationResult> {
    const application = await this.#msal();
    ending.throwIfAborted();
    const request: DeviceCodeRequest = {
      scopes: this.#scopes,
      ...claimsOf(options),
      deviceCodeCallback: ({ userCode, verificationUri, expiresIn }) =>
        showCode({ userCode, verificationUri, expiresOn: Date.now() + expiresIn * 1000 }),
    };
    // MSAL looks at this before its next poll, some seconds later; nobody waits for that.
    ending.addEventListener('abort', () => {
      request.cancel = true;
    });
    const result = await Promise.race([
      application.acquireTokenByDeviceCode(request),
      endedInVain(ending, SAVE_LIMIT_MS),
    ]);
    return required(result);
  }

  async #acquireInBrowser(
    { openBrowser, pages }: SignInMethod & { kind: 'browser' },
    options: SignInOptions,
    ending: AbortSignal,
  ): Promise<AuthenticationResult> {
    const application = await this.#msal();
    ending.throwIfAborted();
    let browserProblem: FailureError | undefined;
    const settled = new AbortController();
    const pending = application.acquireTokenInteractive({
      scopes: this.#scopes,
      openBrowser: async (url) => {
        // The only moment at which MSAL lets us know the port that it listens on.
        const { signal } = settled;
        const unguard = await guardLoopback(url);
        signal.addEventListener('abort', unguard, { once: true });
        ending.addEventListener('abort', () => void refuseOnLoopback(url), { once: true, signal });
        ending.throwIfAborted();
        // MSAL closes its port only after this has ended: a browser that never opens must not hold it.
        await orEnd(ending, openBrowser(url)).catch((error: unknown) => {
          browserProblem = asBrowserProblem(error);
          throw browserProblem;
        });
      },
      successTemplate: pages.success,
      errorTemplate: pages.error,
      ...(options.loginHint ? { loginHint: options.loginHint } : { prompt: 'select_account' }),
      ...(options.asksConsent ? { prompt: 'consent' } : {}),
      ...claimsOf(options),
    });
    try {
      // What is being saved when the end is asked for is saved: that is a success.
      return await Promise.race([pending, endedInVain(ending, END_LIMIT_MS)]);
    } catch (error) {
      throw browserProblem ?? error;
    } finally {
      settled.abort();
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

  async #run(
    flow: Flow,
    signal: AbortSignal | undefined,
    secrets: readonly string[],
    work: () => Promise<AccessToken>,
  ): Promise<AccessToken> {
    const began = performance.now();
    const label = `[${flow}] [${this.#profile.name}]`;
    const token = await this.#network.operate({ signal, flow }, work, (error, network) => {
      const failure = withoutSecrets(toFailure(error, flow, network), secrets);
      const { code, cause, aadsts, correlationId } = failure;
      const detail = JSON.stringify({ failure: code, cause, aadsts, correlationId });
      this.#log.warn(`${label} failed after ${Math.round(performance.now() - began)} ms: ${detail}`);
      if (code === 'unexpected') this.#log.error(`${label} ${error instanceof Error ? error.stack : error}`);
      return new FailureError(code, failure);
    });
    this.#log.info(`${label} new token until ${new Date(token.expiresOn).toISOString()}`);
    return token;
  }

  async #msal(): Promise<PublicClientApplication> {
    this.#application ??= this.#createApplication();
    return this.#application;
  }

  async #createApplication(): Promise<PublicClientApplication> {
    const { PublicClientApplication } = await import('@azure/msal-node');
    const { cloud, tenantId, clientId } = this.#profile;
    const cachePlugin: ICachePlugin = {
      // Reading merges into what MSAL has in memory: an account that was signed out meanwhile would come back.
      beforeCacheAccess: (context) =>
        this.#cache.beforeCacheAccess(context, () => application.clearCache(), this.#known.getStore()),
      afterCacheAccess: (context) => this.#cache.afterCacheAccess(context),
    };
    const application = new PublicClientApplication({
      auth: {
        clientId,
        authority: authorityUrl(cloud, tenantId),
        // An authority that Microsoft does not list is trusted because the person named it.
        ...(typeof cloud === 'string' ? {} : { knownAuthorities: [authorityHost(cloud)] }),
      },
      cache: { cachePlugin },
      system: { networkClient: this.#network },
    });
    return application;
  }
}

/**
 * After its end was asked for, MSAL's promise follows at once, or after a save that had begun. If not within this, its
 * port cannot be reached, by us or by a browser, and it is left. Milliseconds.
 */
const END_LIMIT_MS = 45_000;

/** A device code's poll is ended with its request; only a save that has begun is waited for. Milliseconds. */
const SAVE_LIMIT_MS = 500;

/** Rejects some time after `ending`. */
async function endedInVain(ending: AbortSignal, limitMs: number): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const end = () => setTimeout(() => reject(ending.reason), limitMs).unref();
  ending.addEventListener('abort', end, { once: true });
  return promise;
}

/** `work`, or its end. */
async function orEnd<T>(ending: AbortSignal, work: Promise<T>): Promise<T> {
  ending.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const end = () => reject(ending.reason);
  ending.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    ending.removeEventListener('abort', end);
  }
}

/** What the person has handed over, and what an answer might repeat. */
function secretsOf(method: SignInMethod): readonly string[] {
  if (method.kind === 'password') return [method.password];
  return method.kind === 'refreshToken' ? [method.refreshToken] : [];
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

function required(result: AuthenticationResult | null): AuthenticationResult {
  if (!result) throw new FailureError('unexpected_answer', { cause: 'no token' });
  return result;
}

function claimsOf({ claims }: SignInOptions): { claims?: string } {
  return claims ? { claims } : {};
}

function endReason({ signal, timeoutMs }: SignInOptions): FailureError {
  if (signal.aborted) return new FailureError('cancelled');
  const minutes = String(Math.round((timeoutMs / 60_000) * 10) / 10);
  return new FailureError('sign_in_timed_out', { params: { minutes } });
}

function asBrowserProblem(error: unknown): FailureError {
  if (error instanceof FailureError) return error;
  // The message of a failed opening may hold the link; its code does not.
  const cause = (error as NodeJS.ErrnoException | undefined)?.code ?? 'no browser';
  return new FailureError('browser_not_opened', { cause });
}

function toToken(result: AuthenticationResult): AccessToken {
  if (!result.account || !result.expiresOn)
    throw new FailureError('unexpected_answer', { cause: 'no account' });
  const { homeAccountId, username, name, tenantId } = result.account;
  return {
    secret: result.accessToken,
    account: { homeAccountId, username, tenantId, ...(name ? { name } : {}) },
    obtainedOn: Date.now(),
    expiresOn: result.expiresOn.getTime(),
    ...(result.refreshOn ? { refreshOn: result.refreshOn.getTime() } : {}),
  };
}
