import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Fault } from '../entra/simulator.ts';
import { keyringItems } from '../support/cache.ts';
import { Cli } from '../support/cli.ts';
import { Surroundings } from '../support/surroundings.ts';
import { tokensByPassword } from '../support/token-endpoint.ts';

type Answer = Record<string, unknown>;
type Forge = (answer: Answer) => object | string;

let surroundings: Surroundings;
let cli: Cli;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  cli = new Cli(surroundings);
  const args = [...surroundings.profileArguments, ...surroundings.workspaceArguments];
  await cli.run('profile', 'add', 'work', ...args);
});
afterEach(() => surroundings.entra.resetScenario());
afterAll(async () => {
  await cli.run('logout');
  await surroundings.stop();
});

/** What the token endpoint, or another, answers from now on. */
function forge(change: Forge, endpoint: 'token' | 'openid' | 'devicecode' = 'token'): void {
  const fault: Fault = { kind: 'forged', change };
  surroundings.entra.setScenario({ faults: { [endpoint]: fault } });
}

/** The quickest sign-in: by the refresh token of another program. */
async function signIn() {
  const { refresh_token } = await tokensByPassword(surroundings.entra);
  return async () => cli.runWith(refresh_token, 'login', '--refresh-token-stdin');
}

function jwt(claims: unknown): string {
  const text = typeof claims === 'string' ? claims : JSON.stringify(claims);
  return `eyJhbGciOiJub25lIn0.${Buffer.from(text).toString('base64url')}.c2lnbmF0dXJl`;
}

function claimsOf(token: unknown): Answer {
  return JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString());
}

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const withToken =
  (access_token: unknown): Forge =>
  (answer) => ({ ...answer, access_token });

describe('an answer that cannot be right is refused, and nothing of it kept', () => {
  test.each<[what: string, part: string, forged: Forge]>([
    ['a token with a line end', 'access_token', withToken('eyJ\nPATH=/tmp/evil')],
    ['a life of 31 million years', 'expires_in', (answer) => ({ ...answer, expires_in: 1e15 })],
    ['deep claims of the person', 'id_token', (answer) => ({ ...answer, id_token: jwt(nested(200_000)) })],
  ])('%s', async (_, part, forged) => {
    const login = await signIn();
    forge(forged);
    const { code, stdout, stderr } = await login();
    expect({ code, stdout }, stderr).toEqual({ code: 4, stdout: '' });
    expect(stderr).toContain('returned an invalid response');
    expect(stderr).toContain(`(${part})`);
    expect(stderr).not.toMatch(/evil|calc|touch|millions/);
    expect(await keyringItems(surroundings)).toEqual({});
  });
});

describe('who is signed in', () => {
  const status = async () => JSON.parse((await cli.run('status', '--json')).stdout);

  test('has names that are shown on one line, and read as they are written; advice that cannot be right is left out', async () => {
    const login = await signIn();
    forge((answer) => {
      const preferred_username = 'some\u202eone\r\nWARNING: \u001b[31mred\u2028@example.com';
      const person = { ...claimsOf(answer.id_token), preferred_username, name: 'A\u0000\u2066B' };
      const claims = { ...claimsOf(answer.access_token), exp: 1e15, 'a\nb': 'c\u2029d\u202e' };
      const forged = { ...answer, id_token: jwt(person), access_token: jwt(claims) };
      // A refresh after the end.
      return { ...forged, refresh_in: 1e7, expires_in: '3599.9' };
    });
    const signedIn = await login();
    expect(signedIn.code, signedIn.stderr).toBe(0);
    expect(signedIn.stderr).toContain('Signed in as someone WARNING:  [31mred @example.com;');
    const { state, account, secondsLeft, refreshOn, expiresOn } = await status();
    expect({ state, account }).toEqual({
      state: 'fresh',
      account: 'someone WARNING:  [31mred @example.com',
    });
    expect(secondsLeft).toBeGreaterThan(3_500);
    expect(secondsLeft).toBeLessThan(3_700);
    expect(refreshOn).toBeLessThan(expiresOn);
    // Dates without a day stay numbers, names stay on their line.
    const shown = await cli.run('claims');
    expect(shown.code, shown.stderr).toBe(0);
    expect(shown.stdout).toMatch(/^exp +1000000000000000$/m);
    expect(shown.stdout).toMatch(/^a b +c d$/m);
  });

  test('keeps at a refresh what is right', async () => {
    // A refresh at no time.
    forge((answer) => ({ ...answer, refresh_in: 'never', ext_expires_in: 1e300 }));
    expect(await (await signIn())()).toMatchObject({ code: 0 });
    const { state, secondsLeft, refreshOn, expiresOn } = await status();
    expect(state).toBe('fresh');
    expect(secondsLeft).toBeGreaterThan(3_500);
    expect(secondsLeft).toBeLessThan(3_700);
    expect(refreshOn).toBeLessThan(expiresOn);

    // A workspace's names too are shown on one line, and read as they are written.
    const name = 'Night\u202ely\n  RUNNING  Shared\u2028\u001b[2J';
    surroundings.workspace.setScenario({ clusters: [{ id: '1', name, state: 'RUNNING' }] });
    const verified = await cli.run('verify');
    surroundings.workspace.resetScenario();
    expect(verified.code, verified.stderr).toBe(0);
    expect(verified.stdout.split('\n')).toContain('  RUNNING  Nightly   RUNNING  Shared [2J');

    // The token that still lives is handed out.
    const before = (await cli.run('token')).stdout;
    forge(withToken('x\ny'));
    const { code, stdout, stderr } = await cli.run('token', '--refresh');
    expect({ code, stdout }).toEqual({ code: 0, stdout: before });
    expect(stderr).toContain('returned an invalid response');

    // Claims as deep as a token of that length can have them are none.
    forge(withToken(jwt(`{"tid":${nested(5_000)}}`)));
    await cli.run('token', '--refresh');
    const deep = await cli.run('claims');
    expect(deep.code).not.toBe(0);
    expect(deep.stderr).toContain('Next: ');
  });
});

describe('a refusal', () => {
  test('whose correlation ID is none says none; its words stay on one line', async () => {
    const login = await signIn();
    forge(() => ({
      error: 'invalid_client',
      error_description: 'AADSTS7000218: no\r\n\u202esecret\u2028entra-token: all is well',
      error_codes: ['7000218', 1e300],
      correlation_id: 'x\nentra-token: call 555-1234',
      claims: '{',
    }));
    const { code, stderr } = await login();
    expect(code).toBe(5);
    expect(stderr).not.toContain('555-1234');
    expect(stderr).not.toMatch(/^entra-token: all is well/m);
    expect(stderr).toContain('public client');
    const log = await readFile(join(surroundings.home, 'logs', 'entra-token.log'), 'utf8');
    expect(log).not.toContain('555-1234');
  });

  // What each number says to change: test/unit/messages.test.ts.
  test('says what to change', async () => {
    const login = await signIn();
    const fault: Fault = { kind: 'error', error: 'invalid_request', aadsts: 9002327 };
    surroundings.entra.setScenario({ faults: { token: fault } });
    const { code, stderr } = await login();
    expect(code, stderr).toBe(5);
    expect(stderr).toContain('Single-page application');
    expect(stderr).toContain('AADSTS9002327');
  });

  test('AADSTS53003 of a device code: the browser is the way', async () => {
    surroundings.entra.setScenario({
      deviceCodeIntervalSeconds: 1,
      faults: { token: { kind: 'error', error: 'invalid_grant', aadsts: 53003 } },
    });
    const { code, stderr } = await cli.run('login', '--device-code');
    expect(code, stderr).toBe(5);
    expect(stderr).toContain('doesn’t allow device codes');
    expect(stderr).toContain('Sign in with the browser');
    expect(stderr).not.toContain('administrator can fix');
    expect(stderr).toContain('AADSTS53003');
  });
});

describe('an authority leads nowhere but to itself', () => {
  test.each([
    ['authorization_endpoint', 'https://evil.example/authorize'],
    ['token_endpoint', 'https://localhost:1@evil.example/token'],
  ])('%s: %s', async (name, address) => {
    forge((answer) => ({ ...answer, [name]: address }), 'openid');
    const { code, stderr } = await cli.run('login', '--no-browser');
    expect(code, stderr).toBe(2);
    expect(stderr).toContain('The authority isn’t valid');
    expect(stderr).toContain(`(${name})`);
    expect(stderr).not.toContain('evil.example');
  });

  test.each<[part: string, change: Answer]>([
    ['verification_uri', { verification_uri: 'https://evil.example/device' }],
    ['user_code', { user_code: 'A1\nopen https://evil.example' }],
  ])('device code: %s', async (part, change) => {
    forge((answer) => ({ ...answer, ...change }), 'devicecode');
    const { code, stderr } = await cli.run('login', '--device-code');
    expect(code, stderr).toBe(4);
    expect(stderr).toContain(`(${part})`);
    expect(stderr).not.toContain('evil.example');
  });
});

test('a workspace that is no address is complained of, and not a tenant that nobody gave', async () => {
  const { clientId } = surroundings.entra;
  const add = await cli.run('profile', 'add', 'x', '--client-id', clientId, '--workspace', 'my workspace');
  expect(add.code).toBe(2);
  expect(add.stderr).toContain('The workspace must be an address');
  expect(add.stderr).not.toContain('The tenant must');
});
