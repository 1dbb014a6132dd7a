import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { withFileLock } from '../../src/core/platform/file-lock.ts';
import { Cli } from '../support/cli.ts';
import { StartingPoint } from '../support/starting-point.ts';
import { Surroundings } from '../support/surroundings.ts';

// Dozens of programs, one after the other, on a machine that may have others to do.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 90_000 });

let surroundings: Surroundings;
let cli: Cli;
let signedIn: StartingPoint;
let settings: string;
let folder: string;
let config: string;
let dotenv: string;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  signedIn = new StartingPoint(surroundings, () => new Cli(surroundings).signInAtWorkspace());
});
afterAll(() => surroundings.stop());
beforeEach(async () => {
  await signedIn.enter();
  settings = join(surroundings.home, 'settings.json');
  folder = await mkdtemp(join(surroundings.directory, 'person-'));
  config = join(folder, '.databrickscfg');
  dotenv = join(folder, '.env');
  cli = new Cli(surroundings, { DATABRICKS_CONFIG_FILE: config });
});

const OTHERS =
  '; mine\r\n[DEFAULT]\r\nhost = https://adb-9.9.azuredatabricks.net\r\ntoken = dapi-mine\r\n\r\n[else]\nx=1';

async function token(): Promise<string> {
  return (await cli.run('token')).stdout.trim();
}

/** A new one. */
async function refreshed(): Promise<string> {
  const { code, stdout, stderr } = await cli.run('token', '--refresh');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.trim();
}

test('a token in files: written at once, four at the same moment; renewed; emptied at the sign-out', async () => {
  const host = surroundings.workspace.origin;
  await writeFile(config, OTHERS);
  const theirs = join(folder, 'theirs.cfg');
  await writeFile(theirs, `[work]\nhost = ${host}\ncluster_id = 1\n`);
  const before = '# mine\nA=\'1\'\nexport DATABRICKS_TOKEN=eyJ0.old.token # copied\r\nB="x\ny"\n';
  await writeFile(dotenv, before);
  // Of another program.
  await writeFile(`${dotenv}.lock`, 'GEM\n  remote: https://rubygems.org/\n');
  const ours = join(folder, 'ours.env');
  const targets = [
    ['databrickscfg', '--token'],
    ['databrickscfg', '--token', '--file', theirs],
    ['dotenv', '--file', dotenv],
    ['dotenv', '--file', ours],
  ];
  for (const added of await Promise.all(targets.map((args) => cli.run('target', 'add', ...args)))) {
    expect(added.code, added.stderr).toBe(0);
  }
  const lines = async (file: string) => (await readFile(file, 'utf8')).replaceAll('\r\n', '\n');
  const expectAllToHold = async (secret: string) => {
    expect((await readFile(config, 'utf8')).startsWith(OTHERS)).toBe(true);
    expect(await lines(config)).toContain(`[work]\nhost = ${host}\ntoken = ${secret}`);
    expect(await lines(theirs)).toContain(`token = ${secret}\n`);
    expect(await readFile(dotenv, 'utf8')).toBe(before.replace('eyJ0.old.token', secret));
    expect(await readFile(ours, 'utf8')).toBe(`DATABRICKS_TOKEN=${secret}\n`);
  };
  const first = await token();
  await expectAllToHold(first);
  if (process.platform !== 'win32') expect((await stat(config)).mode & 0o777).toBe(0o600);
  const second = await refreshed();
  expect(second).not.toBe(first);
  await expectAllToHold(second);

  // Only what is in the settings is emptied: none of the four has got lost.
  await cli.run('logout');
  expect((await readFile(config, 'utf8')).trimEnd()).toBe(OTHERS);
  expect(await readFile(theirs, 'utf8'), 'their own host line').toBe(
    `[work]\nhost = ${host}\ncluster_id = 1\n`,
  );
  const after = await readFile(dotenv, 'utf8');
  expect(after).not.toContain('eyJ');
  expect(after).toContain("# mine\nA='1'\nexport DATABRICKS_TOKEN=");
  expect(after.endsWith('B="x\ny"\n')).toBe(true);
  expect(await readFile(`${dotenv}.lock`, 'utf8')).toContain('rubygems');
  expect(await readFile(ours, 'utf8')).toBe('DATABRICKS_TOKEN=\n');
});

test('a section with the endpoint’s address: filled while `serve` runs, empty when it ended', async () => {
  const added = await cli.run('target', 'add', 'databrickscfg', '--section', 'mine');
  expect(added.code, added.stderr).toBe(0);
  expect(added.stderr).toContain('once a local endpoint runs');
  const serve = cli.start('serve');
  await serve.said(/Serving/);
  await expect.poll(() => readFile(config, 'utf8'), { timeout: 20_000 }).toContain('metadata-service');
  expect(await readFile(config, 'utf8')).toMatch(
    /^\[mine\]\nhost = https:\/\/localhost:\d+\nauth_type = metadata-service\nmetadata_service_url = http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}$/m,
  );
  expect(await readFile(config, 'utf8')).not.toContain('eyJ');

  // A place that is disconnected while `serve` is about to write to it: neither written nor missed.
  await cli.run('target', 'add', 'dotenv', '--file', dotenv);
  const hash = createHash('sha256').update(dotenv).digest('hex').slice(0, 32);
  const removed = await withFileLock(join(surroundings.home, 'locks', `${hash}.lock`), async () => {
    await cli.run('token', '--refresh');
    const removing = cli.start('connect', 'dotenv', '--remove');
    await expect.poll(() => readFile(settings, 'utf8'), { timeout: 20_000 }).not.toContain('dotenv');
    await rm(dotenv);
    return removing;
  });
  expect((await removed.result).code).toBe(0);
  serve.kill('SIGTERM');
  expect((await serve.result).stderr).not.toContain('A synced file was removed');
  expect(await readdir(folder)).toEqual(['.databrickscfg']);
  expect(await readFile(config, 'utf8')).not.toContain('127.0.0.1');
});

test('what is not ours to replace is refused, and untouched', async () => {
  await writeFile(config, OTHERS);
  await writeFile(dotenv, 'DATABRICKS_TOKEN=dapi-mine\n');
  for (const args of [
    ['databrickscfg', '--section', 'DEFAULT'],
    ['dotenv', '--file', dotenv],
  ]) {
    const refused = await cli.run('target', 'add', ...args);
    expect(refused.code, args.join(' ')).toBe(2);
    expect(refused.stderr).toContain('That entry is already in use.');
  }
  expect(await readFile(config, 'utf8')).toBe(OTHERS);
  expect(await readFile(dotenv, 'utf8')).toBe('DATABRICKS_TOKEN=dapi-mine\n');
  expect(await readFile(settings, 'utf8')).not.toMatch(/databrickscfg|dotenv/);
});

test('listed, removed by number, changed to the endpoint, and empty after that; one place has one profile', async () => {
  await cli.run('target', 'add', 'dotenv', '--file', dotenv);
  await cli.run('target', 'add', 'databrickscfg', '--token');
  const { stdout } = await cli.run('target', 'list');
  expect(stdout).toBe(`1  ${dotenv} DATABRICKS_TOKEN\n2  ${config} [work] (token)\n`);
  await cli.run(
    'profile',
    'add',
    'other',
    ...surroundings.profileArguments,
    ...surroundings.workspaceArguments,
  );
  expect((await cli.run('target', 'add', 'dotenv', '--file', dotenv, '--profile', 'other')).code).toBe(2);
  expect((await cli.run('target', 'remove', '3')).code).toBe(2);
  expect((await cli.run('target', 'remove', '1')).code).toBe(0);
  const current = await refreshed();
  // Undone wholly: the file was not there before.
  expect(await readdir(folder)).not.toContain('.env');
  expect(await readFile(config, 'utf8')).toContain(current);
  // From a plain token to the endpoint's address: the token goes at once.
  await cli.run('target', 'add', 'databrickscfg');
  expect(await readFile(config, 'utf8')).not.toContain('eyJ');
  await cli.run('profile', 'remove', 'work');
  expect(await readdir(folder)).toEqual([]);
});

test('a dead token is not written', async () => {
  surroundings.entra.setScenario({ accessTokenLifetimeSeconds: 20 });
  await cli.run('token', '--refresh');
  surroundings.entra.setScenario({ faults: { token: { kind: 'reset' } } });
  const { code, stderr } = await cli.run('target', 'add', 'dotenv', '--file', dotenv);
  surroundings.entra.resetScenario();
  expect(code, 'nothing was written').toBe(4);
  expect(stderr).toMatch(/warning[\s\S]*Nothing has been written yet/);
  expect(await readFile(dotenv, 'utf8').catch(() => '')).not.toContain('eyJ');
  const alive = await refreshed();
  expect(await readFile(dotenv, 'utf8')).toContain(alive);
});

test.runIf(process.platform !== 'win32')(
  'a link is followed; a file that cannot be written stops no token',
  async () => {
    const real = join(folder, 'dotfiles');
    await writeFile(real, '');
    await symlink(real, config);
    await cli.run('target', 'add', 'databrickscfg', '--token');
    expect((await stat(real)).size).toBeGreaterThan(100);
    await writeFile(real, Buffer.from([0xff, 0xfe, 0x41, 0x00]));
    await chmod(real, 0o600);
    const { code, stdout, stderr } = await cli.run('token', '--refresh');
    expect({ code, lines: stdout.split('\n').length }).toEqual({ code: 0, lines: 2 });
    expect(stderr).toContain('Couldn’t update a synced file.');
    expect(await readFile(real)).toEqual(Buffer.from([0xff, 0xfe, 0x41, 0x00]));
  },
);

test('settings of version 1 are taken over: their targets go on being kept, and are saved as tools', async () => {
  const { profiles, ...rest } = JSON.parse(await readFile(settings, 'utf8'));
  expect(rest.version).toBe(2);
  const target = { kind: 'dotenv', file: dotenv, key: 'DATABRICKS_TOKEN' };
  const before = profiles.map(({ tools: _, ...profile }: { tools?: unknown }) => ({
    ...profile,
    targets: [target],
  }));
  await writeFile(settings, JSON.stringify({ ...rest, version: 1, profiles: before }));
  const current = await refreshed();
  expect(await readFile(dotenv, 'utf8')).toContain(current);
  await cli.run('profile', 'use', 'work');
  const after = JSON.parse(await readFile(settings, 'utf8'));
  expect(after).toMatchObject({ version: 2, profiles: [{ tools: [target] }] });
  expect(after.profiles[0]).not.toHaveProperty('targets');
});
