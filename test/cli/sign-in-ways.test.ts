import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { AZURE_CLI_CLIENT_ID } from '../entra/directory.ts';
import type { SimulatedUser } from '../entra/simulator.ts';
import { keyringItems } from '../support/cache.ts';
import { Cli, completeSignIn, endlessInput } from '../support/cli.ts';
import { expectLasting, expectNothingSaved, keptSignIn } from '../support/sign-in-state.ts';
import { StartingPoint } from '../support/starting-point.ts';
import { Surroundings } from '../support/surroundings.ts';
import { runInTerminal, terminalPython } from '../support/terminal.ts';
import { tokensByPassword } from '../support/token-endpoint.ts';

/** The password has all that goes wrong in forms, shells and URLs. */
const SOMEONE: SimulatedUser = {
  username: 'someone@example.com',
  password: 'c0rrect+Horse & "Zürich"=100%?',
  name: 'Some One',
  objectId: '6b1f5a52-3c0e-4d5c-9a77-1f2e3d4c5b6a',
};
const OTHER: SimulatedUser = {
  username: 'other@example.com',
  password: "  s p a c e s' \\and\\ `ticks` $HOME \t ",
  name: 'An Other',
  objectId: '0d9c1b2a-1111-4222-8333-444455556666',
};
const CAUTIOUS: SimulatedUser = {
  username: 'cautious@example.com',
  password: 'only the first factor',
  name: 'Cautious',
  objectId: '77777777-1111-4222-8333-444455556666',
  mfa: true,
};

let surroundings: Surroundings;
let cli: Cli;
let withProfile: StartingPoint;
/** As SOMEONE. */
let signedIn: StartingPoint;

beforeAll(async () => {
  surroundings = await Surroundings.start({ users: [SOMEONE, OTHER, CAUTIOUS] });
  // Nothing of the machine's decides where the browser is.
  cli = new Cli(surroundings, { SSH_CONNECTION: '', SSH_CLIENT: '', SSH_TTY: '' });
  withProfile = new StartingPoint(surroundings, () => cli.addProfile());
  signedIn = new StartingPoint(surroundings, async () => {
    await withProfile.enter();
    expect((await cli.signIn()).code).toBe(0);
  });
});
afterAll(() => surroundings.stop());
beforeEach(() => withProfile.enter());

/** Nobody but `user` is in the keyring; on Windows it is a file that only the system can read. */
async function expectOnlyKept(user: SimulatedUser): Promise<void> {
  const kept = JSON.stringify(await keyringItems(surroundings));
  for (const { objectId } of surroundings.entra.users)
    expect(kept.includes(objectId), objectId).toBe(objectId === user.objectId);
}

async function expectNotInFiles(text: string): Promise<void> {
  const files = await surroundings.files();
  const names = [...files.keys()].map((file) => basename(file));
  expect(names).toEqual(expect.arrayContaining(['settings.json', 'entra-token.log']));
  for (const [file, content] of files)
    expect(content.includes(Buffer.from(text).toString('latin1')), `the secret in ${file}`).toBe(false);
}

/** `secret` is in nothing that the program wrote or keeps. */
async function expectNowhere(secret: string): Promise<void> {
  for (const form of new Set([
    secret,
    secret.trim(),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ])) {
    await expectNotInFiles(form);
    for (const item of Object.values(await keyringItems(surroundings))) {
      expect(item.includes(form), 'the secret in the keyring').toBe(false);
    }
  }
}

describe('with user name and password', () => {
  const login = (user: SimulatedUser, password: string, ...more: string[]) =>
    cli.runWith(password, 'login', '--username', user.username, '--password-stdin', ...more);

  // Without a line end: the others below.
  test.each([
    ['quotes, an umlaut and an ampersand', SOMEONE, '\n'],
    ['spaces around it, backslashes and ticks', OTHER, '\r\n'],
  ])('a password with %s', async (_, user, lineEnd) => {
    const result = await login(user, `${user.password}${lineEnd}`);
    expect(result).toMatchObject({ code: 0, stdout: '' });
    expect(result.stderr).toContain(`Signed in as ${user.username}`);
    expect(result.stderr).not.toContain(user.password);
    if (user === OTHER) await expectLasting(cli, user);
    await expectNowhere(user.password);
  });

  test.runIf(process.platform === 'linux')('the password is on no command line while it runs', async () => {
    // Slow enough to look at.
    surroundings.entra.setScenario({ faults: { token: { kind: 'drip', bytesPerSecond: 2_500 } } });
    const running = cli.startWith(
      SOMEONE.password,
      'login',
      '--username',
      SOMEONE.username,
      '--password-stdin',
    );
    let looks = 0;
    while (running.isRunning) {
      for (const file of ['cmdline', 'environ']) {
        const text = await readFile(`/proc/${running.pid}/${file}`, 'utf8').catch(() => '');
        expect(text.includes(SOMEONE.password), file).toBe(false);
        if (text.includes('--password-stdin')) looks++;
      }
      await sleep(100);
    }
    expect(looks).toBeGreaterThan(5);
    expect((await running.result).code).toBe(0);
  });

  test('a wrong password: refused, in words, kept nowhere, and nothing taken from who is signed in', async () => {
    await signedIn.enter();
    const before = await keptSignIn(surroundings);
    const wrong = 'wr0ng "pass" wörd & more';
    const { code, stdout, stderr } = await login(OTHER, wrong);
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
    expect(stderr).toContain('The user name or the password is wrong.');
    expect(stderr).toContain('AADSTS50126');
    expect(stderr).toMatch(/Correlation ID: [0-9a-f-]{36}/);
    expect(stderr).not.toContain(wrong);
    // Nor where the answer repeats it, under a name by which only its first word would look like a secret.
    const error_description = `AADSTS900144: password=${wrong} ${JSON.stringify({ password: wrong })} is wrong`;
    const change = (answer: object) => ({ ...answer, error: 'invalid_request', error_description });
    surroundings.entra.setScenario({ faults: { token: { kind: 'forged', change } } });
    const repeated = await login(OTHER, wrong);
    expect(repeated.stderr).toContain('password=[secret] {"password":"[secret]"} is wrong');
    await expectNowhere(wrong);
    expect(await keptSignIn(surroundings)).toEqual(before);
  });

  test('an unknown user', async () => {
    const { code, stderr } = await login({ ...SOMEONE, username: 'nobody@example.com' }, 'whatever it is');
    expect(code).toBe(5);
    expect(stderr).toContain('This account doesn’t exist in the tenant.');
  });

  test('a second factor: refused, and led to the browser', async () => {
    const { code, stderr } = await login(CAUTIOUS, CAUTIOUS.password);
    expect(code).toBe(5);
    expect(stderr).toContain('Multifactor authentication is required.');
    expect(stderr).toMatch(/Next: +Run “entra-token login --profile "work"”.*the browser asks/);
    expect(stderr).not.toContain('capolids');
    await expectNothingSaved(cli);
  });

  test('no consent yet: refused, with the link by which an administrator gives it', async () => {
    surroundings.entra.setScenario({ consent: 'required' });
    const { code, stderr } = await login(SOMEONE, SOMEONE.password);
    expect(code).toBe(5);
    expect(stderr).toContain('No one has consented');
    const { origin, tenantId, clientId } = surroundings.entra;
    expect(stderr).toContain(`${origin}/${tenantId}/adminconsent?client_id=${clientId}`);
  });

  test.each([
    ['an empty line', ['--username', 'a@example.com', '--password-stdin'], '\n'],
    ['no user name', ['--password-stdin'], 'secret-pass'],
    ['no terminal to ask at', ['--username', 'a@example.com'], 'secret-pass'],
    ['a refresh token as well', ['--username', 'a@example.com', '--refresh-token-stdin'], 'secret-pass'],
    ['a code and no browser', ['--no-browser', '--device-code'], ''],
  ])('%s: a usage error, and nobody is asked', async (_, args, input) => {
    const asked = surroundings.entra.requests.length;
    const result = await cli.runWith(input, 'login', ...args);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(/^entra-token: .+\n {2}Try: entra-token login --help\n$/);
    expect(result.stderr).not.toContain('secret-pass');
    expect(result.milliseconds).toBeLessThan(15_000);
    expect(surroundings.entra.requests.length).toBe(asked);
  });

  describe.skipIf(!terminalPython)('asked for at the terminal', () => {
    const args = ['login', '--username', SOMEONE.username];

    test('nothing of it is shown', async () => {
      const prompt = `Password for ${SOMEONE.username}:`;
      const { code, shown } = await runInTerminal(surroundings, args, [[prompt, `${SOMEONE.password}\r`]]);
      expect(shown).toContain(`Signed in as ${SOMEONE.username}`);
      expect(code).toBe(0);
      expect(shown).toContain(prompt);
      for (const part of [SOMEONE.password, ...SOMEONE.password.split(' ')]) {
        if (part.length > 1) expect(shown.includes(part), part).toBe(false);
      }
      expect(shown, 'not even its length').not.toContain('*');
      await expectNowhere(SOMEONE.password);
      await expectOnlyKept(SOMEONE);
    });

    test('Ctrl-C there', async () => {
      const asked = surroundings.entra.requests.length;
      const { code, shown } = await runInTerminal(surroundings, args, [['Password for', 'half of it\x03']]);
      expect(code, shown).toBe(130);
      expect(shown).toContain('Canceled.');
      expect(shown).not.toContain('half');
      expect(surroundings.entra.requests.length).toBe(asked);
    });

    test('nothing typed', async () => {
      const { code, shown } = await runInTerminal(surroundings, args, [['Password for', '\r']]);
      expect(code, shown).toBe(2);
      expect(shown).toContain('The password is empty.');
    });
  });
});

describe('with the refresh token of another program', () => {
  const takeOver = (refreshToken: string, ...args: string[]) =>
    cli.runWith(refreshToken, 'login', '--refresh-token-stdin', ...args);

  test('takes its sign-in over: token, status and refresh work', async () => {
    const { refresh_token: refreshToken } = await tokensByPassword(surroundings.entra);
    const result = await takeOver(`  ${refreshToken}\n`);
    expect(result).toMatchObject({ code: 0, stdout: '' });
    expect(result.stderr).toContain(`Signed in as ${SOMEONE.username}`);
    expect(result.stderr).not.toContain(refreshToken);
    await expectLasting(cli, SOMEONE);
    await expectNotInFiles(refreshToken);
  });

  // On Windows only the system can read it. What the next token is: test/cli/asked-account.test.ts.
  test.runIf(process.platform !== 'win32')('leaves nothing of who was signed in before', async () => {
    await signedIn.enter();
    const { refresh_token: refreshToken } = await tokensByPassword(surroundings.entra, OTHER);
    expect((await takeOver(refreshToken, '--select-account')).code).toBe(0);
    await expectOnlyKept(OTHER);
  });

  test('rubbish, and a token of another client: refused', async () => {
    const rubbish = await takeOver('this is no refresh token');
    expect(rubbish.code).toBe(2);
    expect(rubbish.stderr).toContain('isn’t a refresh token');
    const foreign = await tokensByPassword(surroundings.entra, SOMEONE, AZURE_CLI_CLIENT_ID);
    const refused = await takeOver(foreign.refresh_token);
    expect(refused.code).toBe(5);
    expect(`${rubbish.stderr}${refused.stderr}`).not.toMatch(/this is no refresh token|1\.AS/);
    await expectNothingSaved(cli);
  });

  test('white space: a usage error, and nobody is asked', async () => {
    const asked = surroundings.entra.requests.length;
    expect(await takeOver(' \r\n\t')).toMatchObject({ code: 2, stdout: '' });
    expect(surroundings.entra.requests.length).toBe(asked);
  });

  test.each([['--refresh-token-stdin'], ['--username', SOMEONE.username, '--password-stdin']])(
    '%s, and input without end: no more is read than a secret can have',
    async (...way) => {
      const result = await cli.runWith(endlessInput(), 'login', ...way);
      expect(result.stderr).toContain('is too long');
      expect(result).toMatchObject({ code: 2, stdout: '' });
      expect(result.stderr.length).toBeLessThan(1_000);
      expect(result.milliseconds).toBeLessThan(15_000);
    },
  );
});

describe.runIf(process.platform === 'linux')('which browser', () => {
  /** A browser that writes down what it was told to open, one argument a line. */
  async function recorder(name: string): Promise<{ program: string; opened: () => Promise<string[]> }> {
    const program = join(surroundings.directory, name);
    const record = `${program}.opened`;
    await writeFile(
      program,
      `#!/bin/sh\nprintf '%s\\n' "$@" > '${record}.new'\nmv '${record}.new' '${record}'\n`,
      {
        mode: 0o755,
      },
    );
    return {
      program,
      opened: async () => {
        const text = await vi.waitFor(() => readFile(record, 'utf8'), { timeout: 30_000 });
        return text.trimEnd().split('\n');
      },
    };
  }

  const exists = (file: string) =>
    access(file).then(
      () => true,
      () => false,
    );

  test('the first of BROWSER that can be started is opened, with a page that leads to the link', async () => {
    const browser = await recorder('browser');
    const login = new Cli(surroundings, {
      ...{ SSH_CONNECTION: '', SSH_CLIENT: '', SSH_TTY: '', DISPLAY: '', WAYLAND_DISPLAY: '' },
      BROWSER: `/nonexistent/browser:${browser.program} --new-window %s -x`,
    }).start('login');
    const opened = await browser.opened();
    const [, page = ''] = opened;
    expect(opened).toEqual(['--new-window', page, '-x']);
    // The person is told as well, for the case that nothing has opened.
    const [, printed = ''] = await login.said(/If no page has opened, open this link to sign in: (\S+)/);
    const answer = await fetch(page, { redirect: 'manual' });
    expect(answer.headers.get('location')).toBe(printed);
    await completeSignIn(surroundings, printed);
    expect((await login.result).code).toBe(0);
  });

  test.each([
    ['over SSH', { SSH_CONNECTION: '192.0.2.7 50022 192.0.2.1 22' }],
    ['in a codespace', { CODESPACES: 'true' }],
  ])(
    'BROWSER of a remote editor, %s: opened there, and the code named as a way out',
    async (where, variables) => {
      const browser = await recorder(`browser-${where.replace(/\W/g, '-')}`);
      const login = new Cli(surroundings, { ...variables, BROWSER: browser.program }).start('login');
      expect(await browser.opened()).toHaveLength(1);
      const [, printed = ''] = await login.said(/If no page has opened, open this link to sign in: (\S+)/);
      await login.said(/entra-token login --device-code/);
      await completeSignIn(surroundings, printed);
      expect((await login.result).code).toBe(0);
    },
  );

  test('without BROWSER, at a desktop: the system’s is opened', async () => {
    await mkdir(join(surroundings.directory, 'desktop'));
    const { program, opened } = await recorder('desktop/xdg-open');
    const environment = { DISPLAY: ':0', PATH: `${dirname(program)}:${process.env.PATH}` };
    const login = new Cli(surroundings, { ...environment, SSH_CONNECTION: '', SSH_CLIENT: '', SSH_TTY: '' });
    const running = login.start('login');
    const [page = ''] = await opened();
    const [, printed] = await running.said(/If no page has opened, open this link to sign in: (\S+)/);
    expect((await fetch(page, { redirect: 'manual' })).headers.get('location')).toBe(printed);
    running.kill('SIGINT');
    await running.result;
  });

  test('no program of BROWSER can be started: the link is printed instead', async () => {
    const environment = { BROWSER: '/nonexistent/one:/nonexistent/two %s', SSH_CONNECTION: '' };
    const login = new Cli(surroundings, environment).start('login');
    expect(await login.signInLink()).toContain('code_challenge');
    login.kill('SIGKILL');
    await login.result;
  });

  test.each([
    ['over SSH', { SSH_CONNECTION: '192.0.2.7 50022 192.0.2.1 22', DISPLAY: ':0' }],
    [
      'without a display',
      { SSH_CONNECTION: '', SSH_CLIENT: '', SSH_TTY: '', DISPLAY: '', WAYLAND_DISPLAY: '' },
    ],
  ])('%s: no browser, but the link, the port to forward, and the code as a way out', async (_, variables) => {
    const system = await recorder('xdg-open');
    const environment = { ...variables, PATH: `${surroundings.directory}:${process.env.PATH}` };
    const login = new Cli(surroundings, environment).start('login');
    const link = await login.signInLink();
    const { port } = new URL(new URL(link).searchParams.get('redirect_uri') as string);
    await login.said(new RegExp(`ssh -L ${port}:localhost:${port} `));
    await login.said(/entra-token login --device-code/);
    await login.said(/Waiting for your browser/);
    await sleep(500);
    expect(await exists(`${system.program}.opened`), 'xdg-open').toBe(false);
    await completeSignIn(surroundings, link);
    expect((await login.result).code).toBe(0);
  });
});

// At the end: whoever is signed in before it would have to sign in again.
test('a refresh token that was revoked: refused, in words, and nothing taken from who is signed in', async () => {
  await signedIn.enter();
  const { refresh_token: refreshToken } = await tokensByPassword(surroundings.entra);
  const before = await keptSignIn(surroundings);
  surroundings.entra.revokeRefreshTokens();
  const { code, stderr } = await cli.runWith(refreshToken, 'login', '--refresh-token-stdin');
  expect(code).toBe(5);
  expect(stderr).toContain('The sign-in was revoked');
  expect(await keptSignIn(surroundings)).toEqual(before);
});
