import { once } from 'node:events';
import { cp } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, type TestContext, test, vi } from 'vitest';
import type { EntraSimulator, Scenario } from '../entra/simulator.ts';
import { keyringItems, profileId } from '../support/cache.ts';
import { Cli } from '../support/cli.ts';
import { StartingPoint } from '../support/starting-point.ts';
import { Surroundings } from '../support/surroundings.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

/**
 * A person waits for a token no longer than ten seconds, whatever is wrong. The rest is for the program's start on a busy
 * computer, and less than the 20 seconds that a request may take.
 */
const HAND_OUT_LIMIT_MS = 18_000;
/** Without waiting: less than the ten seconds. */
const QUICK_MS = 9_000;

/** Signed in, with a token that is handed out no more: under 30 seconds of life a workspace may refuse it. */
async function signInForNothing(cli: Cli): Promise<void> {
  const { entra } = cli.surroundings;
  entra.setScenario({ accessTokenLifetimeSeconds: 20 });
  await cli.addSignedInProfile();
  entra.resetScenario();
}

type TokenFault = NonNullable<Scenario['faults']['token']>;
const token = (fault: TokenFault) => (entra: EntraSimulator) =>
  entra.setScenario({ faults: { token: fault } });

interface Case {
  readonly what: string;
  readonly happens: (entra: EntraSimulator) => void;
  readonly code: number;
  readonly says: RegExp;
  /** Whether it is tried again, or only a person can go on. */
  readonly outcome: 'triedAgain' | 'signInRequired';
  /** What it means afterwards is shown once a way: throttled, answered wrongly, refused. */
  readonly showsWhatFollows?: true;
}

const CASES: readonly Case[] = [
  {
    what: 'breaks off in the middle',
    happens: token({ kind: 'reset' }),
    code: 4,
    says: /can’t be reached/,
    outcome: 'triedAgain',
  },
  {
    what: 'is a captive portal',
    happens: token({ kind: 'html' }),
    code: 4,
    says: /hotel or guest Wi-Fi/,
    outcome: 'triedAgain',
    showsWhatFollows: true,
  },
  {
    what: 'throttles and says for how long',
    happens: token({ kind: 'status', status: 429, retryAfterSeconds: 300 }),
    code: 4,
    says: /temporarily unavailable \(HTTP 429\)/,
    outcome: 'triedAgain',
    showsWhatFollows: true,
  },
  {
    what: 'is a gateway’s error page',
    happens: token({ kind: 'status', status: 502, body: '<html>Bad gateway</html>' }),
    code: 4,
    says: /temporarily unavailable \(HTTP 502\)/,
    outcome: 'triedAgain',
  },
  {
    what: 'sends wrong JSON',
    happens: token({ kind: 'garbage' }),
    code: 4,
    says: /The response didn’t come from/,
    outcome: 'triedAgain',
  },
  {
    what: 'goes on in another protocol',
    happens: token({ kind: 'status', status: 101, body: '' }),
    code: 4,
    says: /The response didn’t come from.*HTTP 101/s,
    outcome: 'triedAgain',
  },
  {
    what: 'sends ten megabytes',
    happens: token({ kind: 'huge', bytes: 10_000_000 }),
    code: 4,
    says: /too large/,
    outcome: 'triedAgain',
  },
  {
    what: 'is temporarily unavailable',
    happens: token({ kind: 'error', error: 'temporarily_unavailable', aadsts: 90033 }),
    code: 4,
    says: /busy/,
    outcome: 'triedAgain',
  },
  {
    what: 'wants a second factor',
    happens: token({ kind: 'error', error: 'interaction_required', aadsts: 50076, suberror: 'basic_action' }),
    code: 3,
    says: /Multifactor/,
    outcome: 'signInRequired',
  },
  {
    what: 'has the consent withdrawn',
    happens: (entra) => entra.setScenario({ consent: 'required' }),
    code: 3,
    says: /consented/,
    outcome: 'signInRequired',
  },
  {
    what: 'sees a loop',
    happens: token({ kind: 'error', error: 'invalid_grant', aadsts: 50196 }),
    code: 3,
    says: /too often/,
    outcome: 'signInRequired',
  },
  {
    what: 'knows the app no more',
    happens: token({ kind: 'error', error: 'unauthorized_client', aadsts: 700016 }),
    code: 5,
    says: /doesn’t exist in this tenant/,
    outcome: 'signInRequired',
    showsWhatFollows: true,
  },
];

const REVOKED: Case = {
  what: 'has revoked the sign-in',
  happens: (entra) => entra.revokeRefreshTokens(),
  code: 3,
  says: /revoked/,
  outcome: 'signInRequired',
};

const SIGN_IN_FREQUENCY_SECONDS = 12 * 3600;
/** A sign-in of now is too old for Entra then. */
const A_DAY_AFTER: Case = {
  what: 'asks for a sign-in from time to time',
  happens: (entra) =>
    entra.setScenario({ signInFrequencySeconds: SIGN_IN_FREQUENCY_SECONDS, clockOffsetSeconds: 24 * 3600 }),
  code: 3,
  says: /sign-in frequency policy requires/,
  outcome: 'signInRequired',
};

/** Cases in which the program waits until its own limit. */
const HANGS: Case = {
  what: 'hangs',
  happens: token({ kind: 'hang' }),
  code: 4,
  says: /isn’t responding/,
  outcome: 'triedAgain',
};
const DRIPS: Case = { ...HANGS, happens: token({ kind: 'drip', bytesPerSecond: 20 }) };

/** What the program does in a case, told by its commands. */
async function expectToCope(
  cli: Cli,
  { happens, code, says, outcome }: Case,
  limitMs: number,
): Promise<void> {
  const { entra } = cli.surroundings;
  happens(entra);
  const before = entra.requests.length;
  const result = await cli.run('token');
  const ended = Date.now();
  expect({ code: result.code, stdout: result.stdout }, result.stderr).toEqual({ code, stdout: '' });
  expect(result.stderr).toMatch(says);
  expect(result.stderr).toContain('Next: ');
  // Without its start, which may take long on a busy computer.
  expect(ended - (entra.requests[before]?.at ?? 0)).toBeLessThan(limitMs);
  // With it: there may be something to wait for before it asks.
  expect(result.milliseconds).toBeLessThan(HAND_OUT_LIMIT_MS + 10_000);
  for (const secret of entra.issuedSecrets()) expect(result.stderr.includes(secret)).toBe(false);
  // What comes next follows from what is saved: whether the session tries again. On Windows that is in a file which
  // only the system can read.
  if (process.platform === 'win32') return;
  const { [await profileId(cli.surroundings)]: saved = '' } = await keyringItems(cli.surroundings);
  const { refusal } = JSON.parse(saved).EntraTokenTray;
  expect(refusal !== undefined, 'a refusal that stays').toBe(outcome === 'signInRequired');
}

/** It tries again by itself, and goes on once the trouble is over. */
async function expectToRecover(cli: Cli): Promise<void> {
  cli.surroundings.entra.resetScenario();
  expect(await cli.run('token')).toMatchObject({ code: 0, stderr: '' });
}

/** It asks nobody again. */
async function expectToWaitForSignIn(cli: Cli, code: number): Promise<void> {
  const { entra } = cli.surroundings;
  const asked = entra.requests.length;
  expect((await cli.run('token')).code).toBe(code);
  expect(entra.requests.length, 'the same was asked again').toBe(asked);
}

/** The person signs in, and it goes on. */
async function expectToRecoverBySignIn(cli: Cli): Promise<void> {
  cli.surroundings.entra.resetScenario();
  expect((await cli.signIn()).code).toBe(0);
  expect(await cli.run('token')).toMatchObject({ code: 0, stderr: '' });
}

/** A server that takes every connection, and says nothing. */
async function beSilent({ onTestFinished }: TestContext, place: number | string): Promise<Server> {
  const silent = createServer();
  onTestFinished(() => void silent.close());
  await new Promise<void>((resolve) => silent.listen(place, resolve));
  return silent;
}

describe('with nothing left to hand out', () => {
  let surroundings: Surroundings;
  let cli: Cli;
  let start: StartingPoint;

  beforeAll(async () => {
    surroundings = await Surroundings.start();
    cli = new Cli(surroundings);
    start = new StartingPoint(surroundings, () => signInForNothing(cli));
  });
  afterAll(() => surroundings.stop());
  beforeEach(() => start.enter());

  test.each(CASES)('a token endpoint that $what', async (each) => {
    await expectToCope(cli, each, QUICK_MS);
    if (!each.showsWhatFollows) return;
    if (each.outcome === 'triedAgain') return expectToRecover(cli);
    await expectToWaitForSignIn(cli, each.code);
    await expectToRecoverBySignIn(cli);
  });

  test('a certificate that is not trusted, at a refresh', async () => {
    const result = await new Cli(surroundings, { NODE_EXTRA_CA_CERTS: '' }).run('token');
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code: 4, stdout: '' });
    expect(result.stderr).toMatch(/isn’t trusted/);
    expect(result.stderr).toContain('NODE_EXTRA_CA_CERTS');
    expect(result.milliseconds).toBeLessThan(HAND_OUT_LIMIT_MS);
  });

  test('the sign-in frequency is learned from the refusal and told after the next sign-in', async () => {
    await expectToCope(cli, A_DAY_AFTER, QUICK_MS);
    surroundings.entra.resetScenario();
    expect((await cli.signIn()).code).toBe(0);
    const { nextSignInOn } = JSON.parse((await cli.run('status', '--json')).stdout);
    expect(Math.abs(nextSignInOn - SIGN_IN_FREQUENCY_SECONDS - Date.now() / 1000)).toBeLessThan(60);
  });

  test('a token endpoint that answers drop by drop', async () => {
    await expectToCope(cli, DRIPS, HAND_OUT_LIMIT_MS);
    await expectToRecover(cli);
  });

  // Side by side, so that they wait at the same time.
  test('a token endpoint that hangs, a proxy, and a keyring, which is asked again afterwards', async (context) => {
    const { home, directory } = surroundings;
    const { port } = (await beSilent(context, 0)).address() as AddressInfo;
    const socket = join(directory, 'silent-bus');
    const bus = process.platform === 'linux' ? await beSilent(context, socket) : undefined;
    /** In a folder of its own: nothing that another one holds holds it. */
    const apart = async (name: string, environment: Record<string, string> = {}) => {
      const copy = { ENTRA_TOKEN_HOME: join(directory, name) };
      await cp(home, copy.ENTRA_TOKEN_HOME, { recursive: true });
      return [new Cli(surroundings, { ...copy, ...environment }), new Cli(surroundings, copy)] as const;
    };
    const [proxied] = await apart('proxied', { HTTPS_PROXY: `http://127.0.0.1:${port}` });
    const [hung, healed] = await apart('hung', { DBUS_SESSION_BUS_ADDRESS: `unix:path=${socket}` });

    const proxy = async () => {
      const result = await proxied.run('token');
      expect({ code: result.code, stdout: result.stdout }).toEqual({ code: 4, stdout: '' });
      expect(result.stderr).toMatch(/isn’t responding/);
      expect(result.milliseconds).toBeLessThan(HAND_OUT_LIMIT_MS);
    };
    const keyring = async (server: Server) => {
      const asked = once(server, 'connection');
      const waiting = hung.start('token');
      await asked;
      const interrupted = performance.now();
      waiting.kill('SIGINT');
      expect((await waiting.result).code).toBe(130);
      expect(performance.now() - interrupted).toBeLessThan(6_000);
      for (const { code, stderr, milliseconds } of await Promise.all([
        hung.run('token'),
        hung.run('logout'),
      ])) {
        expect(code).toBe(6);
        expect(stderr).toContain('isn’t responding');
        expect(milliseconds).toBeLessThan(45_000);
      }
    };
    await Promise.all([expectToCope(cli, HANGS, HAND_OUT_LIMIT_MS), proxy(), bus && keyring(bus)]);
    // The sign-out that failed has hidden nothing.
    await expectToRecover(healed);
  });

  // Last: what has been revoked can be copied no more.
  test(`a token endpoint that ${REVOKED.what}`, async () => {
    await expectToCope(cli, REVOKED, QUICK_MS);
    await expectToWaitForSignIn(cli, REVOKED.code);
  });
});
