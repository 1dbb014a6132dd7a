import type { AccessToken, AccessTokenSecret } from '../../shared/access-token.ts';
import { kindOf } from '../../shared/failures.ts';
import type { SignInRequest } from '../../shared/operations.ts';
import { deriveState, type SessionFacts, type SessionState } from '../../shared/session.ts';
import type { Credential } from '../entra/cache/cache-content.ts';
import type { SignInPrompt } from '../entra/identity/sign-in-prompt.ts';
import { tokenClaims } from '../entra/token-claims.ts';
import { askKeyringAgain, withoutPerson } from '../platform/keyring/keyring-calls.ts';
import type { CacheKind } from '../platform/keyring/secret-store.ts';
import type { Profile } from '../profile/profile.ts';
import { FactStore, type SessionDependencies, type TokenListener } from './facts.ts';
import { type HandedToken, handOutToken, holdsToken, type TokenOptions } from './hand-out.ts';
import { Refresher } from './refresh.ts';
import { TICK_MS } from './schedule.ts';
import { SignIn } from './sign-in.ts';

/**
 * One profile's sign-in through the day: reads the cache, refreshes in time, and hands out tokens that work.
 * The tray keeps one running; the command line makes one for a single question.
 *
 * Times are wall-clock epochs: a timer only triggers a check of the clock, so that sleep changes nothing. When the
 * clock is set, the dates that were taken by it move along.
 */
export class TokenSession {
  readonly #dependencies: SessionDependencies;
  readonly #store: FactStore;
  readonly #refresher: Refresher;
  readonly #signIn: SignIn;
  #stopTicking: (() => void) | undefined;

  constructor(dependencies: SessionDependencies) {
    this.#dependencies = dependencies;
    this.#store = new FactStore(dependencies);
    this.#refresher = new Refresher(dependencies, this.#store);
    this.#signIn = new SignIn(dependencies, this.#store);
  }

  get profile(): Profile {
    return this.#store.profile;
  }

  /** The profile's name, workspace or targets are others now; who signs in, and where, is the same. */
  updateProfile(profile: Profile): void {
    this.#store.profile = profile;
  }

  /** How the operating system protects what is saved. */
  get protection(): CacheKind {
    return this.#dependencies.cache.kind;
  }

  /** Where the sign-in is saved, for people. */
  get place(): string {
    return this.#dependencies.cache.place;
  }

  get facts(): SessionFacts {
    return this.#store.facts;
  }

  /** The state at this moment. */
  get state(): SessionState {
    return deriveState(this.facts, this.#dependencies.clock.now());
  }

  /** The claims of the token as it is now; undefined where there is none that can be read. */
  get claims(): Record<string, unknown> | undefined {
    const { token } = this.#store;
    return token && tokenClaims(token.secret);
  }

  /** Calls `listener` after every change, and after every {@link tick}. @returns what ends that */
  subscribe(listener: (facts: SessionFacts) => void): () => void {
    return this.#store.subscribe(listener);
  }

  /**
   * Calls `listener` with every new token, and with undefined when there is none any more; first when the cache has
   * been read. The token may have expired, or be of no use to the workspace: only {@link token} hands out one that
   * works.
   */
  subscribeToken(listener: TokenListener): void {
    this.#store.subscribeToken(listener);
  }

  /** Reads the cache and ticks, now and every 30 seconds from now on. */
  async start(): Promise<void> {
    this.#stopTicking ??= this.#dependencies.clock.every(TICK_MS, () => this.tick());
    await this.reload();
    await this.tick();
  }

  /** Ends timers and a pending sign-in. Nothing saved is touched. */
  stop(): void {
    this.#stopTicking?.();
    this.#stopTicking = undefined;
    void this.cancelSignIn();
  }

  /** Reads the cache again: another process may have refreshed, signed in or signed out. Never throws. */
  async reload(): Promise<void> {
    await withoutPerson(() => this.#store.reload());
  }

  /** Checks the clock and refreshes if it is time. Never throws: failures are in the facts. */
  async tick(): Promise<void> {
    await withoutPerson(() => this.#tick());
  }

  async #tick(): Promise<void> {
    this.#store.followClock();
    const { failure, retryAt } = this.facts;
    // A keyring that was not ready, at the start of the desktop for one, may be by now.
    const isPausing = failure?.code === 'keyring_locked' && this.#dependencies.clock.now() < retryAt;
    if (failure && kindOf(failure) === 'cache' && !isPausing) await this.reload();
    await this.#refresher.refreshIfDue();
    this.#store.emit();
  }

  /** Ticks without waiting for the next try: something that was in the way, such as the network, is back. */
  async retryNow(): Promise<void> {
    this.#store.set({ retryAt: 0 });
    askKeyringAgain();
    await this.tick();
  }

  /** Refreshes now. @throws FailureError as {@link EntraClient.refresh} */
  async refresh(): Promise<void> {
    await this.#refresher.refresh();
  }

  /**
   * A token with at least the wanted life left; a refresh is forced where the old one has less, for 10 seconds at
   * most. Where that fails and the old one still works, the old one with the reason. Never an expired one.
   * @throws FailureError `not_signed_in`, `sign_in_needed`, `workspace_other_tenant`, `workspace_unproven`,
   * `workspace_unconfirmed`, a network or cache failure
   */
  async token(options: TokenOptions): Promise<HandedToken> {
    return handOutToken(this.#dependencies, this.#store, this.#refresher, options);
  }

  /**
   * True where a token with this life left, milliseconds, is saved: {@link token} has no need to ask Entra for it.
   * @throws FailureError a cache failure
   */
  async holdsToken(minValidMs: number): Promise<boolean> {
    return holdsToken(this.#dependencies, this.#store, minValidMs);
  }

  /**
   * A token, and what the profile's workspace wants beside it from a service principal that is no member of it.
   * @throws FailureError as {@link token} and `EntraClient.managementToken`
   */
  async workspaceTokens(
    options: TokenOptions,
  ): Promise<HandedToken & { readonly managementToken?: AccessTokenSecret | undefined }> {
    // First: it has found that the workspace may have tokens of ours.
    const handed = await this.token(options);
    if (!this.profile.workspaceResourceId) return handed;
    const { cache, client } = this.#dependencies;
    return { ...handed, managementToken: await client.managementToken(await cache.read()) };
  }

  /** Proves that something can be kept. @throws FailureError a cache failure */
  async probe(): Promise<void> {
    await this.#dependencies.cache.probe();
  }

  /** Saves a service principal's credential in the place of the old one. @throws FailureError a cache failure */
  async saveCredential(credential: Credential): Promise<void> {
    await this.#dependencies.cache.saveCredential(credential);
    await this.reload();
  }

  /**
   * Signs in. The state is `signingIn` until it ends. A sign-in that fails takes nothing from the session: who was
   * signed in stays it.
   * @param timeoutMs how long a browser may take, milliseconds; a device code has its own limit
   * @throws FailureError `sign_in_pending`, or as {@link EntraClient.signIn}
   */
  async signIn(request: SignInRequest, prompt: SignInPrompt, timeoutMs: number): Promise<AccessToken> {
    return this.#signIn.run(request, prompt, timeoutMs);
  }

  /** Ends a pending sign-in, if there is one; resolves when that has ended. */
  async cancelSignIn(): Promise<void> {
    await this.#signIn.cancel();
  }

  /** Forgets the account on this machine. @throws FailureError a cache failure */
  async signOut(): Promise<void> {
    // What a sign-in still saves must not come after what a sign-out removes.
    await this.cancelSignIn();
    await this.#dependencies.client.signOut();
    this.#store.clear();
  }

  /** Forgets a sign-in that failed, for a person who has read it. What ails a signed-in session stays shown. */
  dismissFailure(): void {
    this.#store.set({ signInFailure: undefined, ...(this.facts.account ? {} : { failure: undefined }) });
  }
}
