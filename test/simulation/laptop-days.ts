import type { Fault } from '../entra/simulator.ts';
import type { Computer, Interruption } from './computer.ts';
import type { VirtualClock } from './virtual-clock.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const PROMISE_MS = 10 * MINUTE;
/** Whole seconds in tokens, and clock changes too small to be told from a nudge. */
const TOLERANCE_MS = 8 * SECOND;

/** What a laptop's network does to the program now and then. */
const FAULTS: readonly Fault[] = [
  { kind: 'status', status: 429 },
  { kind: 'status', status: 429, retryAfterSeconds: 120 },
  { kind: 'status', status: 503 },
  { kind: 'reset' },
  { kind: 'html' },
  { kind: 'garbage' },
];

/** What became of the tokens. */
export interface LaptopDays {
  readonly days: number;
  readonly copies: number;
  readonly handed: number;
  readonly warned: number;
  /** Below the promised life, and not said so. */
  readonly belowPromise: number;
  readonly expired: number;
  readonly refusedWithoutReason: number;
  /** How long after the last trouble that still happened. Milliseconds. */
  readonly slowestRecoveryMs: number;
  readonly signIns: number;
  readonly refreshesADay: number;
  /** Refreshes asked of Entra within an hour, of one profile. */
  readonly mostWithinHour: number;
  readonly attemptsOffline: number;
  readonly browsers: number;
  readonly browsersUnasked: number;
  readonly notifications: Readonly<Record<string, number>>;
  /** Notifications that came again although nothing had been well in between. */
  readonly repeated: readonly string[];
}

/**
 * Days of one laptop: work, sleep, weekends, a network that comes and goes, a clock that is set, restarts; and a person
 * who copies tokens, and signs in when asked.
 * @param profiles what is on the laptop, by the same clock; each has been started
 * @param onDay called each morning, from 0
 */
export async function liveThrough(
  clock: VirtualClock,
  profiles: readonly Computer[],
  days: number,
  random: () => number,
  onDay: (day: number) => Promise<void> = async () => undefined,
): Promise<LaptopDays> {
  const began = clock.trueNow;
  const between = (low: number, high: number) => low + random() * (high - low);
  const chance = (share: number) => random() < share;
  const each = async (action: (profile: Computer) => Promise<unknown>) => {
    for (const profile of profiles) await action(profile);
  };
  const count = {
    copies: 0,
    handed: 0,
    warned: 0,
    belowPromise: 0,
    expired: 0,
    refusedWithoutReason: 0,
    slowestRecoveryMs: 0,
    signIns: 0,
  };
  let online = true;
  let faulty = false;
  let wellSince = clock.trueNow;

  async function copy(profile: Computer): Promise<void> {
    const handed = await profile.copy(PROMISE_MS);
    count.copies++;
    if (!handed) {
      if (online && !faulty && !wantsPerson(profile)) {
        count.refusedWithoutReason++;
        count.slowestRecoveryMs = Math.max(count.slowestRecoveryMs, clock.trueNow - wellSince);
      }
      return;
    }
    count.handed++;
    if (handed.warned) count.warned++;
    if (handed.lifeMs <= 0) count.expired++;
    if (!handed.warned && handed.lifeMs < PROMISE_MS - TOLERANCE_MS) count.belowPromise++;
  }

  /** The person works: copies a token now and then, and signs in when asked. */
  async function work(duration: number): Promise<void> {
    for (const end = clock.trueNow + duration; clock.trueNow < end; ) {
      await clock.advance(Math.min(end - clock.trueNow, between(10 * SECOND, 8 * MINUTE)));
      await each(async (profile) => {
        await copy(profile);
        const { kind } = profile.session.state;
        if ((kind === 'signInRequired' || kind === 'signedOut') && online && !faulty && chance(0.6)) {
          if (await profile.signIn()) count.signIns++;
        }
      });
    }
  }

  async function sleep(duration: number): Promise<void> {
    clock.sleepThrough(duration);
    // As at the desktop's "resume".
    await each(({ session }) => session.retryNow());
  }

  function connect(isOnline: boolean): void {
    online = isOnline;
    for (const profile of profiles) profile.online = isOnline;
  }

  function disturb(fault: Fault | undefined): void {
    faulty = fault !== undefined;
    for (const { entra } of profiles) entra.setScenario({ faults: fault ? { token: fault } : {} });
  }

  function setClock(offset: number): void {
    for (const profile of profiles) profile.setClock(offset);
  }

  async function during(begin: () => void, duration: number, end: () => void): Promise<void> {
    begin();
    if (chance(0.3)) await sleep(between(MINUTE, duration));
    await work(duration);
    end();
    wellSince = clock.trueNow;
  }

  for (let day = 0; day < days; day++) {
    await onDay(day);
    const evening = clock.trueNow + between(8 * HOUR, 11 * HOUR);
    while (clock.trueNow < evening) {
      const dice = random();
      if (dice < 0.1) await sleep(between(MINUTE, 2 * HOUR));
      else if (dice < 0.16) {
        await during(
          () => connect(false),
          between(MINUTE, 3 * HOUR),
          () => connect(true),
        );
        await each(({ session }) => session.retryNow());
      } else if (dice < 0.24) {
        const fault = FAULTS[Math.floor(random() * FAULTS.length)] as Fault;
        await during(
          () => disturb(fault),
          between(MINUTE, 40 * MINUTE),
          () => disturb(undefined),
        );
      } else if (dice < 0.28) {
        await during(
          () => setClock(between(-2 * HOUR, 2 * HOUR)),
          between(MINUTE, 90 * MINUTE),
          () => setClock(0),
        );
      } else if (dice < 0.31) await each((profile) => profile.restart());
      else await work(between(MINUTE, 45 * MINUTE));
    }
    await sleep(chance(0.15) ? between(24 * HOUR, 72 * HOUR) : between(11 * HOUR, 15 * HOUR));
  }

  const livedDays = (clock.trueNow - began) / (24 * HOUR);
  const sum = (value: (profile: Computer) => number) =>
    profiles.reduce((total, profile) => total + value(profile), 0);
  const refreshes = sum(({ entra }) => entra.requests.filter(isRefresh).length);
  const interruptions = profiles.flatMap((profile) => profile.notifications);
  const byKind = Object.groupBy(interruptions, ({ content }) => content.kind);
  return {
    ...count,
    days: livedDays,
    refreshesADay: refreshes / livedDays / profiles.length,
    mostWithinHour: Math.max(...profiles.map(({ refreshRequests }) => mostWithin(refreshRequests, HOUR))),
    attemptsOffline: sum(({ attemptsOffline }) => attemptsOffline.length),
    browsers: sum(({ browsers }) => browsers),
    browsersUnasked: sum(({ browsersUnasked }) => browsersUnasked),
    notifications: Object.fromEntries(Object.entries(byKind).map(([kind, all]) => [kind, all.length])),
    repeated: profiles.flatMap(({ notifications }) => repeated(notifications)),
  };
}

/** The figures, for a reader. */
export function inWords(lived: LaptopDays): string {
  return [
    `${lived.days.toFixed(1)} days, ${lived.copies} copies`,
    `handed out: ${lived.handed}; with a warning: ${lived.warned}`,
    `below the promise without a warning: ${lived.belowPromise}; expired: ${lived.expired}`,
    `refused although all was well: ${lived.refusedWithoutReason}, at most ${(lived.slowestRecoveryMs / MINUTE).toFixed(0)} minutes after it had not been`,
    `refreshes a day and profile: ${lived.refreshesADay.toFixed(1)}; most asked of Entra within an hour: ${lived.mostWithinHour}`,
    `sign-ins: ${lived.signIns}; browsers opened: ${lived.browsers}, unasked: ${lived.browsersUnasked}`,
    `requests tried without a network: ${lived.attemptsOffline}`,
    `notifications: ${JSON.stringify(lived.notifications)}; repeated: ${lived.repeated.length} ${lived.repeated.join(', ')}`,
  ].join('\n  ');
}

function wantsPerson({ session }: Computer): boolean {
  return ['signInRequired', 'signedOut', 'credentialRequired'].includes(session.state.kind);
}

function isRefresh({ grantType, status }: Computer['entra']['requests'][number]): boolean {
  return (grantType === 'refresh_token' || grantType === 'client_credentials') && status === 200;
}

function repeated(all: readonly Interruption[]): string[] {
  const announced = all.flatMap(({ content }) =>
    content.kind === 'signInSoon' || content.kind === 'certificateEnds'
      ? [`${content.kind} ${content.at}`]
      : [],
  );
  const twice = announced.filter((what, index) => announced.indexOf(what) !== index);
  const again = all.filter(({ content, wellAt }, index) => {
    const before = all.slice(0, index).findLast((earlier) => earlier.content.kind === content.kind);
    const isOfState = ['signInNeeded', 'credentialNeeded', 'expiresSoon'].includes(content.kind);
    return isOfState && before !== undefined && wellAt < before.at;
  });
  return [...twice, ...again.map(({ content, at }) => `${content.kind} at ${new Date(at).toISOString()}`)];
}

/** The most moments that lie within `span` of each other. */
function mostWithin(moments: readonly number[], span: number): number {
  return Math.max(0, ...moments.map((from) => moments.filter((at) => at >= from && at < from + span).length));
}
