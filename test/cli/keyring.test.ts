import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { copyProfile, keyringItems, overwriteCache, profileId } from '../support/cache.ts';
import { Cli } from '../support/cli.ts';
import type { GnomeKeyring } from '../support/keyring.ts';
import { askEndpoint, startServing } from '../support/serving.ts';
import { StartingPoint } from '../support/starting-point.ts';
import { Surroundings } from '../support/surroundings.ts';

// Dozens of programs, one after the other, on a machine that may have others to do.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

/** What the Secret Service can be in, each with the real one. Elsewhere the keyring is the person's own. */
describe.runIf(process.platform === 'linux')('the keyring', () => {
  let surroundings: Surroundings;
  let keyring: GnomeKeyring;
  let cli: Cli;
  /** A file that is kept current with the token. */
  let kept: string;
  let id: string;
  /** Signed in, with that file. */
  let start: StartingPoint;
  /** What it holds then. */
  let keptAtStart: string | undefined;

  beforeAll(async () => {
    surroundings = await Surroundings.start();
    keyring = surroundings.keyring as GnomeKeyring;
    cli = new Cli(surroundings);
    kept = join(surroundings.directory, '.env');
    start = new StartingPoint(surroundings, async () => {
      await cli.addSignedInProfile(...surroundings.workspaceArguments);
      const added = await cli.run('target', 'add', 'dotenv', '--file', kept);
      expect(added.code, added.stderr).toBe(0);
    });
  });
  afterAll(() => surroundings.stop());
  beforeEach(async () => {
    await start.enter();
    keptAtStart ??= await readFile(kept, 'utf8');
    await writeFile(kept, keptAtStart);
    id = await profileId(surroundings);
  });
  afterEach(async () => {
    surroundings.reset();
    await keyring.deleteItems();
  });

  const marker = () => join(surroundings.home, 'cache', `${id}.cache`);
  /** The token that is saved at the start. */
  function token(): string {
    const [, found] = /DATABRICKS_TOKEN="?(eyJ[\w.-]+)/.exec(keptAtStart ?? '') ?? [];
    if (!found) throw new Error('the file at the start has no token');
    return found;
  }
  const state = async () => JSON.parse((await cli.run('status', '--json')).stdout).state;

  const ALL = [
    ['status', '--json'],
    ['token'],
    ['token', '--refresh'],
    ['login', '--no-browser'],
    ['logout'],
    ['profile', 'remove', 'work'],
  ];

  /** None of `commands` believes that anybody is signed out, or removes anything; nor does `serve`. */
  async function expectNothingLost(by: Cli, commands: string[][], says: RegExp): Promise<void> {
    const file = await readFile(kept, 'utf8');
    const items = await keyring.items();
    const serve = by.start('serve');
    for (const args of commands) {
      const { code, stdout, stderr } = await by.run(...args);
      expect({ code, stdout }, `${args.join(' ')}: ${stderr}`).toEqual({ code: 6, stdout: '' });
      expect(stderr).toMatch(says);
      expect(stderr).toContain('Next: ');
      expect(stderr).not.toMatch(/https:|Signed out|is left|removed, and/);
      const place = `(entra-token-tray / ${id})`;
      if (args[0] === 'logout') expect(stderr).toContain(`still signed in: its saved sign-in ${place}`);
      if (args[0] === 'profile') expect(stderr).toContain(`wasn’t removed: its saved sign-in ${place}`);
    }
    await serve.said(/Serving/);
    serve.kill('SIGTERM');
    await serve.result;
    expect(await readFile(kept, 'utf8')).toBe(file);
    expect(await keyring.items()).toEqual(items);
    expect(existsSync(marker())).toBe(true);
  }

  test('locked, with its password window dismissed: nothing is lost, and unlocked all goes on', async () => {
    const before = token();
    await keyring.lock();
    await expectNothingLost(cli, ALL, /The keyring is locked/);
    await keyring.unlock();
    expect(await cli.run('token')).toMatchObject({ code: 0, stdout: `${before}\n`, stderr: '' });
    expect((await cli.run('logout')).code).toBe(0);
    expect(await keyring.items()).toEqual([]);
    expect(await readFile(kept, 'utf8')).not.toContain(before);
    expect(existsSync(marker())).toBe(false);
    await start.enter();
    expect(await keyring.items()).not.toEqual([]);
    expect((await cli.run('profile', 'remove', 'work')).code).toBe(0);
    expect(await keyring.items()).toEqual([]);
  });

  test('out of reach, or locked and showing nothing: undecided until it answers', async () => {
    const away = new Cli(surroundings, { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' });
    await expectNothingLost(away, [['status'], ['logout']], /keyring can’t be used/);
    await keyring.deleteItems();
    await keyring.lock();
    await expectNothingLost(cli, [['token'], ['profile', 'remove', 'work']], /The keyring is locked/);
    await keyring.unlock();
    expect((await cli.run('logout')).code).toBe(0);
    expect(existsSync(marker())).toBe(false);
  });

  test('without a collection: undecided until there is one', async () => {
    await keyring.deleteCollection();
    await expectNothingLost(cli, [['status'], ['logout']], /keyring can’t be used/);
    await keyring.unlock();
    expect(await state()).toBe('signedOut');
    expect((await cli.signIn()).code).toBe(0);
  });

  test('an item deleted by hand: signed out for every process, said by one, and the file emptied', async () => {
    const secret = token();
    await keyring.deleteItems();
    const serve = cli.start('serve');
    const looks = await Promise.all(Array.from({ length: 2 }, () => cli.run('status', '--json')));
    expect(looks.map(({ code, stdout }) => [code, JSON.parse(stdout).state])).toEqual(
      looks.map(() => [0, 'signedOut']),
    );
    await serve.said(/Serving/);
    await expect.poll(() => readFile(kept, 'utf8'), { timeout: 20_000 }).not.toContain(secret);
    serve.kill('SIGTERM');
    const said = [...looks, await serve.result].filter(({ stderr }) =>
      stderr.includes('no longer in the keyring'),
    );
    expect(said).toHaveLength(1);
    expect(existsSync(marker())).toBe(false);
    expect((await cli.run('token')).code).toBe(3);
    expect(await keyring.items(), 'a probe was left behind').toEqual([]);
  });

  test('keytar’s item: which one to delete is said once, and one new sign-in is enough', async () => {
    await keyring.makeKeytars(id);
    const refused = await cli.run('token');
    expect(refused).toMatchObject({ code: 3, stdout: '' });
    expect(refused.stderr).toMatch(/“Passwords and Keys”, delete the old item \(entra-token-tray \/ /);
    expect(refused.stderr).toContain(id);
    expect((await cli.run('token')).stderr).not.toContain('Passwords and Keys');
    expect((await cli.signIn()).code).toBe(0);
    expect(await cli.run('token')).toMatchObject({ code: 0, stderr: '' });
    expect(await keyring.items()).toHaveLength(2);
  });

  test('a password window that nobody answers does not hold a command that is interrupted', async () => {
    const items = await keyring.items();
    await keyring.lock('unanswered');
    const before = await keyring.prompts();
    const waiting = cli.start('token');
    await expect.poll(() => keyring.prompts(), { timeout: 20_000 }).toBeGreaterThan(before);
    const interrupted = performance.now();
    waiting.kill('SIGINT');
    expect((await waiting.result).code).toBe(130);
    // Half of what the keyring gets.
    expect(performance.now() - interrupted).toBeLessThan(15_000);
    await keyring.unlock();
    expect(await keyring.items()).toEqual(items);
  });

  test('locked, and asked by whatever runs by itself: one password window for all', async () => {
    await copyProfile(surroundings, 'other');
    await keyring.lock();
    const before = await keyring.prompts();
    const served = await startServing(cli);
    const asked = Array.from({ length: 20 }, () => askEndpoint(served));
    for (const { status, body } of await Promise.all(asked)) {
      expect(status).toBe(503);
      expect(body).toContain('keyring_locked');
    }
    expect((await keyring.prompts()) - before).toBe(1);
    await keyring.unlock();
    // Another process of the person's has used it: that tells.
    expect((await cli.run('token', '--refresh')).code).toBe(0);
    await expect.poll(async () => (await askEndpoint(served)).status, { timeout: 20_000 }).toBe(200);
    served.process.kill('SIGTERM');
    await served.process.result;
  });

  describe('whose service dies in the middle of a call', () => {
    /** Runs a command whose call meets that. */
    async function runThrough(successor: 'unlocked' | 'locked', ...args: string[]) {
      const die = await keyring.hang(successor);
      const before = await keyring.clients();
      const running = cli.start(...args);
      await expect.poll(() => keyring.clients(), { timeout: 20_000 }).toBeGreaterThan(before);
      await die();
      return running.result;
    }

    test('is asked once more', async () => {
      const before = token();
      expect(await runThrough('unlocked', 'token')).toMatchObject({
        code: 0,
        stdout: `${before}\n`,
        stderr: '',
      });
      const refreshed = await runThrough('unlocked', 'token', '--refresh');
      expect(refreshed).toMatchObject({ code: 0, stderr: '' });
      const added = await runThrough('unlocked', 'target', 'add', 'dotenv', '--file', `${kept}.2`);
      expect(added.code, added.stderr).toBe(0);
      expect(await readFile(`${kept}.2`, 'utf8')).toContain(refreshed.stdout.trim());
    });

    test('and comes back locked: that is said, and nothing that was not done is called done', async () => {
      const added = await runThrough('locked', 'target', 'add', 'dotenv', '--file', `${kept}.3`);
      expect(added.code, added.stderr).toBe(6);
      expect(added.stderr).toMatch(/keyring is locked[\s\S]*Nothing has been written yet/);
      // Made, so that one who removes it is understood; empty until there is a token.
      expect(await readFile(`${kept}.3`, 'utf8')).toBe('');
      await keyring.unlock();
      const { code, stdout } = await cli.run('token', '--refresh');
      expect(code).toBe(0);
      expect(await readFile(`${kept}.3`, 'utf8')).toContain(stdout.trim());
    });
  });

  test('200 kB of tokens are kept and refreshed', async () => {
    const [text] = Object.values(await keyringItems(surroundings));
    const content = JSON.parse(text as string);
    content.EntraTokenTray.padding = 'x'.repeat(200_000);
    await overwriteCache(surroundings, id, JSON.stringify(content));
    const refreshed = await cli.run('token', '--refresh');
    expect(refreshed).toMatchObject({ code: 0, stderr: '' });
    expect(refreshed.stdout.trim()).not.toBe(token());
    const [after] = Object.values(await keyringItems(surroundings));
    expect(after?.length).toBeGreaterThan(200_000);
  });
});
