import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Cli, type CliResult } from '../support/cli.ts';
import { ConnectProxy } from '../support/connect-proxy.ts';
import { startServing } from '../support/serving.ts';
import { StartingPoint } from '../support/starting-point.ts';
import { Surroundings } from '../support/surroundings.ts';

// Dozens of programs, one after the other, on a machine that may have others to do.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 90_000 });

interface Finding {
  readonly check: string;
  readonly level: string;
  readonly code: string;
  readonly message: string;
  readonly fix?: string;
}

let surroundings: Surroundings;
let signedIn: StartingPoint;
let cli: Cli;

const PROFILE = 'Planted Customer GmbH';
/** A folder, a file and a section that say whose they are. */
const CUSTOMER = 'planted-customer';
/** What a person has in the environment, with everything in it that must not be told. */
const planted = {
  DATABRICKS_TOKEN: 'dapi0123456789plantedtoken',
  DATABRICKS_HOST: 'https://adb-1234567890123456.7.azuredatabricks.net',
  ARM_CLIENT_SECRET: 'planted~client~secret',
};

beforeAll(async () => {
  surroundings = await Surroundings.start();
  // Nobody's own files are looked at.
  const home = join(surroundings.directory, 'person');
  await mkdir(home);
  cli = new Cli(surroundings, { HOME: home, USERPROFILE: home, DATABRICKS_CONFIG_FILE: join(home, 'cfg') });
  signedIn = new StartingPoint(surroundings, async () => {
    const { workspace, profileArguments } = surroundings;
    const login = await cli.signIn(workspace.origin, '--profile', PROFILE, ...profileArguments);
    expect(login.code, login.stderr).toBe(0);
  });
});
afterAll(() => surroundings.stop());

const withEnvironment = (more: Readonly<Record<string, string>>) =>
  new Cli(surroundings, { DATABRICKS_CONFIG_FILE: join(surroundings.directory, 'person', 'cfg'), ...more });

function findingsOf({ stdout, code }: CliResult): Map<string, Finding[]> {
  const { findings, exitCode } = JSON.parse(stdout) as { findings: Finding[]; exitCode: number };
  expect(exitCode).toBe(code);
  for (const { level, fix } of findings) {
    expect(fix !== undefined, 'a fix for what is wrong, and for nothing else').toBe(
      level === 'warning' || level === 'error',
    );
    expect(fix ?? '').not.toMatch(/\n/);
  }
  return Map.groupBy(findings, ({ check }) => check);
}

function expectNothingPlanted({ stdout, stderr }: CliResult, more: readonly string[] = []): void {
  const { entra, workspace, home, directory } = surroundings;
  const people = entra.users.flatMap(({ username, name }) => [username, name]);
  const secrets = [
    ...Object.values(planted),
    ...entra.issuedSecrets(),
    ...people,
    ...[PROFILE, CUSTOMER, entra.tenantId, entra.clientId],
    ...[new URL(entra.origin).host, new URL(workspace.origin).host, home, directory, hostname()],
    ...more,
  ];
  // `root` is also a kind of CA.
  const { username: account } = userInfo();
  if (account !== 'root') secrets.push(account);
  for (const secret of secrets) expect(`${stdout}${stderr}`.includes(secret), secret).toBe(false);
}

test('all is well: 0, and each line says what was looked at', async () => {
  await signedIn.enter();
  const result = await cli.run('doctor', '--json');
  expect(result.code, result.stdout).toBe(0);
  const found = findingsOf(result);
  expect(JSON.parse(result.stdout).versions).toMatchObject({
    node: process.versions.node,
    program: expect.stringMatching(/^\d/),
  });
  const levels = Object.fromEntries([...found].map(([check, [finding]]) => [check, finding?.level]));
  expect(levels).toEqual({
    settings: 'ok',
    profile: 'ok',
    keyring: 'ok',
    signIn: 'ok',
    proxy: 'ok',
    network: 'ok',
    // The simulators' CA is not in Mozilla's list, as a company's is not.
    tls: 'warning',
    clock: 'ok',
    tenant: 'ok',
    workspace: 'ok',
    endpoint: 'ok',
    files: 'ok',
    variables: 'ok',
  });
  expect(found.get('tls')?.[0]?.code).toBe('privateCa');
  expectNothingPlanted(result);
});

test('no profile, a broken settings file, no keyring, no network: said at once, each with its fix', async () => {
  surroundings.reset();
  await mkdir(surroundings.home, { recursive: true, mode: 0o700 });
  const settings = join(surroundings.home, 'settings.json');
  await writeFile(settings, `{"profiles":[{"name":"${PROFILE}","clientSecret":"${planted.DATABRICKS_TOKEN}`);
  const lost = withEnvironment({
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
    HTTPS_PROXY: 'http://planted-user:planted-password@127.0.0.1:9',
  });
  const result = await lost.run('doctor', '--json');
  const found = findingsOf(result);
  expect(found.get('settings')?.[0]).toMatchObject({ level: 'warning', code: 'settingsBroken' });
  expect(found.get('profile')?.[0]).toMatchObject({ level: 'error', code: 'profile_missing' });
  expect(found.get('proxy')?.[0]).toMatchObject({ level: 'error', code: 'proxy_unreachable' });
  for (const check of ['signIn', 'network', 'tls', 'clock', 'tenant', 'workspace'])
    expect(found.get(check)?.[0]?.level, check).toBe('skipped');
  if (process.platform === 'linux') {
    expect(found.get('keyring')?.[0]).toMatchObject({ level: 'error', code: 'keyring_unavailable' });
    expect(result.code).toBe(6);
  }
  expect(await readFile(settings, 'utf8'), 'left as it is').toContain(PROFILE);
  expectNothingPlanted(result, ['planted-user', 'planted-password', '127.0.0.1:9']);
  const text = await lost.run('doctor');
  expect(text.stdout).toMatch(/^error +Profile +There’s no profile yet/m);
  expectNothingPlanted(text, ['planted-user', 'planted-password', '127.0.0.1:9']);
});

describe('what is wrong is found, and nobody is named:', () => {
  beforeAll(() => signedIn.enter());

  test('variables and sections that win, files by hand, a file that is gone', async () => {
    const folder = join(surroundings.directory, CUSTOMER);
    await mkdir(folder);
    const [config, env, gone] = ['cfg', 'customer.env', 'gone.env'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    await cli.run('target', 'add', 'databrickscfg', '--file', config, '--section', CUSTOMER);
    await cli.run('target', 'add', 'dotenv', '--file', env);
    await cli.run('target', 'add', 'dotenv', '--file', gone);
    await startServing(cli);
    const read = (file: string) => () => readFile(file, 'utf8').catch(() => '');
    // Nothing is written after that until there is another token.
    await expect.poll(read(config), { timeout: 20_000 }).toContain('metadata_service_url');
    await expect.poll(read(gone), { timeout: 20_000 }).toContain('eyJ');
    await rm(gone);
    await writeFile(env, `DATABRICKS_TOKEN="${planted.DATABRICKS_TOKEN}"\n`);
    await writeFile(
      config,
      `${await readFile(config, 'utf8')}\n[DEFAULT]\nhost = ${planted.DATABRICKS_HOST}\ntoken = ${planted.DATABRICKS_TOKEN}\n\n[__settings__]\ndefault_profile = ${CUSTOMER}-other\n`,
    );
    const { paths } = JSON.parse(await readFile(join(surroundings.home, 'endpoint.json'), 'utf8'));
    const disturbed = withEnvironment({
      ...planted,
      DATABRICKS_CONFIG_FILE: config,
      // As `exec` takes it out.
      AZ_PATH: '/usr/bin/az',
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
    });
    const result = await disturbed.run('doctor', '--json');
    const found = findingsOf(result);
    const codes = (check: string) => found.get(check)?.map(({ code }) => code);
    expect(codes('variables')).toEqual([
      'variable',
      'variable',
      'variable',
      'azureVariable',
      'configDefaultProfile',
      'configDefaultSection',
    ]);
    const messages = found
      .get('variables')
      ?.map(({ message }) => message)
      .join('\n');
    for (const name of [...Object.keys(planted), 'AZ_PATH']) expect(messages).toContain(name);
    expect(codes('files')).toEqual(['fileEdited', 'fileMissing']);
    expect(codes('endpoint')).toEqual(['endpointOn']);
    expect(codes('tls')).toEqual(['privateCa', 'checksKept']);
    expect(result.code).toBe(0);
    expectNothingPlanted(result, [...Object.values<string>(paths), 'customer.env']);
    await chmod(surroundings.home, 0o770);
    const shared = await disturbed.run('doctor');
    await chmod(surroundings.home, 0o700);
    // Windows has no such modes.
    if (process.platform !== 'win32') expect(shared.stdout).toContain('can change the data folder');
    expectNothingPlanted(shared, Object.values<string>(paths));
  });

  test('a clock that is wrong; an endpoint that was killed; a tenant that Entra does not know', async () => {
    await signedIn.enter();
    const { process: served } = await startServing(cli);
    served.kill('SIGKILL');
    await served.result;
    surroundings.entra.setScenario({ clockOffsetSeconds: -600 });
    const late = findingsOf(await cli.run('doctor', '--json'));
    expect(late.get('clock')?.[0]).toMatchObject({
      code: 'clockAhead',
      message: expect.stringMatching(/(599|60\d) s ahead/),
    });
    expect(late.get('endpoint')?.[0]?.code).toBe('endpointDead');
    surroundings.entra.resetScenario();
    const other = '00000000-1111-2222-3333-444444444444';
    const settings = join(surroundings.home, 'settings.json');
    const written = await readFile(settings, 'utf8');
    await writeFile(settings, written.replace(surroundings.entra.tenantId, other));
    const result = await cli.run('doctor', '--json');
    const found = findingsOf(result);
    expect(found.get('tenant')?.[0]).toMatchObject({ level: 'error', code: 'refused_by_entra' });
    expect(found.get('workspace')?.[0]?.code).toBe('workspace_other_tenant');
    expect(result.code, 'what is to be fixed first: the configuration').toBe(2);
    expectNothingPlanted(result, [other]);
  });

  test('a refusal in Entra’s own words, behind a proxy that works', async () => {
    await signedIn.enter();
    const error = {
      error: 'invalid_grant',
      aadsts: 50173,
      description: `Bad news for ${CUSTOMER}.`,
    } as const;
    surroundings.entra.setScenario({ faults: { token: { kind: 'error', ...error } } });
    expect((await cli.run('token', '--refresh')).code).toBe(0);
    const proxy = await ConnectProxy.start(Number(new URL(surroundings.entra.origin).port));
    proxy.user = 'planted-user:planted-password';
    try {
      const { host } = new URL(proxy.url);
      const address = `http://${proxy.user}@${host}`;
      const result = await withEnvironment({ HTTPS_PROXY: address }).run('doctor', '--json');
      const found = findingsOf(result);
      expect(found.get('signIn')?.[0]?.level).toBe('error');
      expect(found.get('proxy')?.[0]).toMatchObject({ level: 'ok', message: 'Set by HTTPS_PROXY.' });
      expect(found.get('tls')?.[0]?.code).toBe('privateCa');
      expectNothingPlanted(result, ['planted-user', 'planted-password', host]);
    } finally {
      proxy.stop();
    }
  });
});
