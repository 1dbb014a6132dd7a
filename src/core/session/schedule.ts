import type { AccessToken } from '../../shared/access-token.ts';
import type { TokenDates } from '../../shared/session.ts';

/** The session checks the clock this often. Milliseconds. */
export const TICK_MS = 30_000;

const MIN_MARGIN_MS = 10 * 60_000;
const MARGIN_SHARE = 0.2;
/** Spreads the refreshes of many computers, and of several processes on one. */
export const MAX_JITTER_MS = 60_000;

/**
 * When the token should be refreshed, epoch milliseconds: Entra's own wish (`refresh_in`), else 10 minutes or 20 %
 * of the lifetime before its end, whichever is earlier. Never before half of its life: a very short-lived token
 * would otherwise be refreshed without end.
 */
export function refreshDue(token: AccessToken): number {
  const lifetime = token.expiresOn - token.obtainedOn;
  const margin = Math.max(MIN_MARGIN_MS, lifetime * MARGIN_SHARE);
  return token.refreshOn ?? Math.max(token.expiresOn - margin, token.obtainedOn + lifetime / 2);
}

/** What everybody may know of a token. */
export function tokenDates(token: AccessToken): TokenDates {
  const { obtainedOn, expiresOn } = token;
  return { obtainedOn, expiresOn, refreshDue: refreshDue(token) };
}

const BACKOFF_BASE_MS = 5_000;
const BACKOFF_CAP_MS = 5 * 60_000;
/** After throttling nobody is helped by asking again sooner. */
const THROTTLED_MS = 60_000;

/**
 * How long to wait after the `attempt`th failure in a row (from 1): full jitter below an exponential bound, as in
 * "Exponential Backoff And Jitter" (AWS Architecture Blog), and never less than the server asked for.
 * @param random a number from 0 to 1
 */
export function backoff(
  attempt: number,
  throttled: boolean,
  retryAfterMs: number | undefined,
  random: number,
): number {
  const bound = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** Math.min(attempt, 16));
  const wait = Math.max(BACKOFF_BASE_MS, random * bound);
  return Math.max(wait, throttled ? THROTTLED_MS : 0, retryAfterMs ?? 0);
}

/** No session asks Entra more often than this within any hour, whatever happens. What never left the computer is free. */
export const MAX_REQUESTS_PER_HOUR = 30;
/** So many may come in a row; the hour's others are spread over it: nobody waits for its end after an outage. */
const AT_ONCE = 20;

/**
 * Those of the moments that are within the last hour, epoch milliseconds. One that is to come was taken by a clock that
 * has been set back since: how long ago it was nobody knows, and it must not count for as long as the clock was wrong.
 */
export function withinHour(moments: readonly number[], now: number): readonly number[] {
  return moments.filter((moment) => moment <= now + CLOCK_NUDGE_MS && now - moment < HOUR_MS);
}

/** Milliseconds until a place of the hour is free; 0 where one is. @param moments as {@link withinHour} gives them */
export function waitForPlace(moments: readonly number[], now: number): number {
  const spacing = HOUR_MS / (MAX_REQUESTS_PER_HOUR - AT_ONCE);
  return moments.length < AT_ONCE ? 0 : Math.max(0, Math.max(...moments) + spacing - now);
}

/** Time servers nudge clocks by less. */
const CLOCK_NUDGE_MS = 10_000;

/** Counts one process's requests. Moments are uptimes in milliseconds: the clock may be set meanwhile. */
export class HourlyLimit {
  #moments: readonly number[] = [];

  /** Takes one of the hour's places. @returns 0, or the milliseconds until there is a place */
  take(uptime: number): number {
    this.#moments = this.#moments.filter((moment) => uptime - moment < HOUR_MS);
    const waitMs = waitForPlace(this.#moments, uptime);
    if (waitMs === 0) this.#moments = [...this.#moments, uptime];
    return waitMs;
  }

  /** Gives the place that was taken last back: nothing came of it. */
  giveBack(): void {
    this.#moments = this.#moments.slice(0, -1);
  }
}

const HOUR_MS = 60 * 60_000;
