import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { keyringItems, overwriteCache, profileId } from '../support/cache.ts';
import { Cli } from '../support/cli.ts';
import type { GnomeKeyring } from '../support/keyring.ts';
import { Surroundings } from '../support/surroundings.ts';

/** What the Secret Service can be in, each with the real one. Elsewhere the keyring is the person's own. */
describe.runIf(process.platform === 'linux')('the keyring', () => {
  let surroundings: Surroundings;
  let keyring: GnomeKeyring;
  let cli: Cli;
  /** A file that is kept current with the token. */
  let kept: string;
  let id: string;

  beforeAll(async () => {
    surroundings = await Surroundings.start();
    keyring = surroundings.keyring as GnomeKeyring;
    cli = new Cli(surroundings);
    kept = join(surroundings.directory, '.env');
  });
  afterAll(() => surroundings.stop());
  beforeEach(async () => {
    await cli.run('profile', 'add', 'work', ...surroundings.profileArguments);
    id = await profileId(surroundings);
    expect((await cli.signIn()).code).toBe(0);
    const added = await cli.run('target', 'add', 'dotenv', '--file', kept);
    expect(added.code, added.stderr).toBe(0);
  });
  afterEach(async () => {
    await cli.run('profile', 'remove', 'work');
    surroundings.reset();
    await writeFile(kept, '');
    await keyring.deleteItems();
  });

  const marker = () => join(surroundings.home, 'cache', `${id}.cache`);
  const token = async () => (await cli.run('token')).stdout.trim();
  const state = async () => JSON.parse((await cli.run('status', '--json')).stdout).state;

  const REMOVALS = [['logout'], ['profile', 'remove', 'work']];
  const ALL = [
    ['status', '--json'],
    ['token'],
    ['token', '--refresh'],
    ['login', '--no-browser'],
    ...REMOVALS,
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
      if (args[0] === 'profile') expect(stderr).toContain(`was not removed: its saved sign-in ${place}`);
    }
    await serve.said(/Serving/);
    serve.kill('SIGTERM');
    await serve.result;
    expect(await readFile(kept, 'utf8')).toBe(file);
    expect(await keyring.items()).toEqual(items);
    expect(existsSync(marker())).toBe(true);
  }

  test('locked, with its password window dismissed: nothing is lost, and unlocked all goes on', async () => {
    const before = await token();
    await keyring.lock();
    await expectNothingLost(cli, ALL, /The keyring is locked/);
    await keyring.unlock();
    expect(await cli.run('token')).toMatchObject({ code: 0, stdout: `${before}\n`, stderr: '' });
    expect((await cli.run('logout')).code).toBe(0);
    expect(await keyring.items()).toEqual([]);
    expect(await readFile(kept, 'utf8')).not.toContain(before);
    expect(existsSync(marker())).toBe(false);
    expect((await cli.signIn()).code).toBe(0);
    expect((await cli.run('profile', 'remove', 'work')).code).toBe(0);
    expect(await keyring.items()).toEqual([]);
  });

  test('out of reach, or locked and showing nothing: undecided until it answers', async () => {
    const away = new Cli(surroundings, { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' });
    await expectNothingLost(away, [['status'], ...REMOVALS], /keyring cannot be used/);
    expect(await state()).toBe('fresh');
    await keyring.deleteItems();
    await keyring.lock();
    await expectNothingLost(cli, [['status'], ['token'], ...REMOVALS], /The keyring is locked/);
    await keyring.unlock();
    expect((await cli.run('logout')).code).toBe(0);
    expect(existsSync(marker())).toBe(false);
  });

  test('without a collection: undecided until there is one', async () => {
    await keyring.deleteCollection();
    await expectNothingLost(cli, [['status'], ['logout']], /keyring cannot be used/);
    await keyring.unlock();
    expect(await state()).toBe('signedOut');
    expect((await cli.signIn()).code).toBe(0);
  });

  test('an item deleted by hand: signed out for every process, said by one, and the file emptied', async () => {
    const secret = await token();
    await keyring.deleteItems();
    const serve = cli.start('serve');
    const looks = await Promise.all(Array.from({ length: 3 }, () => cli.run('status', '--json')));
    expect(looks.map(({ code, stdout }) => [code, JSON.parse(stdout).state])).toEqual(
      looks.map(() => [0, 'signedOut']),
    );
    await serve.said(/Serving/);
    await expect.poll(() => readFile(kept, 'utf8')).not.toContain(secret);
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
    await keyring.lock('unanswered');
    const waiting = cli.start('token');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    waiting.kill('SIGINT');
    const { code, milliseconds } = await waiting.result;
    expect(code).toBe(130);
    expect(milliseconds).toBeLessThan(6_000);
    await keyring.unlock();
    expect(await state()).toBe('fresh');
  });

  test('200 kB of tokens are kept and refreshed', async () => {
    const [text] = Object.values(await keyringItems(surroundings));
    const content = JSON.parse(text as string);
    content.EntraTokenTray.padding = 'x'.repeat(200_000);
    await overwriteCache(surroundings, id, JSON.stringify(content));
    const before = await token();
    expect(await cli.run('token', '--refresh')).toMatchObject({ code: 0, stderr: '' });
    expect(await token()).not.toBe(before);
    const [after] = Object.values(await keyringItems(surroundings));
    expect(after?.length).toBeGreaterThan(200_000);
  });
});
