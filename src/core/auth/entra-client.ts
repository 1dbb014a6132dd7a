import type { AuthenticationResult, PublicClientApplication } from '@azure/msal-node';
import { FailureError } from '../../shared/failure.ts';
import { type AccessToken, cachedAccount } from '../cache/cache-content.ts';
import type { TokenCache } from '../cache/token-cache.ts';
import type { Logger } from '../log/logger.ts';
import { authorityHost, authorityUrl, DATABRICKS_SCOPES } from '../profile/clouds.ts';
import type { Profile } from '../profile/profile.ts';
import { withTimeLimit } from '../time-limit.ts';
import { refuseOnLoopback } from './loopback.ts';
import { type Flow, isBadToken, toFailure } from './msal-failure.ts';
import { type Fetch, NetworkModule } from './network.ts';
import { checkRegistration } from './registration-check.ts';
import type { SignInPages } from './sign-in-page.ts';

/** How an interactive sign-in meets its person. */
export interface SignInOptions {
  /**
   * Hands the link to a browser or a person.
   * @throws whatever it likes; the sign-in then ends with `browser_not_opened`
   */
  readonly openBrowser: (url: string) => Promise<void>;
  /** Aborting ends the sign-in with `cancelled` and closes its port. */
  readonly signal: AbortSignal;
  /** How long the browser may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly pages: SignInPages;
  /** The user name to suggest; without one the person chooses an account. */
  readonly loginHint?: string;
  /** The claims challenge of the refusal that led here. */
  readonly claims?: string;
}

/** After a sign-in was told to end, its promise must follow within this. */
const END_LIMIT_MS = 5_000;

/** One profile's conversation with Entra ID, over MSAL. MSAL is loaded at the first use. */
export class EntraClient {
  readonly #profile: Profile;
  readonly #cache: TokenCache;
  readonly #network: NetworkModule;
  readonly #log: Logger;
  #application: Promise<PublicClientApplication> | undefined;

  constructor(profile: Profile, cache: TokenCache, fetch: Fetch, log: Logger) {
    this.#profile = profile;
    this.#cache = cache;
    this.#network = new NetworkModule(fetch);
    this.#log = log;
  }

  /**
   * Signs in through the browser: authorization code with PKCE S256 over a loopback redirect (RFC 8252), as MSAL
   * does it. Afterwards the signed-in account is the only one of this profile.
   * @throws FailureError `cancelled`, `sign_in_timed_out`, `browser_not_opened`, `refused_by_entra`, a network or
   * cache failure
   */
  async signIn(options: SignInOptions): Promise<AccessToken> {
    return this.#run('interactive', async () => {
      // A keyring that cannot be used is found before the person has typed a password, not after.
      await this.#cache.probe();
      await checkRegistration(this.#profile, this.#network);
      const result = await this.#interact(options);
      await this.#keepOnly(result);
      return toToken(result);
    });
  }

  /**
   * Gets a new access token with the saved refresh token, whatever the age of the old one.
   * @throws FailureError `not_signed_in`, `sign_in_needed`, `refused_by_entra`, a network or cache failure
   */
  async refresh(): Promise<AccessToken> {
    return this.#run('silent', async () => {
      const application = await this.#msal();
      const signedIn = cachedAccount(await this.#cache.read(), this.#profile);
      const accounts = await application.getTokenCache().getAllAccounts();
      const account = accounts.find(({ homeAccountId }) => homeAccountId === signedIn?.homeAccountId);
      if (!account) throw this.#notSignedIn();
      try {
        const result = await application.acquireTokenSilent({
          account,
          scopes: this.#scopes,
          forceRefresh: true,
        });
        // Signed out by another process meanwhile: MSAL then keeps nothing, and the token is not ours to give.
        if (!cachedAccount(await this.#cache.read(), this.#profile)) throw this.#notSignedIn();
        return toToken(result);
      } catch (error) {
        if (isBadToken(error)) await this.#cache.dropRefreshTokens();
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

  async #interact(options: SignInOptions): Promise<AuthenticationResult> {
    const application = await this.#msal();
    const ending = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]);
    // Aborted while the registration was checked: no port is open yet.
    if (ending.aborted) throw endReason(options);
    let browserProblem: FailureError | undefined;
    const pending = application.acquireTokenInteractive({
      scopes: this.#scopes,
      openBrowser: async (url) => {
        // The only moment at which MSAL lets us know the port that it listens on.
        ending.addEventListener('abort', () => void refuseOnLoopback(url), { once: true });
        if (ending.aborted) throw endReason(options);
        await options.openBrowser(url).catch((error: unknown) => {
          browserProblem = asBrowserProblem(error);
          throw browserProblem;
        });
      },
      successTemplate: options.pages.success,
      errorTemplate: options.pages.error,
      ...(options.loginHint ? { loginHint: options.loginHint } : { prompt: 'select_account' }),
      ...(options.claims ? { claims: options.claims } : {}),
    });
    try {
      return await Promise.race([pending, endedLater(ending, pending, () => endReason(options))]);
    } catch (error) {
      if (ending.aborted) throw endReason(options);
      throw browserProblem ?? error;
    }
  }

  /** One profile, one account: the account that was signed in before, if another, goes. */
  async #keepOnly(result: AuthenticationResult): Promise<void> {
    const tokenCache = (await this.#msal()).getTokenCache();
    const others = (await tokenCache.getAllAccounts()).filter(
      ({ homeAccountId }) => homeAccountId !== result.account?.homeAccountId,
    );
    for (const other of others) await tokenCache.removeAccount(other);
  }

  async #run(flow: Flow, work: () => Promise<AccessToken>): Promise<AccessToken> {
    this.#network.forgetFailure();
    const began = performance.now();
    const label = `[${flow}] [${this.#profile.name}]`;
    try {
      const token = await work();
      this.#log.info(`${label} new token until ${new Date(token.expiresOn).toISOString()}`);
      return token;
    } catch (error) {
      const failure = toFailure(error, flow, this.#network.lastFailure);
      const { code, cause, aadsts, correlationId } = failure;
      const detail = JSON.stringify({ failure: code, cause, aadsts, correlationId });
      this.#log.warn(`${label} failed after ${Math.round(performance.now() - began)} ms: ${detail}`);
      if (failure.code === 'unexpected')
        this.#log.error(`${label} ${error instanceof Error ? error.stack : error}`);
      throw new FailureError(failure.code, failure);
    }
  }

  async #msal(): Promise<PublicClientApplication> {
    this.#application ??= this.#createApplication();
    return this.#application;
  }

  async #createApplication(): Promise<PublicClientApplication> {
    const { PublicClientApplication } = await import('@azure/msal-node');
    const { cloud, tenantId, clientId } = this.#profile;
    return new PublicClientApplication({
      auth: {
        clientId,
        authority: authorityUrl(cloud, tenantId),
        // An authority that Microsoft does not list is trusted because the person named it.
        ...(typeof cloud === 'string' ? {} : { knownAuthorities: [authorityHost(cloud)] }),
      },
      cache: { cachePlugin: this.#cache },
      system: { networkClient: this.#network },
    });
  }
}

/** Rejects some seconds after `ending`, should MSAL's own promise not have ended by then. */
async function endedLater(
  ending: AbortSignal,
  pending: Promise<unknown>,
  reason: () => FailureError,
): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  ending.addEventListener(
    'abort',
    () => {
      withTimeLimit(pending, END_LIMIT_MS, reason).catch(reject);
    },
    { once: true },
  );
  return promise;
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
