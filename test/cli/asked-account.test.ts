import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { PlainBrowser } from '../entra/plain-browser.ts';
import type { SimulatedUser } from '../entra/simulator.ts';
import { Cli, type CliResult, completeSignIn } from '../support/cli.ts';
import { keptSignIn } from '../support/sign-in-state.ts';
import { StartingPoint } from '../support/starting-point.ts';
import { Surroundings } from '../support/surroundings.ts';
import { tokensByPassword } from '../support/token-endpoint.ts';

// Many programs, one after the other, on a machine that may have others to do.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

/** Whoever signs in instead of the person changes nothing, whatever the way, and is told so by no page. */

const SOMEONE: SimulatedUser = {
  username: 'someone@example.com',
  password: 'correct horse',
  name: 'Someone',
  objectId: '11111111-1111-4111-8111-111111111111',
};
const OTHER: SimulatedUser = {
  username: 'intruder@example.com',
  password: 'battery staple',
  name: 'Intruder',
  objectId: '22222222-2222-4222-8222-222222222222',
};

let surroundings: Surroundings;
let cli: Cli;
/** As SOMEONE. */
let signedIn: StartingPoint;

beforeAll(async () => {
  surroundings = await Surroundings.start({ users: [SOMEONE, OTHER] });
  cli = new Cli(surroundings);
  signedIn = new StartingPoint(surroundings, () => cli.addSignedInProfile());
});
afterAll(() => surroundings.stop());
beforeEach(async () => {
  await signedIn.enter();
  surroundings.entra.setScenario({ deviceCodeIntervalSeconds: 1 });
});

/** What Entra's page is to suggest, as the link asks of it. */
const suggestions: (readonly [hint: string | null, prompt: string | null])[] = [];

/** Each way to sign in, by `user`; the arguments come after those of the way. */
const WAYS: Readonly<Record<string, (user: SimulatedUser, args: readonly string[]) => Promise<CliResult>>> = {
  browser: async (user, args) => {
    const login = cli.start('login', '--no-browser', ...args);
    const link = await login.signInLink();
    const { searchParams } = new URL(link);
    suggestions.push([searchParams.get('login_hint'), searchParams.get('prompt')]);
    // What `localhost` means to a browser differs.
    const browser = new PlainBrowser(surroundings.entra, user === OTHER ? '127.0.0.1' : '::1');
    const { html } = await browser.signIn(link, user);
    await browser.close();
    const result = await login.result;
    // The page comes whole, and says what the program has made of the answer.
    expect(html).toMatch(
      result.code === 0 ? /You’re signed in[\s\S]*<\/html>$/ : /Sign-in failed[\s\S]*<\/html>$/,
    );
    expect(html.includes('You’re signed in')).toBe(result.code === 0);
    return result;
  },
  'device code': async ({ username, password }, args) => {
    const login = cli.start('login', '--device-code', ...args);
    const { uri, code } = await login.deviceCode();
    const browser = new PlainBrowser(surroundings.entra);
    const page = await browser.submit(await browser.open(uri), { otc: code });
    await browser.submit(page, { username, password }, 'Sign in');
    await browser.close();
    return login.result;
  },
  'refresh token': async (user, args) => {
    const { refresh_token } = await tokensByPassword(surroundings.entra, user);
    return cli.runWith(refresh_token, 'login', '--refresh-token-stdin', ...args);
  },
};

/** The token, and what it is refreshed with, are `user`'s. */
async function expectTokenOf({ username }: SimulatedUser): Promise<void> {
  const { stdout } = await cli.run('token', '--refresh');
  expect((await surroundings.entra.verifyAccessToken(stdout.trim())).upn).toBe(username);
}

/** It was not `asked` who signed in but OTHER: both are named, and what to do where that was meant. */
async function expectRefused(signIn: Promise<CliResult>, asked = SOMEONE.username): Promise<void> {
  const { code, stdout, stderr } = await signIn;
  expect({ code, stdout }, stderr).toEqual({ code: 5, stdout: '' });
  expect(stderr).toContain(`was for ${asked}, but ${OTHER.username} signed in`);
  expect(stderr).toContain('--select-account');
}

test.each(Object.entries(WAYS))(
  'by %s: another account than the last is refused, and the old one stays, until another is meant',
  async (_, signIn) => {
    const before = await keptSignIn(surroundings);
    await expectRefused(signIn(OTHER, []));
    expect(await keptSignIn(surroundings)).toEqual(before);
    const chosen = await signIn(OTHER, ['--select-account']);
    expect(chosen.stderr).toContain(`Signed in as ${OTHER.username}`);
    await expectTokenOf(OTHER);
    // The person who is named, in whatever letters, is the one who is meant.
    const named = SOMEONE.username.toUpperCase();
    const others = await keptSignIn(surroundings);
    await expectRefused(signIn(OTHER, ['--login-hint', named]), named);
    expect(await keptSignIn(surroundings)).toEqual(others);
    const { stderr } = await signIn(SOMEONE, ['--login-hint', named]);
    expect(stderr).toContain(`Signed in as ${SOMEONE.username}`);
    if (signIn !== WAYS.browser) return;
    await expectTokenOf(SOMEONE);
    expect(suggestions).toEqual([
      [SOMEONE.username, null],
      [null, 'select_account'],
      [named, null],
      [named, null],
    ]);
  },
);

test('by a password: whose name was typed, and nobody else', async () => {
  const { id_token, client_info } = await tokensByPassword(surroundings.entra, OTHER);
  const login = ({ username, password }: SimulatedUser) =>
    cli.runWith(password, 'login', '--username', username, '--password-stdin');
  const change = (answer: object) => ({ ...answer, id_token, client_info });
  surroundings.entra.setScenario({ faults: { token: { kind: 'forged', change } } });
  const before = await keptSignIn(surroundings);
  await expectRefused(login(SOMEONE));
  expect(await keptSignIn(surroundings)).toEqual(before);
  surroundings.entra.resetScenario();
  const other = await login(OTHER);
  expect(other.code, other.stderr).toBe(0);
  await expectTokenOf(OTHER);
});

test('one way to name an account at a time', async () => {
  for (const args of [
    ['--select-account', '--login-hint', 'a@example.com'],
    ['--username', 'a@example.com', '--select-account'],
    ['--username', 'a@example.com', '--login-hint', 'b@example.com'],
  ]) {
    const { code, stderr } = await cli.run('login', ...args);
    expect(code).toBe(2);
    expect(stderr).toContain('Specify only one of');
  }
});

test('the page in the browser says that nobody is signed in where the code cannot be redeemed', async () => {
  surroundings.entra.setScenario({ faults: { token: { kind: 'status', status: 500 } } });
  const failed = cli.start('login', '--no-browser');
  const { html } = await completeSignIn(surroundings, await failed.signInLink(), SOMEONE);
  expect(html).toContain('Sign-in failed');
  expect((await failed.result).code).not.toBe(0);
});
