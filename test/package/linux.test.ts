import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Packaged, packageFaults, resourcesOf } from '../../scripts/package/contents.ts';
import { Cli } from '../support/cli.ts';
import { Surroundings } from '../support/surroundings.ts';
import { packageFor } from './build.ts';
import { expectLicencesOfBundled, licenceSections } from './licence-sections.ts';

/**
 * What it holds, and its command line on a stand-in Electron. The Windows launcher is started where there is a Windows
 * (.github/workflows).
 */
describe('the package for Linux', () => {
  let surroundings: Surroundings;
  let folder: string;
  /** The program in a folder with spaces, as the deb has it. */
  let installed: string;
  let launcher: string;
  let packaged: Packaged;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'launcher-test-'));
    installed = join(folder, 'opt', 'Entra Token Tray');
    launcher = join(installed, 'resources/bin/entra-token');
    [surroundings, packaged] = await Promise.all([Surroundings.start(), packageFor('linux', folder)]);
    await cp(packaged.folder, installed, { recursive: true });
    await new Cli(surroundings).addSignedInProfile();
  }, 180_000);
  afterAll(async () => {
    await surroundings?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('has what it should, and nothing else, with the keyring’s own native file', async () => {
    expect(await packageFaults(packaged)).toEqual([]);
  });

  test('has the licence of everything that is in it, and of what the keyring is made from', async () => {
    const sections = await licenceSections(packaged);
    await expectLicencesOfBundled(sections);
    const keyring = `@napi-rs/keyring-linux-${process.arch}-gnu`;
    const thirdParty = readFileSync(`node_modules/${keyring}/LICENSE.third-party.md`, 'utf8');
    expect(thirdParty.length).toBeGreaterThan(10_000);
    const shipped = readFileSync(join(resourcesOf(packaged), 'THIRD-PARTY-LICENSES.md'), 'utf8');
    expect(shipped).toContain(thirdParty.trim());
    expect(sections.get('@napi-rs/keyring')).toContain('MIT');
  });

  interface Start {
    readonly command?: string;
    readonly cwd?: string;
    readonly environment?: Record<string, string>;
  }

  async function start(
    args: readonly string[],
    { command = launcher, cwd = '/', environment = {} }: Start = {},
  ) {
    const { NODE_OPTIONS: _, ...inherited } = surroundings.environment;
    const child = spawn(command, args, {
      cwd,
      env: { ...inherited, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    const { promise, resolve, reject } = Promise.withResolvers<number | null>();
    child.once('error', reject);
    child.once('close', resolve);
    return { code: await promise, stdout, stderr };
  }

  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const VERSION = { code: 0, stdout: `${version}\n`, stderr: '' };

  test('starts from a folder with spaces, in any other folder', async () => {
    expect(await start(['--version'])).toEqual(VERSION);
    expect(await start(['--version'], { cwd: folder })).toEqual(VERSION);
  });

  test('starts through links to links', async () => {
    const bin = join(folder, 'my bin');
    await mkdir(bin);
    await symlink(launcher, join(bin, 'absolute'));
    await symlink('absolute', join(bin, 'relative'));
    await symlink('../my bin/relative', join(bin, 'entra-token'));
    expect(await start(['--version'], { command: join(bin, 'entra-token') })).toEqual(VERSION);
    expect(await start(['--version'], { command: './entra-token', cwd: bin })).toEqual(VERSION);
  });

  test('CDPATH does not lead it elsewhere', async () => {
    const decoy = join(folder, 'decoy');
    await mkdir(join(decoy, 'resources/bin'), { recursive: true });
    const environment = { CDPATH: decoy };
    expect(
      await start(['--version'], { command: 'resources/bin/entra-token', cwd: installed, environment }),
    ).toEqual(VERSION);
  });

  test('what is in the environment for Electron or Node does not keep it from starting', async () => {
    const environment = {
      ELECTRON_NO_ASAR: '1',
      ELECTRON_RUN_AS_NODE: '',
      NODE_OPTIONS: '--require /there/is/no/such.cjs',
    };
    expect(await start(['--version'], { environment })).toEqual(VERSION);
  });

  test('ends with the command line’s own exit codes', async () => {
    const elsewhere = { environment: { ENTRA_TOKEN_HOME: join(folder, 'no-profile') } };
    expect((await start(['status'], elsewhere)).code).toBe(2);
    expect((await start(['--no-such-option'])).code).toBe(2);
    expect((await start(['exec', '--', 'sh', '-c', 'exit 42'])).code).toBe(42);
    expect((await start(['exec', '--', 'sh', '-c', 'kill -TERM $$'])).code).toBe(143);
  });

  test('trusts NODE_EXTRA_CA_CERTS, and finds the keyring’s native file outside the archive', async () => {
    const refreshed = await start(['token', '--refresh']);
    expect(refreshed).toMatchObject({ code: 0, stderr: '' });
    await surroundings.entra.verifyAccessToken(refreshed.stdout.trim());
  });

  test('exec gives its command the caller’s environment, whatever the fuse took from it', async () => {
    const environment = {
      NODE_OPTIONS: '--no-warnings --title="a b"',
      NODE_EXTRA_CA_CERTS: surroundings.caFile,
      ELECTRON_NO_ASAR: '1',
      ELECTRON_RUN_AS_NODE: 'mine',
    };
    expect(await environmentOfChild(environment)).toMatchObject(environment);
    // An installed command line that starts another.
    expect(await environmentOfChild(environment, [launcher, 'exec', '--'])).toMatchObject(environment);
  });

  test('its helpers answer SDKs, with the caller’s environment for the real commands behind them', async () => {
    const bin = join(folder, 'real');
    await mkdir(bin);
    await writeFile(join(bin, 'azd'), '#!/bin/sh\nenv -0\n', { mode: 0o755 });
    const environment = {
      PATH: `${bin}:${process.env.PATH}`,
      NODE_OPTIONS: '--no-warnings',
      ELECTRON_RUN_AS_NODE: 'mine',
    };
    const { stdout, stderr } = await start(
      ['exec', '--', 'sh', '-c', 'az account show --output json && azd env'],
      { environment },
    );
    expect(stderr).toBe('');
    expect(stdout).toContain('"type": "user"');
    const passed = stdout.slice(stdout.indexOf('}\n}') + 4).split('\0');
    expect(passed).toContain('NODE_OPTIONS=--no-warnings');
    expect(passed).toContain('ELECTRON_RUN_AS_NODE=mine');
    expect(passed.filter((pair) => /^ENTRA_TOKEN_(KEPT|LAUNCHER|SCRIPT)/.test(pair))).toEqual([]);
    expect((await start(['helper', 'none'])).code).toBe(2);
  });

  test('exec gives its command nothing that was not there', async () => {
    const given = await environmentOfChild({ ENTRA_TOKEN_KEPT_NODE_OPTIONS: '--of-another-launcher' });
    const names = Object.keys(given);
    expect(names).toContain('DATABRICKS_TOKEN');
    expect(
      names.filter((name) => /^ENTRA_TOKEN_(KEPT|LAUNCHER)|^ELECTRON_|^NODE_OPTIONS$/.test(name)),
    ).toEqual([]);
  });

  async function environmentOfChild(
    environment: Record<string, string>,
    between: readonly string[] = [],
  ): Promise<Record<string, string>> {
    const { stdout, stderr } = await start(['exec', '--', ...between, 'env', '-0'], { environment });
    expect(stderr).toBe('');
    const pairs = stdout.split('\0').filter(Boolean);
    return Object.fromEntries(
      pairs.map((pair) => [pair.split('=', 1)[0], pair.slice(pair.indexOf('=') + 1)]),
    );
  }

  test('where the program is gone, it says so', async () => {
    const alone = join(folder, 'alone', 'resources', 'bin');
    await cp(join(installed, 'resources/bin'), alone, { recursive: true });
    const { code, stderr } = await start(['token'], { command: join(alone, 'entra-token') });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^entra-token: Entra Token Tray was not found beside .*install it again\.\n$/);
  });
});
