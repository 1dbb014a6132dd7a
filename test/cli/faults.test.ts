import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Scenario } from '../entra/simulator.ts';
import { Cli } from '../support/cli.ts';
import { Surroundings } from '../support/surroundings.ts';

/** A person waits for a token no longer than this, whatever is wrong: ten seconds, and the program's own start. */
const HAND_OUT_LIMIT_MS = 13_000;

let surroundings: Surroundings;
let cli: Cli;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  cli = new Cli(surroundings);
});
afterAll(() => surroundings.stop());
beforeEach(async () => {
  await cli.run('profile', 'add', 'work', ...surroundings.profileArguments);
});
afterEach(async () => {
  await cli.run('logout');
  surroundings.entra.resetScenario();
  await surroundings.forget();
});

const token = (fault: NonNullable<Scenario['faults']['token']>) => () =>
  surroundings.entra.setScenario({ faults: { token: fault } });

interface Case {
  readonly what: string;
  readonly happens: () => void | Promise<void>;
  readonly code: number;
  readonly says: RegExp;
  /** Whether it is tried again, or only a person can go on. */
  readonly outcome: 'triedAgain' | 'signInRequired';
  readonly limitMs?: number;
}

const QUICK_MS = 5_000;
const CASES: readonly Case[] = [
  {
    what: 'hangs',
    happens: token({ kind: 'hang' }),
    code: 4,
    says: /does not answer/,
    outcome: 'triedAgain',
    limitMs: HAND_OUT_LIMIT_MS,
  },
  {
    what: 'answers drop by drop',
    happens: token({ kind: 'drip', bytesPerSecond: 20 }),
    code: 4,
    says: /does not answer/,
    outcome: 'triedAgain',
    limitMs: HAND_OUT_LIMIT_MS,
  },
  {
    what: 'breaks off in the middle',
    happens: token({ kind: 'reset' }),
    code: 4,
    says: /cannot be reached/,
    outcome: 'triedAgain',
  },
  {
    what: 'is a captive portal',
    happens: token({ kind: 'html' }),
    code: 4,
    says: /hotel or guest Wi-Fi/,
    outcome: 'triedAgain',
  },
  {
    what: 'throttles',
    happens: token({ kind: 'status', status: 429 }),
    code: 4,
    says: /is busy.*\n.*429/,
    outcome: 'triedAgain',
  },
  {
    what: 'throttles and says for how long',
    happens: token({ kind: 'status', status: 429, retryAfterSeconds: 300 }),
    code: 4,
    says: /is busy/,
    outcome: 'triedAgain',
  },
  {
    what: 'is out of service',
    happens: token({ kind: 'status', status: 503 }),
    code: 4,
    says: /is busy.*\n.*503/,
    outcome: 'triedAgain',
  },
  {
    what: 'is a gateway’s error page',
    happens: token({ kind: 'status', status: 502, body: '<html>Bad gateway</html>' }),
    code: 4,
    says: /is busy.*\n.*502/,
    outcome: 'triedAgain',
  },
  {
    what: 'sends wrong JSON',
    happens: token({ kind: 'garbage' }),
    code: 4,
    says: /Something other than/,
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
    happens: () => surroundings.entra.revokeRefreshTokens(),
    code: 3,
    says: /revoked/,
    outcome: 'signInRequired',
  },
  {
    what: 'asks for a sign-in from time to time',
    happens: async () => {
      surroundings.entra.setScenario({ signInFrequencySeconds: 1 });
      await new Promise((resolve) => setTimeout(resolve, 2_000));
    },
    code: 3,
    says: /asks for a new sign-in from time to time/,
    outcome: 'signInRequired',
  },
  {
    what: 'wants a second factor',
    happens: token({ kind: 'error', error: 'interaction_required', aadsts: 50076, suberror: 'basic_action' }),
    code: 3,
    says: /Multi-factor/,
    outcome: 'signInRequired',
  },
  {
    what: 'has the consent withdrawn',
    happens: () => surroundings.entra.setScenario({ consent: 'required' }),
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
    says: /does not exist in this tenant/,
    outcome: 'signInRequired',
  },
];

describe('with nothing left to hand out, and a token endpoint that', () => {
  test.each(CASES)('$what', async ({ happens, code, says, outcome, limitMs = QUICK_MS }) => {
    // Under 30 seconds of life a workspace may refuse a token: it is not handed out any more.
    surroundings.entra.setScenario({ accessTokenLifetimeSeconds: 20 });
    await cli.signIn();
    await happens();
    const result = await cli.run('token');
    expect({ code: result.code, stdout: result.stdout }, result.stderr).toEqual({ code, stdout: '' });
    expect(result.stderr).toMatch(says);
    expect(result.stderr).toContain('Next: ');
    expect(result.milliseconds).toBeLessThan(limitMs);
    for (const secret of surroundings.entra.issuedSecrets())
      expect(result.stderr.includes(secret)).toBe(false);
    const asked = surroundings.entra.requests.length;
    const { state } = JSON.parse((await cli.run('status', '--json')).stdout);
    if (outcome === 'signInRequired') {
      expect(state).toBe('signInRequired');
      expect((await cli.run('token')).code).toBe(code);
      expect(surroundings.entra.requests.length, 'the same was asked again').toBe(asked);
    } else {
      expect(['expiring', 'expired']).toContain(state);
      surroundings.entra.setScenario({ faults: {}, accessTokenLifetimeSeconds: 3600 });
      expect(await cli.run('token')).toMatchObject({ code: 0, stderr: '' });
    }
    surroundings.entra.resetScenario();
    expect((await cli.signIn()).code).toBe(0);
    expect(await cli.run('token')).toMatchObject({ code: 0, stderr: '' });
  });
});

test('a certificate that is not trusted, at a refresh', async () => {
  surroundings.entra.setScenario({ accessTokenLifetimeSeconds: 20 });
  await cli.signIn();
  const result = await new Cli(surroundings, { NODE_EXTRA_CA_CERTS: '' }).run('token');
  expect({ code: result.code, stdout: result.stdout }).toEqual({ code: 4, stdout: '' });
  expect(result.stderr).toMatch(/is not trusted/);
  expect(result.stderr).toContain('NODE_EXTRA_CA_CERTS');
  expect(result.milliseconds).toBeLessThan(QUICK_MS);
});

test('a proxy that never answers', async () => {
  surroundings.entra.setScenario({ accessTokenLifetimeSeconds: 20 });
  await cli.signIn();
  const silent: Server = createServer();
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const proxy = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const result = await new Cli(surroundings, { HTTPS_PROXY: proxy }).run('token');
  expect({ code: result.code, stdout: result.stdout }).toEqual({ code: 4, stdout: '' });
  expect(result.stderr).toMatch(/does not answer/);
  expect(result.milliseconds).toBeLessThan(HAND_OUT_LIMIT_MS);
  silent.close();
});

test('the sign-in frequency is learned from the refusal and told after the next sign-in', async () => {
  surroundings.entra.setScenario({ signInFrequencySeconds: 1 });
  await cli.signIn();
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  await cli.run('token', '--refresh');
  await cli.signIn();
  const { stdout } = await cli.run('status', '--json');
  expect(Math.abs(JSON.parse(stdout).nextSignInOn - Date.now() / 1000)).toBeLessThan(10);
});

if (process.platform === 'linux') {
  test('a keyring that never answers holds nobody, and is asked again afterwards', {
    timeout: 90_000,
  }, async () => {
    await cli.signIn();
    const socket = join(surroundings.directory, 'silent-bus');
    const silent: Server = createServer().listen(socket);
    const hung = new Cli(surroundings, { DBUS_SESSION_BUS_ADDRESS: `unix:path=${socket}` });
    const interrupted = hung.start('token');
    const [token, logout] = await Promise.all([
      hung.run('token'),
      hung.run('logout'),
      new Promise((resolve) => setTimeout(resolve, 3_000)).then(() => interrupted.kill('SIGINT')),
    ]);
    for (const { code, stderr, milliseconds } of [token, logout]) {
      expect(code).toBe(6);
      expect(stderr).toContain('does not answer');
      expect(milliseconds).toBeLessThan(36_000);
    }
    const { code, milliseconds } = await interrupted.result;
    expect(code).toBe(130);
    expect(milliseconds).toBeLessThan(6_000);
    silent.close();
    // The sign-out that failed has hidden nothing.
    expect(JSON.parse((await cli.run('status', '--json')).stdout).state).toBe('fresh');
    expect((await cli.run('logout')).code).toBe(0);
  });
}
