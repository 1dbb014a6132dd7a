import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, type TestContext, test } from 'vitest';
import type { EntraSimulator, Scenario } from '../entra/simulator.ts';
import { startApart } from '../support/apart.ts';
import { keyringItems, profileId } from '../support/cache.ts';
import { Cli } from '../support/cli.ts';
import { StartingPoint } from '../support/starting-point.ts';
import { Surroundings } from '../support/surroundings.ts';

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
  /** What it means afterwards is shown once a way: throttled, answered wrongly, revoked, too old, refused. */
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
    what: 'is out of service',
    happens: token({ kind: 'status', status: 503 }),
    code: 4,
    says: /temporarily unavailable \(HTTP 503\)/,
    outcome: 'triedAgain',
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
    what: 'has revoked the sign-in',
    happens: (entra) => entra.revokeRefreshTokens(),
    code: 3,
    says: /revoked/,
    outcome: 'signInRequired',
    showsWhatFollows: true,
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
const LONG_CASES: readonly Case[] = [
  {
    what: 'hangs',
    happens: token({ kind: 'hang' }),
    code: 4,
    says: /isn’t responding/,
    outcome: 'triedAgain',
  },
  {
    what: 'answers drop by drop',
    happens: token({ kind: 'drip', bytesPerSecond: 20 }),
    code: 4,
    says: /isn’t responding/,
    outcome: 'triedAgain',
  },
];

/** What the program does in a case, told by its commands. */
async function expectToCope(
  cli: Cli,
  { happens, code, says, outcome }: Case,
  limitMs: number,
): Promise<void> {
  const { entra } = cli.surroundings;
  happens(entra);
  const result = await cli.run('token');
  expect({ code: result.code, stdout: result.stdout }, result.stderr).toEqual({ code, stdout: '' });
  expect(result.stderr).toMatch(says);
  expect(result.stderr).toContain('Next: ');
  expect(result.milliseconds).toBeLessThan(limitMs);
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

/** It asks nobody again until the person has signed in. */
async function expectToWaitForSignIn(cli: Cli, code: number): Promise<void> {
  const { entra } = cli.surroundings;
  const asked = entra.requests.length;
  expect((await cli.run('token')).code).toBe(code);
  expect(entra.requests.length, 'the same was asked again').toBe(asked);
  entra.resetScenario();
  expect((await cli.signIn()).code).toBe(0);
  expect(await cli.run('token')).toMatchObject({ code: 0, stderr: '' });
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
    if (each.outcome === 'triedAgain') await expectToRecover(cli);
    else await expectToWaitForSignIn(cli, each.code);
  });

  test('a certificate that is not trusted, at a refresh', async () => {
    const result = await new Cli(surroundings, { NODE_EXTRA_CA_CERTS: '' }).run('token');
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code: 4, stdout: '' });
    expect(result.stderr).toMatch(/isn’t trusted/);
    expect(result.stderr).toContain('NODE_EXTRA_CA_CERTS');
    expect(result.milliseconds).toBeLessThan(QUICK_MS);
  });

  test('the sign-in frequency is learned from the refusal and told after the next sign-in', async () => {
    await expectToCope(cli, A_DAY_AFTER, QUICK_MS);
    await expectToWaitForSignIn(cli, A_DAY_AFTER.code);
    const { nextSignInOn } = JSON.parse((await cli.run('status', '--json')).stdout);
    expect(Math.abs(nextSignInOn - SIGN_IN_FREQUENCY_SECONDS - Date.now() / 1000)).toBeLessThan(10);
  });
});

// Each in surroundings of its own, so that they wait at the same time.
describe.concurrent('whatever does not answer holds nobody', { timeout: 90_000 }, () => {
  /** A server that takes every connection, and says nothing. */
  async function beSilent({ onTestFinished }: TestContext, place: number | string) {
    const silent = createServer();
    onTestFinished(() => void silent.close());
    await new Promise<void>((resolve) => silent.listen(place, resolve));
    return silent.address();
  }

  test.for(LONG_CASES)('a token endpoint that $what', async (each, context) => {
    const cli = await startApart(context);
    await signInForNothing(cli);
    await expectToCope(cli, each, HAND_OUT_LIMIT_MS);
    await expectToRecover(cli);
  });

  test('a proxy that never answers', async (context) => {
    const cli = await startApart(context);
    await signInForNothing(cli);
    const { port } = (await beSilent(context, 0)) as AddressInfo;
    const proxied = new Cli(cli.surroundings, { HTTPS_PROXY: `http://127.0.0.1:${port}` });
    const result = await proxied.run('token');
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code: 4, stdout: '' });
    expect(result.stderr).toMatch(/isn’t responding/);
    expect(result.milliseconds).toBeLessThan(HAND_OUT_LIMIT_MS);
  });

  test.runIf(process.platform === 'linux')('a keyring, which is asked again afterwards', async (context) => {
    const cli = await startApart(context);
    await cli.addSignedInProfile();
    const socket = join(cli.surroundings.directory, 'silent-bus');
    await beSilent(context, socket);
    const hung = new Cli(cli.surroundings, { DBUS_SESSION_BUS_ADDRESS: `unix:path=${socket}` });
    const interrupted = hung.start('token');
    const [token, logout] = await Promise.all([
      hung.run('token'),
      hung.run('logout'),
      sleep(3_000).then(() => interrupted.kill('SIGINT')),
    ]);
    for (const { code, stderr, milliseconds } of [token, logout]) {
      expect(code).toBe(6);
      expect(stderr).toContain('isn’t responding');
      expect(milliseconds).toBeLessThan(36_000);
    }
    const { code, milliseconds } = await interrupted.result;
    expect(code).toBe(130);
    expect(milliseconds).toBeLessThan(6_000);
    // The sign-out that failed has hidden nothing.
    expect(JSON.parse((await cli.run('status', '--json')).stdout).state).toBe('fresh');
  });
});
