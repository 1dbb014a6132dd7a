import { spawnSync } from 'node:child_process';
import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { copyProfile, keyringItems, overwriteCache, profileId } from '../support/cache.ts';
import { Cli, completeSignIn } from '../support/cli.ts';
import { StartingPoint } from '../support/starting-point.ts';
import { Surroundings } from '../support/surroundings.ts';

// Dozens of programs, one after the other, on a machine that may have others to do.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const FIRST = {
  username: 'first@example.com',
  password: 'p=1&2',
  name: 'First',
  objectId: '11111111-1111-4111-8111-111111111111',
};
const SECOND = {
  ...FIRST,
  username: 'second@example.com',
  name: 'Second',
  objectId: '22222222-2222-4222-8222-222222222222',
};

let surroundings: Surroundings;
let cli: Cli;
let withProfile: StartingPoint;
let signedIn: StartingPoint;

beforeAll(async () => {
  surroundings = await Surroundings.start({ users: [FIRST, SECOND] });
  cli = new Cli(surroundings);
  withProfile = new StartingPoint(surroundings, () => cli.addProfile());
  signedIn = new StartingPoint(surroundings, async () => {
    await withProfile.enter();
    expect((await cli.signIn()).code).toBe(0);
  });
});
afterAll(() => surroundings.stop());
beforeEach(() => withProfile.enter());

/** What somebody has pasted into the wrong place. */
const PLANTED = 'eyJhbGciOiJub25lIn0.cGxhbnRlZA.c2VjcmV0';

const settingsFile = () => join(surroundings.home, 'settings.json');

async function profileNames(): Promise<string[]> {
  const { profiles } = JSON.parse(await readFile(settingsFile(), 'utf8'));
  return profiles.map(({ name }: { name: string }) => name);
}

async function state(): Promise<string> {
  return JSON.parse((await cli.run('status', '--json')).stdout).state;
}

/** What of sign-ins lies in the data directory. */
const cacheFiles = async () =>
  [...(await surroundings.files()).keys()].filter((file) => dirname(file).endsWith('cache'));

/** How often Entra was asked to refresh. */
const refreshes = () =>
  surroundings.entra.requests.filter(({ grantType }) => grantType === 'refresh_token').length;

/** Waits until Entra has one more request to refresh than `before`. */
const refreshBeyond = (before: number) =>
  vi.waitFor(() => expect(refreshes()).toBeGreaterThan(before), 15_000);

/** Lets something happen while Entra's answers are on their way. @returns what lets them arrive */
function holdAnswers(): () => void {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const change = (answer: object) => released.then(() => answer);
  surroundings.entra.setScenario({ faults: { token: { kind: 'forged', change } } });
  return release;
}

describe('settings', () => {
  test('a file that cannot be read is set aside, reported, and nothing of it is lost', async () => {
    const broken = `${(await readFile(settingsFile(), 'utf8')).slice(0, -20)}`;
    await writeFile(settingsFile(), broken);
    const list = await cli.run('profile', 'list');
    expect(list.code).toBe(0);
    expect(list.stderr).toContain('was kept as settings.json.broken-');
    const [name] = /settings\.json\.broken-[\w-]+/.exec(list.stderr) as RegExpExecArray;
    expect(await readFile(join(surroundings.home, name), 'utf8')).toBe(broken);
    expect((await cli.run('profile', 'list')).stderr).not.toContain('broken');
    await cli.addProfile();
  });

  test('another program’s file is set aside', async () => {
    await writeFile(settingsFile(), '{"version":"9","theme":"dark"}');
    expect((await cli.run('status')).stderr).toContain('settings.json.broken-');
  });

  test('what is wrong is said by its place and what belongs there, without what is there', async () => {
    const good = JSON.parse(await readFile(settingsFile(), 'utf8'));
    const [profile] = good.profiles;
    const wrongs: [what: object, words: string][] = [
      [{ minValidMinutes: PLANTED }, '(minValidMinutes: expected number)'],
      [{ theme: PLANTED }, '(theme: expected ("system" | "light" | "dark"))'],
      [{ profiles: [{ ...profile, clientId: PLANTED }] }, '(profiles.0.clientId: expected GUID)'],
      [{ profiles: [profile, profile] }, '(profiles: two profiles have the same name)'],
    ];
    for (const [wrong, words] of wrongs) {
      await writeFile(settingsFile(), JSON.stringify({ ...good, ...wrong }));
      const { stderr } = await cli.run('profile', 'list');
      expect(stderr).toContain(words);
      expect(stderr).not.toContain(PLANTED);
    }
  });

  test.runIf(process.platform !== 'win32')(
    'a pipe is set aside; a file that everybody can change is not used',
    async () => {
      const good = await readFile(settingsFile());
      await rm(settingsFile());
      spawnSync('mkfifo', [settingsFile()]);
      expect((await cli.run('status')).stderr).toMatch(/it isn’t a file.*settings\.json\.broken-/s);
      await writeFile(settingsFile(), good);
      await chmod(settingsFile(), 0o666);
      // Where nobody else can come to it, it is as its owner left it.
      expect((await cli.run('profile', 'list')).stdout).toContain('work');
      await chmod(surroundings.home, 0o711);
      const { code, stderr } = await cli.run('profile', 'list');
      await chmod(surroundings.home, 0o700);
      expect({ code, stderr }).toMatchObject({
        code: 6,
        stderr: expect.stringContaining('Everyone on this computer'),
      });
    },
  );

  test('a file of a newer version is left alone', async () => {
    await writeFile(settingsFile(), '{"version":99,"profiles":"somewhere else"}');
    for (const args of [['profile', 'list'], ['profile', 'use', 'work'], ['token']]) {
      const result = await cli.run(...args);
      expect(result.code).toBe(2);
      expect(result.stderr).toContain('newer version');
    }
    expect(await readFile(settingsFile(), 'utf8')).toContain('"version":99');
  });

  test('profiles: added, listed, chosen, removed; bad input is refused field by field', async () => {
    const { tenantId, clientId, origin } = surroundings.entra;
    const twice = await cli.run('profile', 'add', 'work', ...surroundings.profileArguments);
    expect(twice.code).toBe(2);
    expect(twice.stderr).toContain('already exists');

    const add = (...args: string[]) => cli.run('profile', 'add', 'other', ...args);
    const refusals: [string[], RegExp][] = [
      [['--tenant', 'common', '--client-id', clientId], /own tenant/],
      [
        ['--tenant', tenantId, '--client-id', clientId, '--authority', `${origin}/${tenantId}`],
        /https:\/\/HOST/,
      ],
      [['--tenant', tenantId, '--client-id', clientId, '--cloud', 'mars'], /public, usgov,? or china/],
      [
        ['--tenant', tenantId, '--client-id', clientId, '--cloud', 'china', '--authority', origin],
        /not both/,
      ],
      [
        ['--tenant', tenantId, '--client-id', clientId, '--workspace', 'ftp://adb-1.azuredatabricks.net'],
        /workspace must be an address/,
      ],
      [['--tenant', tenantId], /--client-id/],
    ];
    for (const [args, complaint] of refusals) {
      const { code, stdout, stderr } = await add(...args);
      expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(complaint);
    }
    expect(await profileNames()).toEqual(['work']);

    const china = ['--tenant', 'Contoso.onmicrosoft.com', '--client-id', clientId, '--cloud', 'china'];
    const added = await add(...china);
    expect(added.code).toBe(0);
    expect(added.stderr).toContain('entra-token profile set "other" --workspace URL');
    expect((await cli.run('profile', 'list')).stdout).toMatch(
      /^\* work .*\n {2}other +contoso\.onmicrosoft\.com\n$/m,
    );
    // Names that differ by case only are refused; a file that has them goes on to be read and changed.
    expect((await cli.run('profile', 'set', 'other', '--name', 'WORK')).stderr).toContain(
      'Profile “work” already exists.',
    );
    const both = await readFile(settingsFile(), 'utf8');
    await writeFile(settingsFile(), both.replace('"other"', '"Work"'));
    expect((await cli.run('profile', 'set', 'Work', '--name', 'other')).code).toBe(0);
    const chosen = await cli.run('profile', 'use', 'other');
    expect(chosen.stderr).toBe('Default profile: “other”.\n');
    expect((await cli.run('token', '--profile', 'nobody')).stderr).toContain('Known profiles: work, other');
    // Nobody has signed in with it.
    const logout = await cli.run('logout');
    expect(logout.stderr).toBe('No sign-in was saved for profile “other”.\n');
    const { code, stdout, stderr } = await cli.run('env', '--shell', 'bash');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('export ') });
    expect(stderr).toContain('entra-token login --profile "other"');
    const removed = await cli.run('profile', 'remove', 'other');
    expect(removed.code).toBe(0);
    expect(removed.stderr).toBe('Profile “other” removed.\nDefault profile: “work”.\n');
    // A mistake in the folder's name is no fresh start.
    const mistaken = join(surroundings.directory, 'mistaken');
    const elsewhere = await new Cli(surroundings, { ENTRA_TOKEN_HOME: mistaken }).run('status');
    expect(elsewhere.stderr).toContain(`There’s no profile in ${mistaken}.`);
  });

  test('processes that make it and change it at once lose nothing; it is for its owner only', async () => {
    surroundings.reset();
    const { tenantId, clientId } = surroundings.entra;
    // The lock that they meet at is tried by more in test/unit/file-lock.test.ts.
    const names = Array.from({ length: 5 }, (_, index) => `p${index}`);
    const results = await Promise.all(
      names.map((name) => cli.run('profile', 'add', name, '--tenant', tenantId, '--client-id', clientId)),
    );
    expect(results.map(({ code }) => code)).toEqual(names.map(() => 0));
    expect((await profileNames()).sort()).toEqual(names);
    if (process.platform !== 'win32') expect((await stat(settingsFile())).mode & 0o777).toBe(0o600);
  });
});

describe('the token cache', () => {
  test('rubbish is set aside and said once; the next sign-in works, and a sign-out removes it', async () => {
    await signedIn.enter();
    const rubbish = `{"AccessToken":{"a":{"cached_at":"${PLANTED}"}}}`;
    await overwriteCache(surroundings, await profileId(surroundings), rubbish);
    const token = await cli.run('token');
    expect(token.code).toBe(3);
    expect(token.stderr).toContain('was set aside');
    expect(token.stdout + token.stderr).not.toContain(PLANTED);
    expect((await cli.run('token')).stderr).not.toContain('was set aside');
    if (process.platform !== 'win32') {
      expect(Object.values(await keyringItems(surroundings))).toContain(rubbish);
    }
    expect((await cli.signIn()).code).toBe(0);
    expect((await cli.run('token')).code).toBe(0);
    await cli.run('logout');
    expect(await keyringItems(surroundings)).toEqual({});
  });

  test('so is whatever else is none, for each profile that has it', async () => {
    await signedIn.enter();
    const contents = {
      'half of it': '{"Account":{"a":{"home_acc',
      'another program’s JSON': '{"logins":[{"user":"x"}]}',
      'a list': '[1,2,3]',
      'an account without its fields': '{"Account":{"a":{"username":"x"}}}',
    };
    for (const [name, content] of Object.entries(contents)) await copyProfile(surroundings, name, content);
    const serve = cli.start('serve');
    for (const name of Object.keys(contents))
      await serve.said(new RegExp(`“${name}” couldn’t be read and was set aside`));
    serve.kill('SIGTERM');
    expect((await serve.result).stderr.match(/set aside/g)).toHaveLength(Object.keys(contents).length);
    if (process.platform !== 'win32') {
      expect(Object.values(await keyringItems(surroundings))).toEqual(
        expect.arrayContaining(Object.values(contents)),
      );
    }
    expect(await cli.run('token')).toMatchObject({ code: 0, stderr: '' });
  });

  test('the sign-in of another account replaces the first', async () => {
    await signedIn.enter();
    const [, other] = surroundings.entra.users;
    const login = cli.start('login', '--no-browser', '--select-account');
    await completeSignIn(surroundings, await login.signInLink(), other);
    expect((await login.result).stderr).toContain(`Signed in as ${other?.username}`);
    const claims = await surroundings.entra.verifyAccessToken((await cli.run('token')).stdout.trim());
    expect(claims.upn).toBe(other?.username);
    const accounts = Object.values(await keyringItems(surroundings)).map((text) =>
      Object.keys(JSON.parse(text).Account),
    );
    expect(accounts).toEqual(process.platform === 'win32' ? [] : [[expect.any(String)]]);
  });

  test('a lock left by a dead process costs the next one nothing', async () => {
    await signedIn.enter();
    const { pid } = spawnSync(process.execPath, ['--version']);
    const lock = join(surroundings.home, 'cache', `${await profileId(surroundings)}.lock`);
    // On this machine, now; and one killed between making the file and writing into it.
    for (const content of [JSON.stringify({ host: hostname(), pid, nonce: 'x' }), '']) {
      await writeFile(lock, content);
      const refreshed = await cli.run('token', '--refresh');
      expect(refreshed).toMatchObject({ code: 0, stderr: '' });
      // Whoever waits for a lock waits 20 seconds.
      expect(refreshed.milliseconds).toBeLessThan(15_000);
    }
  });

  test('several processes that refresh at once all succeed, lose nothing, and do not stampede', async () => {
    await signedIn.enter();
    const before = refreshes();
    const release = holdAnswers();
    // One that asks, and three that wait for it and for one another.
    const running = Array.from({ length: 4 }, () => cli.run('token', '--refresh'));
    await refreshBeyond(before);
    // Nothing shows that the others, which started with it, have come to where they wait.
    await sleep(3_000);
    release();
    const results = await Promise.all(running);
    // The first asks; the others, waiting for it, take what it got.
    expect(refreshes() - before).toBeLessThan(3);
    expect(results.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      results.map(() => ({ code: 0, stderr: '' })),
    );
    expect(await state()).toBe('fresh');
  });
});

describe.runIf(process.platform === 'linux')('Linux without a keyring', () => {
  const bus = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' };

  test('says so before the browser opens, and what can be done; the profile can be removed', async () => {
    const without = new Cli(surroundings, bus);
    const login = await without.run('login', '--no-browser');
    expect(login.code).toBe(6);
    expect(login.stderr).toContain('keyring');
    expect(login.stderr).toContain('--allow-plaintext-cache');
    expect(login.stderr).not.toContain('Open this link');
    // That was never signed in.
    expect((await without.run('logout')).code).toBe(0);
    expect((await without.run('profile', 'remove', 'work')).code).toBe(0);
  });

  test('a file of mode 0600 when asked for in so many words, and only then', async () => {
    const without = new Cli(surroundings, bus);
    const login = await without.signIn('--allow-plaintext-cache');
    expect(login.code).toBe(0);
    expect(login.stderr).toContain('unencrypted');
    const file = join(surroundings.home, 'cache', `${await profileId(surroundings)}.plain.cache`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.parse((await without.run('status', '--json')).stdout)).toMatchObject({
      state: 'fresh',
      cache: 'plaintext-file',
    });
    expect((await without.run('token', '--refresh')).code).toBe(0);
    await writeFile(file, 'half a fi');
    expect((await without.run('token')).stderr).toContain('set aside');
    // As a process leaves it that was killed between writing and renaming.
    await writeFile(`${file}.4711-abcdef01.tmp`, 'a refresh token');
    await without.run('logout');
    expect(await cacheFiles()).toEqual([]);
  });
});

test.runIf(process.platform === 'linux')(
  'changing the protection leaves nothing behind in the other place',
  async () => {
    await signedIn.enter();
    expect(Object.keys(await keyringItems(surroundings))).toHaveLength(1);
    await cli.signIn('--allow-plaintext-cache');
    expect(await keyringItems(surroundings)).toEqual({});
    const plain = join(surroundings.home, 'cache', `${await profileId(surroundings)}.plain.cache`);
    expect((await stat(plain)).size).toBeGreaterThan(1000);

    const settings = JSON.parse(await readFile(settingsFile(), 'utf8'));
    await writeFile(settingsFile(), JSON.stringify({ ...settings, allowPlaintextCache: false }));
    expect(await state()).toBe('signedOut');
    await cli.signIn();
    await expect(stat(plain)).rejects.toThrow(/ENOENT/);
    expect(Object.keys(await keyringItems(surroundings))).toHaveLength(1);
  },
);

describe('a sign-out', () => {
  test('during a refresh is not undone by it', async () => {
    await signedIn.enter();
    const release = holdAnswers();
    const before = refreshes();
    const refresh = cli.start('token', '--refresh');
    await refreshBeyond(before);
    expect((await cli.run('logout')).code).toBe(0);
    release();
    expect((await refresh.result).stdout).toBe('');
    expect(await keyringItems(surroundings)).toEqual({});
    expect(await cacheFiles()).toEqual([]);
  });

  test.runIf(process.platform !== 'win32')(
    'or a Ctrl-C while the code is redeemed leaves no account behind',
    async () => {
      const release = holdAnswers();
      const login = cli.start('login', '--no-browser');
      // Its page comes when the code is redeemed, or is not redeemed any more.
      const page = completeSignIn(surroundings, await login.signInLink());
      await vi.waitFor(
        () => expect(surroundings.entra.requests.at(-1)?.grantType).toBe('authorization_code'),
        15_000,
      );
      login.kill('SIGINT');
      expect((await login.result).code).toBe(130);
      release();
      expect((await page).html).toContain('Sign-in failed');
      expect(Object.values(await keyringItems(surroundings)).join()).not.toMatch(
        /(Account|RefreshToken|AccessToken)":{"/,
      );
    },
  );
});

test('a sign-in that fails leaves the one before as it was', async () => {
  await signedIn.enter();
  surroundings.entra.setScenario({ faults: { token: { kind: 'status', status: 200, body: '{}' } } });
  const login = await cli.signIn();
  expect(login.code).not.toBe(0);
  expect(await cli.run('token')).toMatchObject({ code: 0, stderr: '' });
});

// Last: what has been revoked can be copied no more.
test('a refresh token that Entra called bad does not come back', async () => {
  await signedIn.enter();
  surroundings.entra.revokeRefreshTokens();
  const refused = await cli.run('token', '--refresh');
  // The access token still lives: it is handed out, and the trouble said.
  expect(refused.code).toBe(0);
  expect(refused.stderr).toContain('revoked');
  const before = refreshes();
  expect((await cli.run('token', '--refresh')).stderr).toContain('sign in again');
  expect(refreshes(), 'the bad token was sent again').toBe(before);
  expect((await cli.signIn()).code).toBe(0);
  expect((await cli.run('token', '--refresh')).stderr).toBe('');
});
