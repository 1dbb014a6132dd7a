import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse as parseDotenv } from 'dotenv';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { Cli } from '../support/cli.ts';
import { readDockerEnvFile } from '../support/docker-env-file.ts';
import { findPython } from '../support/rest-examples.ts';
import { SdkClient } from '../support/sdk-client.ts';
import { StartingPoint } from '../support/starting-point.ts';
import { Surroundings } from '../support/surroundings.ts';
import { configparserPython, readWithConfigparser } from '../unit/readers.ts';

const isPosix = process.platform !== 'win32';
const python = findPython('yaml') ?? '';

// Dozens of programs, one after the other, on a machine that may have others to do.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 90_000 });

let surroundings: Surroundings;
let cli: Cli;
let signedIn: StartingPoint;
let folder: string;
let config: string;
let profiles: string;
let env: string;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  signedIn = new StartingPoint(surroundings, () => new Cli(surroundings).signInAtWorkspace());
});
afterAll(() => surroundings.stop());
beforeEach(async () => {
  await signedIn.enter();
  folder = await mkdtemp(join(surroundings.directory, 'person-'));
  config = join(folder, '.databrickscfg');
  profiles = join(folder, 'profiles.yml');
  env = join(folder, 'app.env');
  cli = new Cli(surroundings, {
    DATABRICKS_CONFIG_FILE: config,
    DBT_PROFILES_DIR: folder,
    SHELL: '/usr/bin/fish',
  });
});

interface Row {
  readonly tool: string;
  readonly file?: string;
  readonly state: string;
}

async function connect(...args: string[]): Promise<string> {
  const { code, stderr } = await cli.run('connect', ...args);
  expect({ code, stderr }, args.join(' ')).toMatchObject({ code: 0 });
  return stderr;
}

async function states(): Promise<Record<string, string>> {
  const { tools } = JSON.parse((await cli.run('connect', '--json')).stdout) as { tools: Row[] };
  return Object.fromEntries(tools.map(({ tool, state }) => [tool, state]));
}

/** Those that the profile has, as they are saved. */
async function tools(): Promise<unknown[]> {
  const { profiles } = JSON.parse(await text(join(surroundings.home, 'settings.json')));
  return profiles[0].tools ?? [];
}

const text = (file: string) => readFile(file, 'utf8');
const httpPath = ['--http-path', '/sql/1.0/warehouses/0a1b2c'];

test('each tool: said before, connected, read by its own reader, its state shown, undone to the byte', async () => {
  const before = {
    [config]: '\uFEFF; mine\r\n[other]\r\nhost = https://adb-9.9.azuredatabricks.net\r\ntoken = dapi-mine',
    [profiles]: '# mine\r\nshop: &shop\r\n  target: "dev" # here\r\n  outputs: {}\r\nother: *shop',
    [env]: "# for the container\nNAME='kept as it is'\n",
  };
  for (const [file, content] of Object.entries(before)) await writeFile(file, content);
  const list = await cli.run('connect');
  expect(list.code, list.stderr).toBe(0);
  expect(list.stdout.split('\n').slice(0, -1)).toEqual([
    `databrickscfg  not connected  ${config} [work]`,
    'azure-cli      in each shell  entra-token env --shell fish | source',
    `dbt            not connected  ${profiles} work`,
    'dotenv         not connected  a file you choose DATABRICKS_TOKEN',
    'docker-env     not connected  a file you choose DATABRICKS_HOST, DATABRICKS_TOKEN',
  ]);

  const host = surroundings.workspace.origin;
  expect(await connect('databrickscfg', '--token')).toContain(`Writing [work] (host, token) to ${config}`);
  expect(await connect('dbt', ...httpPath)).toContain('entra-token exec -- dbt run --profile "work"');
  await connect('docker-env', '--file', env);
  const token = (await cli.run('token')).stdout.trim();
  if (configparserPython) {
    const [read] = readWithConfigparser([(await text(config)).slice(1)]);
    expect(read).toMatchObject({ sections: { work: { host, token }, other: { token: 'dapi-mine' } } });
  }
  expect((await text(config)).slice(before[config]?.length)).not.toMatch(/[^\r]\n/);
  expect(readDockerEnvFile(await text(env))).toEqual({
    NAME: "'kept as it is'",
    DATABRICKS_HOST: host,
    DATABRICKS_TOKEN: token,
  });
  expect(parseDotenv(await text(env))).toMatchObject({ DATABRICKS_TOKEN: token, NAME: 'kept as it is' });
  expect(await text(profiles)).not.toContain('eyJ');
  if (python) {
    const script = 'import json,sys,yaml; print(json.dumps(yaml.safe_load(sys.stdin.buffer)))';
    const { stdout } = spawnSync(python, ['-c', script], { input: await readFile(profiles) });
    expect(JSON.parse(String(stdout))).toEqual({
      shop: { target: 'dev', outputs: {} },
      other: { target: 'dev', outputs: {} },
      work: {
        target: 'databricks',
        outputs: {
          databricks: {
            type: 'databricks',
            host: new URL(host).host,
            http_path: '/sql/1.0/warehouses/0a1b2c',
            schema: 'default',
            token: expect.stringMatching(/^\{\{ env_var\('DATABRICKS_TOKEN', '[\w-]+'\) \}\}$/),
            threads: 4,
          },
        },
      },
    });
  }
  expect(await states()).toEqual({
    databrickscfg: 'connected',
    dbt: 'connected',
    dotenv: 'off',
    'docker-env': 'connected',
  });

  const second = (await cli.run('token', '--refresh')).stdout.trim();
  expect(second).toMatch(/^eyJ/);
  expect(second).not.toBe(token);
  for (const file of [config, env]) expect(await text(file)).toContain(second);
  // The sign-out empties what is secret; what has connected them stays.
  await cli.run('logout');
  for (const file of [config, env, profiles]) expect(await text(file)).not.toContain('eyJ');
  expect(await states()).toMatchObject({
    databrickscfg: 'waiting',
    dbt: 'connected',
    'docker-env': 'waiting',
  });
  for (const tool of ['databrickscfg', 'dbt', 'docker-env']) await connect(tool, '--remove');
  for (const [file, content] of Object.entries(before)) expect(await text(file)).toBe(content);
  expect((await readdir(folder)).sort()).toEqual(['.databrickscfg', 'app.env', 'profiles.yml']);
});

test('the official SDK finds its way by the section alone', async () => {
  const serve = cli.start('serve');
  await serve.said(/Serving/);
  await connect('databrickscfg');
  const sdk = new SdkClient({
    ...surroundings.environment,
    DATABRICKS_CONFIG_FILE: config,
    DATABRICKS_CONFIG_PROFILE: 'work',
  });
  expect(await sdk.listClusters()).not.toBe('');
  sdk.end();
  serve.kill('SIGTERM');
  await serve.result;
  await connect('databrickscfg', '--remove');
  expect(await readdir(folder)).toEqual([]);
});

test('what somebody has edited, and a file that is gone, are told and left alone', async () => {
  const dotenv = join(folder, '.env');
  await connect('databrickscfg', '--token');
  await connect('dbt', ...httpPath);
  await connect('docker-env', '--file', env);
  await connect('dotenv', '--file', dotenv);
  const edited = (await text(config)).replace(/token = .*/, 'token = dapi-mine');
  await writeFile(config, edited);
  const threads = (await text(profiles)).replace('threads: 4', 'threads: 8');
  await writeFile(profiles, threads);
  await rm(env);
  await writeFile(dotenv, `DATABRICKS_TOKEN="dapi-mine"\n`);
  expect(await states()).toEqual({
    databrickscfg: 'edited',
    dbt: 'edited',
    dotenv: 'edited',
    'docker-env': 'gone',
  });
  const refreshed = await cli.run('token', '--refresh');
  expect(refreshed.code).toBe(0);
  expect(refreshed.stderr).toContain('A synced entry was changed by hand.');
  expect(refreshed.stderr).toContain('A synced file was removed.');
  const over = await cli.run('connect', 'dbt', ...httpPath);
  expect(over).toMatchObject({ code: 2, stderr: expect.stringContaining('That entry is already in use.') });
  expect(await connect('databrickscfg', '--remove')).toContain('it was left as it is');
  expect(await connect('dbt', '--remove')).toContain('it was left as it is');
  expect(await connect('docker-env', '--remove')).toContain('It was gone already');
  await connect('dotenv', '--remove');
  expect(await text(config)).toBe(edited);
  expect(await text(profiles)).toBe(threads);
  expect(await text(dotenv)).toBe(`DATABRICKS_TOKEN="dapi-mine"\n`);
  expect(await readdir(folder)).not.toContain('app.env');
  const gone = await cli.run('connect', 'dbt', '--remove');
  expect(gone.code, 'nothing left to remove').toBe(2);
  expect(gone.stderr).toContain('dbt isn’t connected.');
  expect(gone.stderr).not.toContain('target');
  expect((await cli.run('connect', '--remove')).stderr).toContain(
    'Missing tool: name the one to disconnect.',
  );
});

// Which values are odd: test/unit/connection.
test('odd values are refused before anything is written', async () => {
  await writeFile(profiles, 'work: {}\n');
  await writeFile(env, 'DATABRICKS_TOKEN\n');
  for (const [args, reason] of [
    [['dbt', '--http-path', '/sql/{% x %}'], 'dbt needs an HTTP path'],
    [['dbt', ...httpPath], 'there is already a dbt profile “work”'],
    [['dotenv'], /The file is missing\.[\s\S]*such as --file \.env\./],
    [['docker-env', '--file', env], /That entry is already in use\./],
    [['dotenv', '--file', join(folder, 'nowhere', 'x')], `${join(folder, 'nowhere')}, which isn’t there`],
  ] as const) {
    const { code, stderr } = await cli.run('connect', ...args);
    const said = typeof reason === 'string' ? expect.stringContaining(reason) : expect.stringMatching(reason);
    expect({ code, stderr }, args.join(' ')).toEqual({ code: 2, stderr: said });
  }
  expect((await readdir(folder)).sort()).toEqual(['app.env', 'profiles.yml']);
  expect(await text(profiles)).toBe('work: {}\n');
  expect(await tools()).toEqual([]);
});

test('a tool’s own folder that is not there yet is made, and goes with the last that is in it', async () => {
  const own = join(folder, '.dbt');
  cli = new Cli(surroundings, { DBT_PROFILES_DIR: own });
  await connect('dbt', ...httpPath);
  if (isPosix) expect((await stat(own)).mode & 0o777).toBe(0o700);
  await connect('dbt', '--remove');
  expect(await readdir(folder)).toEqual([]);
  await connect('dbt', ...httpPath);
  await writeFile(join(own, '.user.yml'), 'id: 1\n');
  await connect('dbt', '--remove');
  expect(await readdir(own)).toEqual(['.user.yml']);
});

test.runIf(isPosix)(
  'a write that fails loses nothing: neither the file nor the earlier connection',
  async () => {
    const real = join(folder, 'real');
    await mkdir(real);
    await symlink(join(real, 'cfg'), config);
    await writeFile(config, '# mine\n');
    await connect('databrickscfg', '--token');
    const before = await text(config);
    const listed = await tools();
    expect(listed).toHaveLength(1);
    // Not even root can write beside a file whose name leaves no room for a longer one.
    const blocked = join(folder, 'x'.repeat(240));
    await rm(config);
    await symlink(blocked, config);
    await writeFile(blocked, before);
    const failed = await cli.run('connect', 'databrickscfg');
    expect(failed.code, failed.stderr).toBe(2);
    expect(failed.stderr).toContain('Couldn’t update a synced file.');
    expect(await text(config)).toBe(before);
    expect(await tools()).toEqual(listed);
    expect((await cli.run('connect', 'databrickscfg', '--remove')).code, 'still in the list').toBe(2);
    expect(await tools()).toEqual(listed);
    await rm(config);
    await symlink(join(real, 'cfg'), config);
    await chmod(real, 0o777);
    await rm(join(real, 'cfg'));
    await symlink(join(folder, 'elsewhere'), join(real, 'cfg'));
    const shown = JSON.parse((await cli.run('connect', '--json')).stdout);
    expect(shown.tools[0]).toMatchObject({ state: 'unwritable', failure: { code: 'tool_unwritable' } });
  },
);

test('kill -9 in the middle of it: connecting again, and disconnecting, find a file that is whole', async () => {
  const before = '# mine\nshop:\n  target: dev\n';
  await writeFile(profiles, before);
  const { milliseconds } = await cli.run('connect', 'dbt', ...httpPath);
  const during = new Set<string>();
  for (let round = 0; round < 5; round++) {
    const victim = cli.start('connect', 'dbt', ...(round % 2 === 0 ? ['--remove'] : httpPath));
    await sleep(milliseconds * (0.6 + round * 0.08));
    victim.kill('SIGKILL');
    await victim.result;
    during.add(await text(profiles));
  }
  await connect('dbt', ...httpPath);
  const whole = await text(profiles);
  for (const content of during) expect([before, whole]).toContain(content);
  await connect('dbt', '--remove');
  expect(await text(profiles)).toBe(before);
  expect(await readdir(folder)).toEqual(['profiles.yml']);
  if (isPosix) expect((await stat(profiles)).mode & 0o777).toBe(0o600);
});
