import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Cli } from '../support/cli.ts';
import { canBeStranger, canMount, type OddResult, runIn, STRANGER } from '../support/odd-places.ts';
import { Surroundings } from '../support/surroundings.ts';

// Dozens of programs, one after the other, on a machine that may have others to do.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let surroundings: Surroundings;
let cli: Cli;
let home: string;
/** The token that can be handed out without asking anybody. */
let token: string;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  cli = new Cli(surroundings);
  home = surroundings.home;
  const { workspace, profileArguments } = surroundings;
  surroundings.entra.setScenario({ accessTokenLifetimeSeconds: 5 });
  const ended = ['--profile', 'ended', '--allow-plaintext-cache', ...profileArguments];
  const signedIn = await cli.signIn(workspace.origin, ...ended);
  expect(signedIn.code, signedIn.stderr).toBe(0);
  surroundings.entra.resetScenario();
  await cli.signInAtWorkspace();
  token = (await cli.run('token')).stdout;
});
afterAll(() => surroundings.stop());

/** Another data folder, whose sign-in is in the keyring. */
async function kept(): Promise<{ cli: Cli; home: string }> {
  const home = join(surroundings.directory, 'in-keyring');
  const cli = new Cli(surroundings, { ENTRA_TOKEN_HOME: home });
  if (!existsSync(home)) await cli.signInAtWorkspace();
  return { cli, home };
}

/** What is refused is said in its own words, and never as a missing keyring. */
function expectRefusal({ code, stdout, stderr }: OddResult, says: string | RegExp): void {
  expect({ code, stdout }, stderr).toEqual({ code: 6, stdout: '' });
  expect(stderr).toMatch(says);
  expect(stderr).toContain('Next: ');
  expect(stderr).not.toMatch(/gnome-keyring|\n {4}at |electron-log/);
}

describe.runIf(canMount).each([
  [
    'read-only',
    (home: string) => `mount --bind "${home}" "${home}"; mount -o remount,bind,ro "${home}"`,
    /read-only file system/,
  ],
  [
    'full',
    (home: string) => `cp -a "${home}" "${home}.copy"
      mount -t tmpfs -o size=200k,mode=700 tmpfs "${home}"; cp -a "${home}.copy/." "${home}"; rm -r "${home}.copy"
      dd if=/dev/zero of="${home}/fill" bs=4k status=none 2>/dev/null || true`,
    /no space left/,
  ],
])('a folder that is %s', (_, script, says) => {
  const run = (...args: string[]) => runIn(surroundings, 'ownMounts', script(home), args);

  test('a token that lives is handed out; who is signed in can be asked', async () => {
    expect(await run('token')).toEqual({ code: 0, stdout: token, stderr: '' });
    const status = await run('status', '--json');
    expect(JSON.parse(status.stdout).state, status.stderr).toBe('fresh');
  });

  test('a refresh that cannot be saved hands out the new token, and says so', async () => {
    const { code, stdout, stderr } = await run('token', '--refresh');
    expect(code, stderr).toBe(0);
    expect(stdout).not.toBe(token);
    await surroundings.entra.verifyAccessToken(stdout.trim());
    expect(stderr).toMatch(says);
    expect(stderr).toContain('kept in memory until it can be saved');
  });

  test('a token that has ended is renewed, again and again: the saved sign-in stays good', async () => {
    for (let round = 0; round < 2; round++) {
      const { code, stdout, stderr } = await run('token', '--profile', 'ended');
      expect(code, stderr).toBe(0);
      await surroundings.entra.verifyAccessToken(stdout.trim());
    }
    expect((await cli.run('token')).stdout).toBe(token);
  });

  test('with the keyring, which is elsewhere, the new token is saved all the same', async () => {
    const place = await kept();
    const { stdout: before } = await place.cli.run('token');
    const inKeyring = (...args: string[]) =>
      runIn(surroundings, 'ownMounts', script(place.home), args, { ENTRA_TOKEN_HOME: place.home });
    const refreshed = await inKeyring('token', '--refresh');
    expect(refreshed).toMatchObject({ code: 0, stderr: '' });
    expect(refreshed.stdout).not.toBe(before);
    expect((await place.cli.run('token')).stdout).toBe(refreshed.stdout);
    expectRefusal(await inKeyring('login', '--no-browser'), says);
  });

  test('what cannot be done without it is refused, a sign-in before anybody sees a link', async () => {
    const add = ['profile', 'add', 'other', ...surroundings.profileArguments];
    for (const args of [add, ['logout'], ['login', '--no-browser'], ['serve']]) {
      const result = await run(...args);
      expectRefusal(result, says);
      expect(result.stderr).not.toContain('Open this link');
    }
  });
});

describe.runIf(process.platform !== 'win32')('a folder that others can change', () => {
  test('everybody: it is not used', async () => {
    await chmod(home, 0o777);
    const [token, status] = await Promise.all([cli.run('token'), cli.run('status')]);
    await chmod(home, 0o700);
    for (const result of [token, status]) expectRefusal(result, /Everyone on this computer/);
  });

  test('a group: it is said, once', async () => {
    await chmod(home, 0o770);
    const { code, stdout, stderr } = await cli.run('token');
    await chmod(home, 0o700);
    expect({ code, stdout }).toEqual({ code: 0, stdout: token });
    expect(stderr.match(/Others can change/g)).toHaveLength(1);
  });

  test('those who can put another in its place: it is said, unless only their own is theirs to move', async () => {
    const inner = join(surroundings.directory, 'around', 'home');
    await mkdir(inner, { recursive: true, mode: 0o700 });
    const within = new Cli(surroundings, { ENTRA_TOKEN_HOME: inner });
    await chmod(dirname(inner), 0o777);
    expect((await within.run('status')).stderr).toContain(
      `Others can change the contents of ${dirname(inner)}:`,
    );
    await chmod(dirname(inner), 0o1777);
    expect((await within.run('status')).stderr).not.toContain('Others can change');
  });

  test.runIf(canBeStranger)('another user whose it is: it is said', async () => {
    await chown(home, STRANGER, STRANGER);
    const { code, stdout, stderr } = await cli.run('token');
    await chown(home, 0, 0);
    expect({ code, stdout }).toEqual({ code: 0, stdout: token });
    expect(stderr).toContain('Others can change');
  });
});

describe.runIf(canBeStranger)('a user of no list of users', () => {
  test('whom the system keeps out is told so', async () => {
    for (const args of [['status'], ['token']]) {
      expectRefusal(await runIn(surroundings, 'stranger', '', args), /can’t access its folder/);
    }
  });

  test('without HOME is told so; help needs none', async () => {
    const unset = { HOME: undefined, XDG_DATA_HOME: undefined, ENTRA_TOKEN_HOME: undefined };
    // Node itself complains of a file that it may not read.
    const without = { ...unset, NODE_EXTRA_CA_CERTS: undefined };
    for (const args of [['status'], ['token']]) {
      expectRefusal(await runIn(surroundings, 'stranger', '', args, without), /HOME is not set/);
    }
    const help = await runIn(surroundings, 'stranger', '', ['--help'], without);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    const own = join(surroundings.directory, 'own');
    await mkdir(own);
    await chown(own, STRANGER, STRANGER);
    await chmod(surroundings.directory, 0o711);
    const named = { ...without, ENTRA_TOKEN_HOME: join(own, 'deep', 'er') };
    const add = ['profile', 'add', 'work', ...surroundings.profileArguments];
    expect(await runIn(surroundings, 'stranger', '', add, named)).toMatchObject({ code: 0 });
    expect((await stat(join(own, 'deep', 'er'))).mode & 0o777).toBe(0o700);
  });
});

test('a file in place of the folder, or of one above it', async () => {
  const file = join(surroundings.directory, 'file');
  await writeFile(file, 'x');
  for (const [place, command] of [
    [file, 'status'],
    [join(file, 'below'), 'token'],
  ] as const) {
    expectRefusal(await new Cli(surroundings, { ENTRA_TOKEN_HOME: place }).run(command), /ENOTDIR/);
  }
});

test.runIf(process.platform !== 'win32')('nothing is for others to read, whatever the umask is', async () => {
  const place = join(surroundings.directory, 'umask');
  const environment = { ENTRA_TOKEN_HOME: place };
  const add = ['profile', 'add', 'work', ...surroundings.profileArguments];
  expect(await runIn(surroundings, 'here', 'umask 0', add, environment)).toMatchObject({ code: 0 });
  surroundings.entra.setScenario({ faults: { openid: { kind: 'html' } } });
  const failed = await runIn(surroundings, 'here', 'umask 0', ['login', '--no-browser'], environment);
  surroundings.entra.resetScenario();
  expect(failed.code).toBe(4);
  const names = ['.', ...(await readdir(place, { recursive: true }))];
  expect(names).toContain(join('logs', 'entra-token.log'));
  for (const name of names) expect((await stat(join(place, name))).mode & 0o077, name).toBe(0);
  await rm(place, { recursive: true });
});
