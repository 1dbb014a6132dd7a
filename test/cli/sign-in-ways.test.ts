import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AZURE_CLI_CLIENT_ID } from '../entra/directory.ts';
import { PlainBrowser, type PlainPage } from '../entra/plain-browser.ts';
import type { SimulatedUser } from '../entra/simulator.ts';
import { keyringItems } from '../support/cache.ts';
import { Cli, completeSignIn, endlessInput } from '../support/cli.ts';
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

beforeAll(async () => {
  surroundings = await Surroundings.start({ users: [SOMEONE, OTHER, CAUTIOUS] });
  // Nothing of the machine's decides where the browser is.
  cli = new Cli(surroundings, { SSH_CONNECTION: '', SSH_CLIENT: '', SSH_TTY: '' });
});
afterAll(() => surroundings.stop());
beforeEach(async () => {
  const { code, stderr } = await cli.run('profile', 'add', 'work', ...surroundings.profileArguments);
  expect(code, stderr).toBe(0);
});
afterEach(async () => {
  await cli.run('logout');
  surroundings.entra.resetScenario();
  await surroundings.forget();
});

/** A grant's requests so far. */
const requestsOf = (grant: string) =>
  surroundings.entra.requests.filter(({ grantType }) => grantType === grant).length;
const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

async function status(): Promise<Record<string, unknown>> {
  return JSON.parse((await cli.run('status', '--json')).stdout);
}

/** Signed in as `user`, with a token that Entra's keys vouch for and that can be refreshed. */
async function expectSignedIn(user: SimulatedUser): Promise<void> {
  expect(await status()).toMatchObject({ state: 'fresh', account: user.username });
  const token = await cli.run('token');
  expect(token).toMatchObject({ code: 0, stderr: '' });
  const claims = await surroundings.entra.verifyAccessToken(token.stdout.trim());
  expect(claims).toMatchObject({ upn: user.username, oid: user.objectId });
  const refreshed = await cli.run('token', '--refresh');
  expect(refreshed).toMatchObject({ code: 0, stderr: '' });
  expect(refreshed.stdout).not.toBe(token.stdout);
  await surroundings.entra.verifyAccessToken(refreshed.stdout.trim());
}

/** Nobody but `user` is in what is kept. */
async function expectOnlyKept(user: SimulatedUser): Promise<void> {
  // On Windows it is in a file that only the system can read.
  if (process.platform === 'win32') return;
  const kept = JSON.stringify(await keyringItems(surroundings));
  for (const { objectId } of surroundings.entra.users)
    expect(kept.includes(objectId), objectId).toBe(objectId === user.objectId);
}

async function expectNothingSaved(): Promise<void> {
  expect((await status()).state).toBe('signedOut');
  expect(await keyringItems(surroundings)).toEqual({});
}

/** `secret` is in nothing that the program wrote or keeps. */
async function expectNowhere(secret: string): Promise<void> {
  const files = await surroundings.files();
  expect([...files.keys()].join()).toMatch(
    /entra-token\.log.*settings\.json|settings\.json.*entra-token\.log/,
  );
  for (const form of new Set([
    secret,
    secret.trim(),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ])) {
    for (const [file, content] of files) {
      expect(content.includes(Buffer.from(form).toString('latin1')), `the secret in ${file}`).toBe(false);
    }
    for (const item of Object.values(await keyringItems(surroundings))) {
      expect(item.includes(form), 'the secret in the keyring').toBe(false);
    }
  }
}

describe('with a code, on any device', () => {
  /** Types the code, and the credentials, where the program said; then presses `button`. */
  async function enter(
    { uri, code }: { uri: string; code: string },
    button: 'Sign in' | 'Cancel',
    user = SOMEONE,
  ): Promise<PlainPage> {
    const browser = new PlainBrowser(surroundings.entra);
    try {
      const page = await browser.submit(await browser.open(uri), { otc: code });
      const { username, password } = user;
      return await browser.submit(page, button === 'Sign in' ? { username, password } : {}, button);
    } finally {
      await browser.close();
    }
  }

  beforeEach(() => surroundings.entra.setScenario({ deviceCodeIntervalSeconds: 1 }));

  test('the code and its address are printed, and the person signs in there', async () => {
    const login = cli.start('login', '--device-code');
    const shown = await login.deviceCode();
    expect(shown.code).toMatch(/^[A-Z0-9]{9}$/);
    const page = await enter(shown, 'Sign in');
    expect(page.html).toContain('You have signed in');
    const result = await login.result;
    expect(result).toMatchObject({ code: 0, stdout: '' });
    expect(result.stderr).toContain(`Signed in as ${SOMEONE.username}`);
    expect(result.stderr).not.toContain('redirect_uri');
    await expectSignedIn(SOMEONE);
    for (const secret of surroundings.entra.issuedSecrets())
      expect(result.stderr.includes(secret)).toBe(false);
  });

  test('declined: refused, in words', async () => {
    const login = cli.start('login', '--device-code');
    await enter(await login.deviceCode(), 'Cancel');
    const { code, stderr } = await login.result;
    expect(stderr).toMatch(/refused|declined/i);
    expect(stderr).not.toContain('hotel');
    expect(code).toBe(5);
    await expectNothingSaved();
  });

  test('expired: said, with what to do', async () => {
    surroundings.entra.setScenario({ deviceCodeLifetimeSeconds: 2 });
    const login = cli.start('login', '--device-code');
    await login.deviceCode();
    const { code, stderr } = await login.result;
    expect(stderr).toContain('The code was not used in time.');
    expect(stderr).toContain('Start again');
    expect(code).toBe(3);
    await expectNothingSaved();
  });

  // Windows has no signals: there a console's Ctrl-C cannot be sent from here.
  test.runIf(process.platform !== 'win32')('Ctrl-C ends the waiting at once, for good', async () => {
    const login = cli.start('login', '--device-code');
    const shown = await login.deviceCode();
    const began = performance.now();
    login.kill('SIGINT');
    const { code, stderr } = await login.result;
    expect(code).toBe(130);
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(stderr).toContain('Cancelled.');
    const polls = requestsOf(DEVICE_CODE);
    await enter(shown, 'Sign in');
    await sleep(1_500);
    expect(requestsOf(DEVICE_CODE), 'polled after the end').toBe(polls);
    await expectNothingSaved();
  });

  test.each([429, 503])('polls that are answered %i to the end: said in words', async (answer) => {
    surroundings.entra.setScenario({
      deviceCodeLifetimeSeconds: 3,
      faults: { token: { kind: 'status', status: answer } },
    });
    const { code, stderr } = await cli.run('login', '--device-code');
    // At once, or when the code has expired.
    expect([3, 4]).toContain(code);
    expect(stderr).toMatch(/is busy|was not used in time/);
    await expectNothingSaved();
  });

  test.each([
    ['slow_down', { kind: 'error', error: 'slow_down', aadsts: 70016, times: 1 }],
    ['503', { kind: 'status', status: 503, times: 1 }],
    ['429', { kind: 'status', status: 429, retryAfterSeconds: 1, times: 1 }],
    ['a reset connection', { kind: 'reset', times: 1 }],
  ] as const)('one poll that meets %s does not lose the sign-in', async (_, fault) => {
    surroundings.entra.setScenario({ faults: { token: fault } });
    const login = cli.start('login', '--device-code');
    await enter(await login.deviceCode(), 'Sign in');
    const { code, stderr } = await login.result;
    expect(code, stderr).toBe(0);
  });

  test('a client that Entra does not know gets no code that cannot work', async () => {
    const nobody = '00000000-0000-4000-8000-000000000000';
    const { tenantId, origin } = surroundings.entra;
    const wrong = ['--tenant', tenantId, '--client-id', nobody, '--authority', origin];
    await cli.run('profile', 'add', 'wrong', ...wrong);
    const login = await cli.run('login', '--device-code', '--profile', 'wrong');
    expect(login.stderr).not.toContain('type the code');
    expect(login.stderr).toContain('does not exist in this tenant');
    expect(login.code).toBe(5);
  });

  test('no network, and a captive portal, before there is a code', async () => {
    surroundings.entra.setScenario({ faults: { devicecode: { kind: 'reset' } } });
    const unreachable = await cli.run('login', '--device-code');
    expect(unreachable).toMatchObject({ code: 4, stderr: expect.stringContaining('cannot be reached') });
    surroundings.entra.setScenario({ faults: { devicecode: { kind: 'html' } } });
    const portal = await cli.run('login', '--device-code');
    expect(portal).toMatchObject({ code: 4, stderr: expect.stringContaining('Wi-Fi') });
    expect(`${unreachable.stderr}${portal.stderr}`).not.toContain('type the code');
  });
});

describe('with user name and password', () => {
  const login = (user: SimulatedUser, password: string, ...more: string[]) =>
    cli.runWith(password, 'login', '--username', user.username, '--password-stdin', ...more);

  test.each([
    ['quotes, an umlaut and an ampersand', SOMEONE, '\n'],
    ['spaces around it, backslashes and ticks', OTHER, '\r\n'],
    ['no line end', OTHER, ''],
  ])('a password with %s', async (_, user, lineEnd) => {
    const result = await login(user, `${user.password}${lineEnd}`);
    expect(result).toMatchObject({ code: 0, stdout: '' });
    expect(result.stderr).toContain(`Signed in as ${user.username}`);
    expect(result.stderr).not.toContain(user.password);
    await expectSignedIn(user);
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
    let isOver = false;
    void running.result.finally(() => {
      isOver = true;
    });
    while (!isOver) {
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

  test('a wrong password: refused, in words, and kept nowhere', async () => {
    const wrong = 'wr0ng "pass" wörd & more';
    const { code, stdout, stderr } = await login(SOMEONE, wrong);
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
    expect(stderr).toContain('The user name or the password is wrong.');
    expect(stderr).toContain('AADSTS50126');
    expect(stderr).toMatch(/Correlation ID: [0-9a-f-]{36}/);
    expect(stderr).not.toContain(wrong);
    await expectNowhere(wrong);
    await expectNothingSaved();
  });

  test('an unknown user', async () => {
    const { code, stderr } = await login({ ...SOMEONE, username: 'nobody@example.com' }, 'whatever it is');
    expect(code).toBe(5);
    expect(stderr).toContain('This account does not exist in the tenant.');
  });

  test('a second factor: refused, and led to the browser', async () => {
    const { code, stderr } = await login(CAUTIOUS, CAUTIOUS.password);
    expect(code).toBe(5);
    expect(stderr).toContain('Multi-factor authentication is required.');
    expect(stderr).toMatch(/Next: +Sign in in the browser/);
    expect(stderr).not.toContain('capolids');
    await expectNothingSaved();
  });

  test('no consent yet: refused, with the link by which an administrator gives it', async () => {
    surroundings.entra.setScenario({ consent: 'required' });
    const { code, stderr } = await login(SOMEONE, SOMEONE.password);
    expect(code).toBe(5);
    expect(stderr).toContain('Nobody has consented yet');
    const { origin, tenantId, clientId } = surroundings.entra;
    expect(stderr).toContain(`${origin}/${tenantId}/adminconsent?client_id=${clientId}`);
  });

  test('a sign-in that fails takes nothing from who is signed in', async () => {
    await login(SOMEONE, SOMEONE.password);
    expect((await login(OTHER, 'wrong')).code).toBe(5);
    await expectSignedIn(SOMEONE);
  });

  test.each([
    ['nothing on standard input', ['--username', 'a@example.com', '--password-stdin'], ''],
    ['an empty line', ['--username', 'a@example.com', '--password-stdin'], '\n'],
    ['no user name', ['--password-stdin'], 'secret-pass'],
    ['no terminal to ask at', ['--username', 'a@example.com'], 'secret-pass'],
    ['a code as well', ['--username', 'a@example.com', '--password-stdin', '--device-code'], 'secret-pass'],
    ['a refresh token as well', ['--username', 'a@example.com', '--refresh-token-stdin'], 'secret-pass'],
    ['a code and no browser', ['--no-browser', '--device-code'], ''],
  ])('%s: a usage error, and nobody is asked', async (_, args, input) => {
    const asked = surroundings.entra.requests.length;
    const result = await cli.runWith(input, 'login', ...args);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain('That command line cannot work.');
    expect(result.stderr).not.toContain('secret-pass');
    expect(result.milliseconds).toBeLessThan(5_000);
    expect(surroundings.entra.requests.length).toBe(asked);
  });

  if (terminalPython && process.platform !== 'win32') {
    const args = ['login', '--username', SOMEONE.username];

    test('asked at the terminal: nothing of it is shown', async () => {
      const prompt = `Password of ${SOMEONE.username}:`;
      const { code, shown } = await runInTerminal(surroundings, args, [[prompt, `${SOMEONE.password}\r`]]);
      expect(shown).toContain(`Signed in as ${SOMEONE.username}`);
      expect(code).toBe(0);
      expect(shown).toContain(prompt);
      for (const part of [SOMEONE.password, ...SOMEONE.password.split(' ')]) {
        if (part.length > 1) expect(shown.includes(part), part).toBe(false);
      }
      expect(shown, 'not even its length').not.toContain('*');
      await expectNowhere(SOMEONE.password);
      await expectSignedIn(SOMEONE);
    });

    test('Ctrl-C at the prompt', async () => {
      const asked = surroundings.entra.requests.length;
      const { code, shown } = await runInTerminal(surroundings, args, [['Password of', 'half of it\x03']]);
      expect(code, shown).toBe(130);
      expect(shown).toContain('Cancelled.');
      expect(shown).not.toContain('half');
      expect(surroundings.entra.requests.length).toBe(asked);
    });

    test('nothing typed at the prompt', async () => {
      const { code, shown } = await runInTerminal(surroundings, args, [['Password of', '\r']]);
      expect(code, shown).toBe(2);
      expect(shown).toContain('The password is empty.');
    });
  } else {
    test('no Python here that can give a program a terminal: the prompt was NOT tested', () => {
      console.warn('no Python with pty: the password prompt of `login --username` was NOT tested.');
    });
  }
});

describe('with the refresh token of another program', () => {
  const takeOver = (refreshToken: string) => cli.runWith(refreshToken, 'login', '--refresh-token-stdin');

  test('takes its sign-in over: token, status and refresh work', async () => {
    const { refresh_token: refreshToken } = await tokensByPassword(surroundings.entra);
    const result = await takeOver(`  ${refreshToken}\n`);
    expect(result).toMatchObject({ code: 0, stdout: '' });
    expect(result.stderr).toContain(`Signed in as ${SOMEONE.username}`);
    expect(result.stderr).not.toContain(refreshToken);
    await expectSignedIn(SOMEONE);
    for (const [file, content] of await surroundings.files())
      expect(content.includes(refreshToken), file).toBe(false);
  });

  test('takes the place of who was signed in', async () => {
    await cli.signIn();
    const { refresh_token: refreshToken } = await tokensByPassword(surroundings.entra, OTHER);
    expect((await takeOver(refreshToken)).code).toBe(0);
    await expectSignedIn(OTHER);
    await expectOnlyKept(OTHER);
  });

  test('rubbish, and a token of another client: refused', async () => {
    const rubbish = await takeOver('this is no refresh token');
    expect(rubbish.code).toBe(5);
    expect(rubbish.stderr).toContain('Microsoft Entra ID refused.');
    const foreign = await tokensByPassword(surroundings.entra, SOMEONE, AZURE_CLI_CLIENT_ID);
    const refused = await takeOver(foreign.refresh_token);
    expect(refused.code).toBe(5);
    expect(`${rubbish.stderr}${refused.stderr}`).not.toMatch(/this is no refresh token|1\.AS/);
    await expectNothingSaved();
  });

  test('revoked: refused, in words', async () => {
    const { refresh_token: refreshToken } = await tokensByPassword(surroundings.entra);
    surroundings.entra.revokeRefreshTokens();
    const { code, stderr } = await takeOver(refreshToken);
    expect(code).toBe(5);
    expect(stderr).toContain('The sign-in was revoked');
    await expectNothingSaved();
  });

  test('a revoked one takes nothing from who is signed in', async () => {
    const { refresh_token: refreshToken } = await tokensByPassword(surroundings.entra);
    surroundings.entra.revokeRefreshTokens();
    await cli.signIn();
    expect((await takeOver(refreshToken)).code).toBe(5);
    await expectSignedIn(SOMEONE);
  });

  test.each([
    ['nothing', ''],
    ['white space', ' \r\n\t'],
    ['100 kB', 'x'.repeat(100_000)],
  ])('%s: a usage error, and nobody is asked', async (_, input) => {
    const asked = surroundings.entra.requests.length;
    const result = await takeOver(input);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr.length).toBeLessThan(1_000);
    expect(surroundings.entra.requests.length).toBe(asked);
  });

  test.each([['--refresh-token-stdin'], ['--username', SOMEONE.username, '--password-stdin']])(
    '%s, and input without end: no more is read than a secret can have',
    async (...way) => {
      const result = await cli.runWith(endlessInput(), 'login', ...way);
      expect(result.stderr).toContain('far too long');
      expect(result).toMatchObject({ code: 2, stdout: '' });
      expect(result.milliseconds).toBeLessThan(5_000);
    },
  );
});

describe('as whom', () => {
  test('--select-account: chosen in the browser, and the second replaces the first', async () => {
    await cli.signIn();
    expect(await status()).toMatchObject({ account: SOMEONE.username });
    const login = cli.start('login', '--no-browser', '--select-account');
    const link = await login.signInLink();
    const asked = new URL(link).searchParams;
    expect(asked.get('prompt')).toBe('select_account');
    expect(asked.has('login_hint')).toBe(false);
    await completeSignIn(surroundings, link, OTHER);
    expect((await login.result).stderr).toContain(`Signed in as ${OTHER.username}`);
    await expectSignedIn(OTHER);
    expect(JSON.stringify(await keyringItems(surroundings))).not.toContain(SOMEONE.objectId);
  });

  test('without it, the one who is signed in is suggested, and not asked to choose', async () => {
    await cli.signIn();
    const login = cli.start('login', '--no-browser');
    const asked = new URL(await login.signInLink()).searchParams;
    expect(asked.get('login_hint')).toBe(SOMEONE.username);
    expect(asked.has('prompt')).toBe(false);
    login.kill('SIGINT');
    await login.result;
  });

  test('--login-hint: that name is suggested, whoever is signed in', async () => {
    await cli.signIn();
    const login = cli.start('login', '--no-browser', '--login-hint', OTHER.username);
    const link = await login.signInLink();
    expect(new URL(link).searchParams.get('login_hint')).toBe(OTHER.username);
    await completeSignIn(surroundings, link, OTHER);
    expect((await login.result).code).toBe(0);
    await expectSignedIn(OTHER);
  });
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
        for (const giveUp = performance.now() + 5_000; ; await sleep(20)) {
          const text = await readFile(record, 'utf8').catch(() => undefined);
          if (text !== undefined) return text.trimEnd().split('\n');
          if (performance.now() > giveUp) throw new Error(`${name} opened nothing`);
        }
      },
    };
  }

  const exists = (file: string) =>
    access(file).then(
      () => true,
      () => false,
    );

  test.each([
    ['plain', (program: string) => program, ([link]: string[]) => link],
    ['%s', (program: string) => `${program} --new-window %s -x`, ([, link]: string[]) => link],
    ['list', (program: string) => `/nonexistent/browser:${program} %s`, ([link]: string[]) => link],
  ] as const)('BROWSER, %s: that one is opened, with the link whole', async (form, variable, linkOf) => {
    const browser = await recorder(`browser-${form.replace(/\W/g, 's')}`);
    const login = new Cli(surroundings, {
      ...{ SSH_CONNECTION: '', SSH_CLIENT: '', SSH_TTY: '', DISPLAY: '', WAYLAND_DISPLAY: '' },
      BROWSER: variable(browser.program),
    }).start('login');
    const opened = await browser.opened();
    if (form === '%s') expect([opened[0], opened[2]]).toEqual(['--new-window', '-x']);
    const link = linkOf(opened) ?? '';
    expect(opened).toHaveLength(form === '%s' ? 3 : 1);
    // The person is told as well, for the case that nothing has opened.
    const [, printed] = await login.said(/If no page has opened, open this link to sign in: (\S+)/);
    expect(printed).toBe(link);
    await completeSignIn(surroundings, link);
    expect((await login.result).code).toBe(0);
  });

  test('no program of BROWSER can be started: said, and the sign-in ends', async () => {
    const environment = { BROWSER: '/nonexistent/one:/nonexistent/two %s', SSH_CONNECTION: '' };
    const { code, stderr } = await new Cli(surroundings, environment).run('login');
    expect(code).toBe(2);
    expect(stderr).toContain('--no-browser');
    expect(stderr).not.toContain('code_challenge');
  });

  test.each([
    ['over SSH', { SSH_CONNECTION: '192.0.2.7 50022 192.0.2.1 22', DISPLAY: ':0' }],
    [
      'without a display',
      { SSH_CONNECTION: '', SSH_CLIENT: '', SSH_TTY: '', DISPLAY: '', WAYLAND_DISPLAY: '' },
    ],
  ])(
    '%s: no browser, but the link, the port to forward, and the code as a way out',
    async (where, variables) => {
      const name = where.replace(/\W/g, '-');
      const browser = await recorder(`browser-${name}`);
      const system = await recorder('xdg-open');
      const environment = {
        ...variables,
        PATH: `${surroundings.directory}:${process.env.PATH}`,
        ...(where === 'over SSH' ? { BROWSER: browser.program } : {}),
      };
      const login = new Cli(surroundings, environment).start('login');
      const link = await login.signInLink();
      const { port } = new URL(new URL(link).searchParams.get('redirect_uri') as string);
      await login.said(new RegExp(`ssh -L ${port}:localhost:${port} `));
      await login.said(/entra-token login --device-code/);
      await login.said(/Waiting for your browser/);
      await sleep(500);
      expect(await exists(`${browser.program}.opened`), 'BROWSER').toBe(false);
      expect(await exists(`${system.program}.opened`), 'xdg-open').toBe(false);
      await completeSignIn(surroundings, link);
      expect((await login.result).code).toBe(0);
    },
  );
});
