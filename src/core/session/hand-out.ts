import type { AccessToken } from '../../shared/access-token.ts';
import { type Failure, FailureError, kindOf } from '../../shared/failures.ts';
import { EXPIRING_BELOW_MS, MIN_USABLE_MS, stopsRefreshing } from '../../shared/session.ts';
import { asFailure } from '../platform/as-failure.ts';
import type { Clock } from '../platform/clock.ts';
import { notSignedIn } from '../profile/profile.ts';
import { hostRefusal, workspaceTrust } from '../profile/trusted-host.ts';
import type { FactStore, SessionDependencies } from './facts.ts';
import type { Refresher } from './refresh.ts';
import { tenantMismatch, tenantOf } from './tenant-match.ts';

/** A person waits no longer than this for a token. */
const LIMIT_MS = 10_000;
/** The limit is counted by these: on a computer that is overloaded they take longer, as everything does. */
const STEP_MS = 100;
/** Entra is not asked for more than this soon after it has issued less. */
const JUST_ISSUED_MS = 5 * 60_000;
/** MSAL rounds to seconds, and the clock's nudges are not followed. */
const FUTURE_TOLERANCE_MS = 10_000;

/** What a caller asks of a token. */
export interface TokenOptions {
  /** Life left, in milliseconds. */
  readonly minValidMs: number;
  /** Refresh first, whatever the age of the token. */
  readonly refresh?: boolean;
}

/** A token that works now. `shortfall` says why it has less life left than was asked for. */
export interface HandedToken {
  readonly token: AccessToken;
  readonly shortfall?: Failure;
}

/** Hands out a session's token: for a workspace that may have it, and of its tenant. See `TokenSession.token`. */
export async function handOutToken(
  dependencies: SessionDependencies,
  store: FactStore,
  refresher: Refresher,
  options: TokenOptions,
): Promise<HandedToken> {
  const handed = await liveToken(dependencies, store, refresher, options);
  await requireTrustedHost(dependencies, store);
  const mismatch = tenantMismatch(store.profile, tenantOf(handed.token));
  if (mismatch) throw new FailureError(mismatch.code, mismatch);
  return handed;
}

/** See `TokenSession.holdsToken`. */
export async function holdsToken(
  dependencies: SessionDependencies,
  store: FactStore,
  minValidMs: number,
): Promise<boolean> {
  const wantedMs = Math.max(minValidMs, MIN_USABLE_MS);
  const isEnough = (token: AccessToken | undefined) =>
    token !== undefined && lifeLeft(token, dependencies.clock) >= wantedMs;
  await readUnless(isEnough, dependencies, store);
  return store.facts.account !== undefined && isEnough(store.token);
}

/** Reads the cache, unless the token that is known is enough and still saved. @throws FailureError a cache failure */
async function readUnless(
  isEnough: (token: AccessToken | undefined) => boolean,
  { cache }: SessionDependencies,
  store: FactStore,
): Promise<void> {
  store.followClock();
  // Another process's sign-out counts at once, whether or not anybody has told us of it.
  const isForgotten = store.token !== undefined && !cache.holdsSomething();
  if (isForgotten || !isEnough(store.token)) store.adopt(await cache.read());
}

/** One gate for every way out. A workspace that has not been asked yet is asked now. */
async function requireTrustedHost(
  { confirmWorkspace }: SessionDependencies,
  store: FactStore,
): Promise<void> {
  const { profile } = store;
  const refusal = hostRefusal(profile);
  if (!refusal) return;
  if (workspaceTrust(profile) === 'unconfirmed' && confirmWorkspace) {
    try {
      const workspaceTenantId = await confirmWorkspace(profile);
      store.profile = { ...profile, workspaceTenantId };
      return;
    } catch (error) {
      const failure = asFailure(error);
      if (kindOf(failure) !== 'transient') throw error;
      throw new FailureError(refusal.code, { ...refusal, cause: failure.cause ?? failure.code });
    }
  }
  throw new FailureError(refusal.code, refusal);
}

async function liveToken(
  dependencies: SessionDependencies,
  store: FactStore,
  refresher: Refresher,
  options: TokenOptions,
): Promise<HandedToken> {
  const { cache, clock } = dependencies;
  const wantedMs = Math.max(options.minValidMs, MIN_USABLE_MS);
  const isEnough = (token: AccessToken | undefined): token is AccessToken =>
    token !== undefined && !options.refresh && lifeLeft(token, clock) >= wantedMs;
  try {
    await readUnless(isEnough, dependencies, store);
  } catch (error) {
    return oldToken(asFailure(error));
  }
  const { token, profile } = store;
  const { account, failure, retryAt } = store.facts;
  if (!account) throw notSignedIn(profile);
  if (isEnough(token)) return { token };
  if (token && !options.refresh && isJustTooShort(token, wantedMs, clock)) return oldToken(tooShort(token));
  // Asking again would be refused again.
  if (failure && stopsRefreshing(failure) && !options.refresh) return oldToken(failure);
  // Entra has said when it wants to be asked again, and a loop of scripts does not change that.
  const mustWait = failure?.retryAfterMs !== undefined && clock.now() < retryAt;
  if (mustWait && !options.refresh) return oldToken(failure);
  try {
    const fresh = await inTime(refresher.refresh(), clock);
    if (lifeLeft(fresh, clock) >= wantedMs) return { token: fresh };
    return oldToken(tooShort(fresh));
  } catch (error) {
    const failure = asFailure(error);
    const found = hasOnlyWaited(failure) ? await othersToken() : undefined;
    return found ? { token: found } : oldToken(failure);
  }

  /**
   * What another process, for which this one has waited, may have brought. Not looked for before the wait is over: in
   * their turns hundreds of processes ask the keyring one after the other, and else all at once.
   */
  async function othersToken(): Promise<AccessToken | undefined> {
    await cache.read().then(
      (content) => store.adopt(content),
      () => undefined,
    );
    const { token: found } = store;
    const isNew = found !== undefined && found.secret !== token?.secret;
    return isNew && lifeLeft(found, clock) >= wantedMs ? found : undefined;
  }

  function hasOnlyWaited({ code }: Failure): boolean {
    return !refresher.asksEntra && (code === 'network_timeout' || code === 'cache_busy');
  }

  function tooShort({ obtainedOn, expiresOn }: AccessToken): Failure {
    const issued = String(Math.round((expiresOn - obtainedOn) / 60_000));
    const asked = String(Math.ceil(wantedMs / 60_000));
    return new FailureError('shorter_than_asked', { params: { issued, asked } }).failure;
  }

  function oldToken(shortfall: Failure): HandedToken {
    const { token, facts } = store;
    if (token && lifeLeft(token, clock) > MIN_USABLE_MS) return { token, shortfall };
    throw new FailureError(
      shortfall.code,
      facts.failure?.code === shortfall.code ? facts.failure : shortfall,
    );
  }
}

/** Entra has just issued less than is wanted: another token would hardly live longer. */
function isJustTooShort(token: AccessToken, wantedMs: number, clock: Clock): boolean {
  const { obtainedOn, expiresOn } = token;
  const age = clock.now() - obtainedOn;
  const isJustIssued = age >= 0 && age < JUST_ISSUED_MS;
  return isJustIssued && expiresOn - obtainedOn < wantedMs && lifeLeft(token, clock) > EXPIRING_BELOW_MS;
}

/** Milliseconds. A token from the future comes from a clock that was wrong: it has none. */
function lifeLeft({ obtainedOn, expiresOn }: AccessToken, clock: Clock): number {
  const now = clock.now();
  return now < obtainedOn - FUTURE_TOLERANCE_MS ? 0 : expiresOn - now;
}

/** @throws FailureError `network_timeout`, and as `refresh` */
async function inTime(refresh: Promise<AccessToken>, clock: Clock): Promise<AccessToken> {
  let isOver = false;
  const timeOut = async (): Promise<never> => {
    for (let waitedMs = 0; waitedMs < LIMIT_MS && !isOver; waitedMs += STEP_MS) await clock.sleep(STEP_MS);
    throw new FailureError('network_timeout', {
      params: { host: 'Microsoft Entra ID', seconds: String(LIMIT_MS / 1000) },
    });
  };
  return Promise.race([refresh, timeOut()]).finally(() => {
    isOver = true;
  });
}
