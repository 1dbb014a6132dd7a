import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { Cli } from '../support/cli.ts';
import { CLI_ENTRY } from '../support/paths.ts';
import { LIST_CLUSTERS } from '../support/sdk-client.ts';
import { StartingPoint } from '../support/starting-point.ts';
import { Surroundings } from '../support/surroundings.ts';

let surroundings: Surroundings;
let cli: Cli;
let signedIn: StartingPoint;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  cli = new Cli(surroundings, {
    // Left over from other work: none of it may count.
    DATABRICKS_HOST: 'https://adb-1.2.azuredatabricks.net',
    DATABRICKS_TOKEN: 'dapi-old',
    DATABRICKS_CONFIG_PROFILE: 'old',
    DATABRICKS_CLUSTER_ID: 'kept',
    ARM_CLIENT_ID: 'kept',
  });
  signedIn = new StartingPoint(surroundings, () =>
    cli.addSignedInProfile(...surroundings.workspaceArguments),
  );
});
afterAll(() => surroundings.stop());
beforeEach(() => signedIn.enter());

/** A program that tells what it was given. */
const TELL = `console.log(JSON.stringify({ args: process.argv.slice(1), env: process.env }))`;
const node = process.execPath;

async function told(...args: string[]): Promise<{ args: string[]; env: Record<string, string> }> {
  const { code, stdout, stderr } = await cli.run('exec', ...args);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

test('the command finds host, token and endpoint, and nothing that names another; its arguments arrive as they are', async () => {
  const hostile = ['a b', `'"`, '$HOME', '%PATH%', '--profile', '-x', 'ü'];
  const { args, env } = await told('--', node, '-e', TELL, '--', ...hostile);
  expect(args).toEqual(hostile);
  expect(env).toMatchObject({
    DATABRICKS_HOST: surroundings.workspace.origin,
    DATABRICKS_AUTH_TYPE: 'metadata-service',
    DATABRICKS_METADATA_SERVICE_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}$/),
    NO_PROXY: expect.stringContaining('127.0.0.1'),
    DATABRICKS_CLUSTER_ID: 'kept',
    ARM_CLIENT_ID: 'kept',
  });
  await surroundings.entra.verifyAccessToken(env.DATABRICKS_TOKEN ?? '');
  expect(Object.keys(env)).not.toContain('DATABRICKS_CONFIG_PROFILE');
  // Without the “--” too, options after the command’s name are the command’s.
  const bare = await told(node, '-e', TELL, '--', '--profile', 'dev', '--endpoint');
  expect(bare.args).toEqual(['--profile', 'dev', '--endpoint']);
});

test('what is left out is named, without secrets; what can’t be is warned of', async () => {
  const folder = join(surroundings.directory, 'bundle', 'src');
  await mkdir(folder, { recursive: true });
  const config = join(surroundings.directory, 'bundle', 'config');
  await writeFile(config, '[known]\nhost = https://adb-9.9.azuredatabricks.net\n');
  // In a repository that somebody has cloned, its author says what they like.
  const profile = '!tag "theirs\\e[2K\\nentra-token: all is\\u200b well"';
  const bundle = `bundle: {name: b}\ntargets:\n  dev:\n    workspace: {profile: ${profile}}\n`;
  await writeFile(join(folder, '..', 'databricks.yml'), bundle);
  // Or nests so deep that reading it takes seconds.
  await writeFile(join(folder, 'bundle.yml'), `workspace: {profile: deep}\ndeep: ${'{a: '.repeat(50_000)}`);
  // Where others can write, a pipe could lie; it is not waited for.
  spawnSync('mkfifo', [join(folder, 'databricks.yaml')]);
  // The shell stands for the folder in which the person is.
  const run = (words: string) =>
    cli.run(
      'exec',
      '--',
      'sh',
      '-c',
      `cd '${folder}' && exec "$0" "$@"`,
      node,
      CLI_ENTRY,
      ...words.split(' '),
    );
  const { code, stderr } = await cli.run('exec', '--', node, '-e', '0');
  expect(code).toBe(0);
  expect(stderr.split('\n').toSorted().slice(1)).toEqual([
    'entra-token: ignored variable: DATABRICKS_CONFIG_PROFILE=old',
    'entra-token: ignored variable: DATABRICKS_HOST=https://adb-1.2.azuredatabricks.net',
    'entra-token: ignored variable: DATABRICKS_TOKEN',
  ]);
  // Within: what the exec around it has set is not named.
  const within = await run(`exec -- ${node} -e 0 -- --profile unknown`);
  expect(within.stderr.match(/ignored/g)).toHaveLength(3);
  expect(within.stderr).toMatch(/warning: .*bundle.databricks\.yml names the Databricks profile “theirs/);
  expect(within.stderr).toContain('“theirs [2K entra-token: all is well”');
  expect(within.stderr).not.toContain('YAMLWarning');
  expect(within.stderr).not.toContain('unknown');
  const named = await run(
    `exec -- env DATABRICKS_CONFIG_FILE=${config} ${node} ${CLI_ENTRY} exec -- ${node} -e 0 -- --profile=known`,
  );
  expect(named.stderr).toContain('The Databricks profile “known” among the command’s arguments');
  const databricks = await cli.run('exec', '--', 'databricks', 'version', '-p', 'dev');
  expect(databricks.stderr).toContain('The Databricks profile “dev” among the command’s arguments');
});

test('the command’s exit code is ours; one that cannot be started is said', async () => {
  expect((await cli.run('exec', '--', node, '-e', 'process.exit(42)')).code).toBe(42);
  const none = await cli.run('exec', '--', 'no-such-command-anywhere');
  expect(none.code).toBe(2);
  expect(none.stderr).toMatch(/^entra-token: no-such-command-anywhere: command not found\.$/m);
  // Of the 128 KiB that one variable may have, the helpers' folder leaves too little.
  const full = new Cli(surroundings, { PATH: 'x'.repeat(128 * 1024 - 'PATH='.length - 2) });
  const tooLarge = await full.run('exec', '--', node, '-e', '0');
  expect(tooLarge.code).toBe(2);
  expect(tooLarge.stderr).toContain('E2BIG');
  for (const args of [[], ['--', '']]) expect((await cli.run('exec', ...args)).code).toBe(2);
});

test.runIf(process.platform !== 'win32')('signals go to the command, and it is waited for', async () => {
  const patient = `process.on('SIGTERM', () => setTimeout(() => { console.log('tidied'); process.exit(7); }, 1500));
    setInterval(() => undefined, 1000); console.error('started');`;
  const running = cli.start('exec', '--', node, '-e', patient);
  await running.said(/started/);
  running.kill('SIGTERM');
  expect(await running.result).toMatchObject({ code: 7, stdout: 'tidied\n' });
  const killed = cli.start(
    'exec',
    '--',
    node,
    '-e',
    `console.error('started'); setInterval(() => undefined, 1000)`,
  );
  await killed.said(/started/);
  killed.kill('SIGINT');
  expect((await killed.result).code).toBe(130);
});

test.runIf(process.platform !== 'win32')('Ctrl-C before the command has started: it never does', async () => {
  surroundings.entra.setScenario({ accessTokenLifetimeSeconds: 60 });
  await cli.run('token', '--refresh');
  surroundings.entra.setScenario({ faults: { token: { kind: 'hang' } } });
  const asked = surroundings.entra.requests.length;
  const running = cli.start('exec', '--', node, '-e', `console.log('started')`);
  await vi.waitFor(() => expect(surroundings.entra.requests.length).toBeGreaterThan(asked), 30_000);
  const interrupted = performance.now();
  running.kill('SIGINT');
  expect(await running.result).toMatchObject({ code: 130, stdout: '' });
  expect(performance.now() - interrupted).toBeLessThan(6_000);
});

test('signed out, the command does not start', async () => {
  const file = join(surroundings.home, 'settings.json');
  const settings = JSON.parse(await readFile(file, 'utf8'));
  settings.profiles.push({ ...settings.profiles[0], id: crypto.randomUUID(), name: 'other' });
  await writeFile(file, JSON.stringify(settings));
  const refused = await cli.run('exec', '--profile', 'other', '--', node, '-e', TELL);
  expect(refused, refused.stderr).toMatchObject({ code: 3, stdout: '' });
});

/** Feeds the script that uses the official SDK three times, slowly. */
const FEED = `
const { spawn } = require('node:child_process');
const sdk = spawn(process.execPath, [process.argv[1]], { stdio: ['pipe', 'inherit', 'inherit'] });
for (const round of [0, 1, 2]) setTimeout(() => sdk.stdin.write('list\\n'), round * 2500);
setTimeout(() => sdk.stdin.end(), 5100);
sdk.on('exit', (code) => process.exit(code));`;

test('an unmodified SDK outlives its first token and its second; the endpoint ends with the command', async () => {
  const { env } = await told('--endpoint', '--', node, '-e', TELL);
  expect(env.DATABRICKS_AUTH_TYPE).toBe('metadata-service');
  expect(env.DATABRICKS_HOST).toBe(surroundings.workspace.origin);
  expect(Object.keys(env)).not.toContain('DATABRICKS_TOKEN');
  await expect(fetch(env.DATABRICKS_METADATA_SERVICE_URL ?? '')).rejects.toThrow();

  // 42 s: the SDK takes a token with under 40 s left for dead.
  surroundings.entra.setScenario({ accessTokenLifetimeSeconds: 42 });
  await cli.run('token', '--refresh');
  const before = surroundings.entra.requests.filter(({ grantType }) => grantType === 'refresh_token').length;
  const { code, stdout, stderr } = await cli.run('exec', '--', node, '-e', FEED, LIST_CLUSTERS);
  expect(code, stderr).toBe(0);
  expect(stdout).toBe('Shared Autoscaling, Nightly reports\n'.repeat(3));
  const after = surroundings.entra.requests.filter(({ grantType }) => grantType === 'refresh_token').length;
  expect(after - before).toBeGreaterThanOrEqual(2);
});

test.runIf(process.platform === 'linux')(
  'without a keyring, as under cron, a running endpoint is enough',
  async () => {
    const keyless = new Cli(surroundings, { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' });
    expect((await keyless.run('exec', '--', node, '-e', TELL)).code).toBe(6);
    const serve = cli.start('serve');
    await serve.said(/Serving/);
    const plain = await keyless.run('exec', '--', node, '-e', TELL);
    expect(plain.code, plain.stderr).toBe(0);
    expect(JSON.parse(plain.stdout).env.DATABRICKS_TOKEN).toMatch(/^eyJ/);
    expect(JSON.parse(plain.stdout).env).toMatchObject({
      DATABRICKS_AUTH_TYPE: 'metadata-service',
      DATABRICKS_METADATA_SERVICE_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/),
    });
  },
);
