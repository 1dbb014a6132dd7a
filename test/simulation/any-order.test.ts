import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MAX_REQUESTS_PER_HOUR } from '../../src/core/session/schedule.ts';
import type { Fault } from '../entra/simulator.ts';
import { browserPrompt, Computer } from './computer.ts';
import { VirtualClock } from './virtual-clock.ts';

const MINUTE = 60_000;
const PROMISE_MS = 10 * MINUTE;
const TOLERANCE_MS = 8_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const FAULTS: readonly Fault[] = [
  { kind: 'status', status: 429, retryAfterSeconds: 300 },
  { kind: 'status', status: 503 },
  { kind: 'reset' },
  { kind: 'html' },
  { kind: 'error', error: 'invalid_grant', aadsts: 50173, suberror: 'bad_token' },
  { kind: 'error', error: 'invalid_grant', aadsts: 70043 },
  { kind: 'error', error: 'interaction_required', aadsts: 50076 },
  { kind: 'error', error: 'unauthorized_client', aadsts: 700016 },
  { kind: 'error', error: 'temporarily_unavailable', aadsts: 90033 },
];

/** Everything that can happen to the program, in whatever order. */
const event = fc.oneof(
  fc.record({ kind: fc.constant('work' as const), minutes: fc.integer({ min: 1, max: 120 }) }),
  fc.record({ kind: fc.constant('sleep' as const), minutes: fc.integer({ min: 1, max: 3000 }) }),
  fc.record({ kind: fc.constant('fault' as const), fault: fc.constantFrom(...FAULTS) }),
  fc.record({ kind: fc.constant('setClock' as const), minutes: fc.integer({ min: -120, max: 120 }) }),
  fc.record({
    kind: fc.constantFrom(
      ...(['copy', 'heal', 'unplug', 'plug', 'refresh', 'signIn', 'signOut', 'restart', 'revoke'] as const),
      ...(['otherRefreshes', 'otherSignsOut', 'dismiss', 'failSignIn'] as const),
    ),
  }),
);
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

/** Orders that chance would seldom find. */
const EXAMPLES: [Event[]][] = [
  // The clock is set back while the program does not run: what it saved is dated by the clock of before.
  [
    [
      { kind: 'work', minutes: 40 },
      { kind: 'setClock', minutes: -39 },
      { kind: 'restart' },
      { kind: 'work', minutes: 25 },
      { kind: 'copy' },
    ],
  ],
  [
    [
      { kind: 'setClock', minutes: 120 },
      { kind: 'refresh' },
      { kind: 'setClock', minutes: 0 },
      { kind: 'restart' },
      { kind: 'work', minutes: 70 },
    ],
  ],
  [
    [
      { kind: 'revoke' },
      { kind: 'refresh' },
      { kind: 'restart' },
      { kind: 'work', minutes: 90 },
      { kind: 'signIn' },
    ],
  ],
  [
    [
      { kind: 'unplug' },
      { kind: 'sleep', minutes: 600 },
      { kind: 'work', minutes: 90 },
      { kind: 'plug' },
      { kind: 'work', minutes: 10 },
    ],
  ],
  // With nothing left to hand out, whoever asks in a loop could have Entra asked as often.
  [
    [
      { kind: 'fault', fault: { kind: 'reset' } },
      { kind: 'sleep', minutes: 120 },
      ...Array<Event>(12).fill({ kind: 'copy' }),
    ],
  ],
];

test('whatever happens in whatever order, the session keeps its promises', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 5, maxLength: 25 }), async (events) => {
      const clock = new VirtualClock(Date.UTC(2026, 10, 20, 8), (now) => vi.setSystemTime(now));
      const computer = await Computer.start(clock, () => 0.5);
      try {
        await computer.session.start();
        expect(await computer.signIn()).toBe(true);
        for (const happening of events) {
          const before = computer.session.state.kind;
          const browsers = computer.browsers;
          await apply(computer, happening);
          await check(computer, happening, before, browsers);
        }
      } finally {
        await computer.stop();
      }
    }),
    { numRuns: 18, seed: 20261120, examples: EXAMPLES },
  );
});

async function apply(computer: Computer, happening: Event): Promise<void> {
  const { clock, entra, session } = computer;
  switch (happening.kind) {
    case 'work':
      return clock.advance(happening.minutes * MINUTE);
    case 'sleep':
      clock.sleepThrough(happening.minutes * MINUTE);
      return session.retryNow();
    case 'fault':
      return entra.setScenario({ faults: { token: happening.fault } });
    case 'setClock':
      return computer.setClock(happening.minutes * MINUTE);
    case 'heal':
      return entra.setScenario({ faults: {} });
    case 'unplug':
      computer.online = false;
      return;
    case 'plug':
      computer.online = true;
      return;
    case 'copy':
      await computer.copy(PROMISE_MS);
      return;
    case 'refresh':
      return session.refresh().catch(() => undefined);
    case 'signIn':
      await computer.signIn();
      return;
    case 'signOut':
      return session.signOut();
    case 'restart':
      return computer.restart();
    case 'revoke':
      return entra.revokeRefreshTokens();
    case 'otherRefreshes':
      await computer
        .other()
        .token({ minValidMs: PROMISE_MS, refresh: true })
        .catch(() => undefined);
      return session.reload();
    case 'otherSignsOut':
      await computer.other().signOut();
      return session.reload();
    case 'failSignIn':
      await computer.failSignIn();
      return;
    case 'dismiss':
      return session.dismissFailure();
  }
}

async function check(computer: Computer, happening: Event, before: string, browsers: number): Promise<void> {
  const { clock, session } = computer;
  const { state } = session;
  // A person is asked only by a person.
  expect(computer.browsersUnasked).toBe(0);
  if (happening.kind !== 'signIn') expect(computer.browsers).toBe(browsers);
  // Signed out, and only then, nothing is kept.
  const kept =
    computer.store.content !== undefined &&
    Object.keys(JSON.parse(computer.store.content).Account ?? {}).length > 0;
  expect(kept).toBe(state.kind !== 'signedOut');
  // A sign-in that fails takes nothing from who is signed in, and mends nothing.
  if (happening.kind === 'failSignIn' && before !== 'refreshing') expect(state.kind).toBe(before);
  // Time alone does not mend what needs a person.
  const passive = happening.kind === 'work' || happening.kind === 'sleep' || happening.kind === 'setClock';
  if (before === 'signInRequired' && passive) expect(state.kind).toBe('signInRequired');
  // A state that speaks of a living token has one, by the true time.
  if (state.kind === 'fresh' || state.kind === 'expiring' || state.kind === 'offline') {
    expect(state.token.expiresOn).toBeGreaterThan(clock.now());
  }
  // Nothing dead is handed out, and nothing short-lived without saying so.
  const handed = await computer.copy(PROMISE_MS);
  if (handed) {
    expect(handed.lifeMs).toBeGreaterThan(0);
    if (!handed.warned) expect(handed.lifeMs).toBeGreaterThanOrEqual(PROMISE_MS - TOLERANCE_MS);
  }
  const anything = await computer.copy(0);
  if (anything) expect(anything.lifeMs).toBeGreaterThan(MINUTE / 2 - TOLERANCE_MS);
  // Entra is not flooded.
  const lastHour = computer.refreshRequests.filter((at) => at > clock.trueNow - 60 * MINUTE);
  const processes = 1 + Number(happening.kind === 'restart' || happening.kind === 'otherRefreshes');
  expect(lastHour.length).toBeLessThanOrEqual(MAX_REQUESTS_PER_HOUR * processes);
}

test('a browser that starts after the sign-in was cancelled changes nothing any more', async () => {
  const clock = new VirtualClock(Date.UTC(2026, 10, 20, 8), (now) => vi.setSystemTime(now));
  const computer = await Computer.start(clock, () => 0.5);
  try {
    const { session } = computer;
    await session.start();
    const browser = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const prompt = browserPrompt(() => {
      asked.resolve();
      return browser.promise;
    });
    const pending = session.signIn({ kind: 'browser', account: 'last' }, prompt, 60_000);
    await asked.promise;
    session.cancelSignIn();
    await expect(pending).rejects.toThrow('cancelled');
    browser.resolve();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(session.state.kind).toBe('signedOut');
    expect(await computer.signIn()).toBe(true);
  } finally {
    await computer.stop();
  }
});

test('a sign-out while a refresh is on its way stays a sign-out, after a refusal too', async () => {
  const clock = new VirtualClock(Date.UTC(2026, 10, 20, 8), (now) => vi.setSystemTime(now));
  const computer = await Computer.start(clock, () => 0.5);
  try {
    const { session, entra } = computer;
    await session.start();
    await computer.signIn();
    entra.setScenario({
      faults: { token: { kind: 'error', error: 'interaction_required', aadsts: 50076, times: 1 } },
    });
    await session.refresh().catch(() => undefined);
    expect(session.state.kind).toBe('signInRequired');
    entra.setScenario({ faults: { token: { kind: 'drip', bytesPerSecond: 20_000 } } });
    const asked = entra.requests.length;
    const refreshing = session.refresh().catch(() => undefined);
    await vi.waitFor(() => expect(entra.requests.length).toBeGreaterThan(asked));
    await session.signOut();
    await refreshing;
    expect(session.state.kind).toBe('signedOut');
    expect(await computer.copy(0)).toBeUndefined();
    expect(computer.store.content).toBeUndefined();
  } finally {
    await computer.stop();
  }
});

test('a keyring that is not ready at the start is asked again until it is', async () => {
  const clock = new VirtualClock(Date.UTC(2026, 10, 20, 8), (now) => vi.setSystemTime(now));
  const computer = await Computer.start(clock, () => 0.5);
  try {
    await computer.session.start();
    await computer.signIn();
    computer.store.isBroken = true;
    await computer.restart();
    expect(computer.session.state).toMatchObject({
      kind: 'signedOut',
      failure: { code: 'keyring_unavailable' },
    });
    await clock.advance(5 * MINUTE);
    computer.store.isBroken = false;
    await clock.advance(MINUTE);
    expect(computer.session.state.kind).toBe('fresh');
    expect(computer.session.state.failure).toBeUndefined();
  } finally {
    await computer.stop();
  }
});

test('what another process was just refused is not asked again', async () => {
  const clock = new VirtualClock(Date.UTC(2026, 10, 20, 8), (now) => vi.setSystemTime(now));
  const computer = await Computer.start(clock, () => 0.5);
  try {
    const { session, entra } = computer;
    entra.setScenario({ accessTokenLifetimeSeconds: 3600 });
    await session.start();
    await computer.signIn();
    await clock.advance(40 * MINUTE);
    entra.setScenario({
      faults: { token: { kind: 'error', error: 'interaction_required', aadsts: 50076 } },
    });
    const other = computer.other();
    await other.reload();
    await expect(other.refresh()).rejects.toThrow();
    expect(session.state.kind).toBe('fresh');
    await clock.advance(15 * MINUTE);
    expect(session.state.kind).toBe('signInRequired');
    expect(computer.refreshRequests).toHaveLength(1);
  } finally {
    await computer.stop();
  }
});
