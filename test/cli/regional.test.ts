import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { parseEnv, promisify } from 'node:util';
import { Agent, fetch } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { setUpProfile } from '../../src/core/app/profile-setup.ts';
import { discoverWorkspace } from '../../src/core/databricks/discovery.ts';
import type { Fetch } from '../../src/core/platform/http.ts';
import { Cli, completeSignIn } from '../support/cli.ts';
import { ConnectProxy } from '../support/connect-proxy.ts';
import { readDockerEnvFile } from '../support/docker-env-file.ts';
import { findCurl } from '../support/rest-examples.ts';
import { SdkClient } from '../support/sdk-client.ts';
import { askEndpoint, startServing } from '../support/serving.ts';
import { Surroundings } from '../support/surroundings.ts';
import type { Scenario } from '../workspace/simulator.ts';

// Dozens of programs, one after the other, on a machine that may have others to do.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 90_000 });

/**
 * Workspaces behind a host that serves several. The simulator is that host, under the real names, which are reached
 * through a proxy; and under its own, for clients that go through none.
 */
const ID = '1234567890123456';
const ACME = 'https://acme.azuredatabricks.net';
const node = process.execPath;

let surroundings: Surroundings;
let proxy: ConnectProxy;
let cli: Cli;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  const { entra, workspace } = surroundings;
  proxy = await ConnectProxy.start((host) =>
    host.startsWith('login.') ? Number(new URL(entra.origin).port) : workspace.port,
  );
  cli = new Cli(surroundings, { HTTPS_PROXY: proxy.url });
});
afterAll(async () => {
  proxy.stop();
  await surroundings.stop();
});
beforeEach(() => surroundings.reset());

function add(workspace: string, ...more: string[]) {
  return cli.run(
    'profile',
    'add',
    'work',
    '--client-id',
    surroundings.entra.clientId,
    '--workspace',
    workspace,
    ...more,
  );
}

async function savedProfile() {
  const { profiles } = JSON.parse(await readFile(join(surroundings.home, 'settings.json'), 'utf8'));
  return profiles[0];
}

async function print(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await cli.run('token', ...args);
  expect(code, stderr).toBe(0);
  return stdout.trimEnd();
}

test('the ID of a pasted address is kept, sent, and given to every tool', async () => {
  const { workspace } = surroundings;
  const added = await add(`HTTPS://ACME.AzureDatabricks.net./browse/folders/7?x=1&O=${ID}#notebook/2`);
  expect(added.code, added.stderr).toBe(0);
  const { tenantId } = surroundings.entra;
  const expected = { workspaceUrl: ACME, workspaceId: ID, cloud: 'public', tenantId };
  expect(await savedProfile()).toMatchObject(expected);
  // The sign-in page is that of the workspace, and nothing else had to be found out.
  expect(workspace.requests.map(({ path, routing }) => [path, routing])).toEqual([
    ['/aad/auth', { by: '?o=', workspaceId: ID }],
  ]);

  const login = cli.start('login', '--no-browser');
  await completeSignIn(surroundings, await login.signInLink());
  expect((await login.result).code).toBe(0);

  // Where the host tells no tenant, whom it takes us for still says whether all is right.
  workspace.setScenario({ signInRedirect: 'common' });
  const before = workspace.requests.length;
  const verified = await cli.run('verify', '--json');
  expect(verified.code, verified.stderr).toBe(0);
  expect(JSON.parse(verified.stdout)).toMatchObject({
    workspaceUrl: ACME,
    workspaceId: ID,
    clusters: { ok: true },
    warehouses: { ok: true },
  });
  const calls = workspace.requests.slice(before).filter(({ hasBearer }) => hasBearer);
  expect(calls).toHaveLength(3);
  for (const { routing } of calls) {
    expect(routing).toEqual({ by: 'X-Databricks-Workspace-Id', workspaceId: ID });
  }

  const variables = {
    DATABRICKS_HOST: ACME,
    DATABRICKS_WORKSPACE_ID: ID,
    DATABRICKS_EXPERIMENTAL_IS_UNIFIED_HOST: 'true',
  };
  const dotenv = parseEnv(await print('--format', 'dotenv'));
  expect(dotenv).toEqual({ ...variables, DATABRICKS_TOKEN: expect.stringMatching(/^eyJ/) });
  const token = dotenv.DATABRICKS_TOKEN;
  await expectCurlToWork(await print('--format', 'curl'));

  expect(await print('--format', 'jdbc', '--warehouse', 'bi (LARGE)')).toBe(
    `jdbc:databricks://acme.azuredatabricks.net:443/default;transportMode=http;ssl=1;AuthMech=11;Auth_Flow=0;Auth_AccessToken=${token};httpPath=/sql/1.0/warehouses/9c8d7e6f5a4b3c2d?o=${ID}`,
  );

  const tell = 'console.log(JSON.stringify(process.env))';
  const executed = await new Cli(surroundings, {
    HTTPS_PROXY: proxy.url,
    DATABRICKS_WORKSPACE_ID: '999',
    DATABRICKS_EXPERIMENTAL_IS_UNIFIED_HOST: 'false',
  }).run('exec', '--', node, '-e', tell);
  expect(JSON.parse(executed.stdout)).toMatchObject({ ...variables, DATABRICKS_TOKEN: token });

  // A profile from before IDs were kept: it is asked for, or found, and kept from then on.
  workspace.setScenario({ signInRedirect: 'authority' });
  const file = join(surroundings.home, 'settings.json');
  await writeFile(file, (await readFile(file, 'utf8')).replace(/,?\s*"workspaceId": ?"\d+"/, ''));
  expect(await savedProfile()).not.toHaveProperty('workspaceId');
  const unknown = await cli.run('verify');
  expect(unknown.code, unknown.stderr).toBe(2);
  expect(unknown.stderr).toContain('serves more than one workspace');
  workspace.setScenario({ hostMetadata: 'workspace' });
  expect((await cli.run('verify')).code).toBe(0);
  expect(await savedProfile()).toMatchObject(expected);

  // Another workspace behind the same host; the sign-in stays, and so does the ID when something else is changed.
  expect((await cli.run('profile', 'set', 'work', '--workspace', `${ACME}/?o=7`)).code).toBe(0);
  expect((await cli.run('profile', 'set', 'work', '--name', 'acme')).code).toBe(0);
  expect(await savedProfile()).toMatchObject({ ...expected, workspaceId: '7', name: 'acme' });
  // One whose host says its ID needs none, and is sent none.
  const own = `https://adb-${ID}.7.azuredatabricks.net`;
  expect((await cli.run('profile', 'set', 'acme', '--workspace', `${own}/?o=7`)).code).toBe(0);
  const { workspaceId, workspaceUrl } = await savedProfile();
  expect({ workspaceId, workspaceUrl }).toEqual({ workspaceUrl: own });
  expect((await cli.run('verify')).code).toBe(0);
  expect(workspace.requests.at(-1)?.routing).toBeUndefined();
});

async function expectCurlToWork(command: string): Promise<void> {
  expect(command).toContain(` -H 'X-Databricks-Workspace-Id: ${ID}' '${ACME}/`);
  if (!findCurl()) return;
  const env = { ...process.env, HTTPS_PROXY: proxy.url, CURL_CA_BUNDLE: surroundings.caFile };
  const { stdout } = await promisify(execFile)('bash', ['-c', command], { env });
  expect(JSON.parse(stdout).userName).toBe('someone@example.com');
}

describe('an address that does not say which workspace is meant', () => {
  test('what to copy is said, and nothing saved', async () => {
    const requests = surroundings.workspace.requests.length;
    const { code, stdout, stderr } = await add(
      'westeurope.azuredatabricks.net',
      '--tenant',
      'contoso.example',
    );
    expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('westeurope.azuredatabricks.net serves more than one workspace.');
    expect(stderr).toContain('https://westeurope.azuredatabricks.net/?o=1234567890123456');
    expect([...(await surroundings.files()).keys()].filter((file) => file.endsWith('settings.json'))).toEqual(
      [],
    );
    const paths = surroundings.workspace.requests.slice(requests).map(({ path }) => path);
    expect(paths).toEqual(['/.well-known/databricks-config']);
  });

  const body = (text: string) =>
    ({ faults: { hostMetadata: { kind: 'status', status: 200, body: text } } }) as const;
  const answers: [string, Partial<Scenario>][] = [
    ['that it serves several', { hostMetadata: 'unified' }],
    ['a page', { faults: { hostMetadata: { kind: 'html' } } }],
    ['cut JSON', { faults: { hostMetadata: { kind: 'garbage' } } }],
    ['an ID with more to it', body(`{"workspace_id":"${ID};httpPath=/x"}`)],
    ['an ID that JavaScript would round', body(`{"workspace_id":${ID}}`)],
    ['an account', body('{"workspace_id":"none"}')],
    ['nothing', body('{}')],
    ['null', body('{"workspace_id":null}')],
    ['deep JSON', body(`{"x":${'['.repeat(100_000)}`)],
    ['that it is busy', { faults: { hostMetadata: { kind: 'status', status: 503 } } }],
    ['a redirect', { faults: { hostMetadata: { kind: 'privateLink' } } }],
    ['without end', { faults: { hostMetadata: { kind: 'huge', bytes: 50_000_000 } } }],
    ['nothing, and ends the connection', { faults: { hostMetadata: { kind: 'reset' } } }],
    ['never', { faults: { hostMetadata: { kind: 'hang' } } }],
  ];
  test.each(answers)('the host answers %s: it is no answer', async (_, scenario) => {
    const { workspace, entra } = surroundings;
    workspace.setScenario(scenario);
    const dispatcher = new Agent({ connect: { ca: entra.caCertificate } });
    const toSimulator: Fetch = (url, init) =>
      fetch(url.replace('https://westeurope.azuredatabricks.net', workspace.origin), { ...init, dispatcher });
    const asked = discoverWorkspace('https://westeurope.azuredatabricks.net', undefined, toSimulator);
    await expect(asked).rejects.toThrow('workspace_id_missing');
    await dispatcher.destroy();
  });

  test('the host names its only workspace, even where it does not name its tenant', async () => {
    surroundings.workspace.setScenario({ hostMetadata: 'workspace', signInRedirect: 'notFound' });
    const { tenantId } = surroundings.entra;
    const workspaceUrl = 'https://acme.databricks.azure.cn';
    const added = await add(workspaceUrl, '--tenant', tenantId);
    expect(added.code, added.stderr).toBe(0);
    expect(await savedProfile()).toMatchObject({ cloud: 'china', workspaceUrl, workspaceId: ID, tenantId });
  });

  test('a host that is out of reach: no profile is made that could not work', async () => {
    const workspaceUrl = 'https://acme.azuredatabricks.net';
    const { clientId, tenantId } = surroundings.entra;
    const unknown = Object.assign(new Error(), { code: 'ENOTFOUND', hostname: 'acme.azuredatabricks.net' });
    const made = (address: string) =>
      setUpProfile({ name: 'x', clientId, tenantId, workspaceUrl: address }, () => Promise.reject(unknown));
    await expect(made(workspaceUrl)).rejects.toThrow('host_not_found');
    const { profile } = await made(`${workspaceUrl}/?o=${ID}`);
    expect(profile).toMatchObject({ workspaceUrl, workspaceId: ID });
  });

  test('a host that is nobody’s, and the account console, are not even asked', async () => {
    const isRefused = (address: string, code: string) =>
      expect(
        discoverWorkspace(address, undefined, () => {
          throw new Error('asked');
        }),
      ).rejects.toThrow(code);
    await isRefused(`https://acme.databricks.example/?o=${ID}`, 'workspace_unproven');
    await isRefused('https://accounts.azuredatabricks.net', 'address_is_account_console');
  });
});

test('an SDK reads the section: the ID reaches the workspace, and the endpoint knows the host in every form', async () => {
  const { entra, workspace, caFile } = surroundings;
  const folder = await mkdtemp(join(surroundings.directory, 'person-'));
  const config = join(folder, '.databrickscfg');
  const direct = new Cli(surroundings, { DATABRICKS_CONFIG_FILE: config });
  const theirs = `[old]\nhost = ${workspace.origin}\nworkspace_id = ${ID}\nazure_client_id = ${entra.clientId}\n\n[taken]\nhost = ${workspace.origin}\nworkspace_id = 7\n`;
  await writeFile(config, theirs);
  const imported = await direct.run('import-script', config, '--section', 'old', '--authority', entra.origin);
  expect(imported.code, imported.stderr).toBe(0);
  expect(await savedProfile()).toMatchObject({ workspaceUrl: workspace.origin, workspaceId: ID });
  expect((await direct.signIn()).code).toBe(0);

  const taken = await direct.run('target', 'add', 'databrickscfg', '--section', 'taken');
  expect(taken.code, 'another workspace behind the same host').toBe(2);
  await direct.run('target', 'add', 'databrickscfg', '--section', 'work');
  const served = await startServing(direct);
  await expect.poll(() => readFile(config, 'utf8'), { timeout: 20_000 }).toContain('metadata-service');
  expect(await readFile(config, 'utf8')).toContain(
    `[work]\nhost = ${workspace.origin}\nworkspace_id = ${ID}\nexperimental_is_unified_host = true\nauth_type = metadata-service\n`,
  );

  const { PATH = '' } = process.env;
  const sdk = new SdkClient({
    PATH,
    HOME: folder,
    NODE_EXTRA_CA_CERTS: caFile,
    DATABRICKS_CONFIG_FILE: config,
    DATABRICKS_CONFIG_PROFILE: 'work',
  });
  expect(await sdk.listClusters()).toBe('Shared Autoscaling, Nightly reports');
  sdk.end();
  expect(workspace.requests.at(-1)).toMatchObject({
    path: '/api/2.1/clusters/list',
    routing: { by: 'X-Databricks-Org-Id', workspaceId: ID },
  });

  expect((await direct.run('token', '--format', 'dotenv')).stdout, 'by way of the endpoint').toContain(
    `DATABRICKS_WORKSPACE_ID=${ID}\n`,
  );

  const { origin, host } = workspace;
  const ask = async (asked: string) =>
    (await askEndpoint(served, { headers: { 'x-databricks-host': asked } })).status;
  for (const asked of [
    origin,
    `${origin}/`,
    `${origin}/?o=${ID}`,
    `${origin}?o=${ID}&x=1`,
    origin.toUpperCase(),
  ]) {
    expect(await ask(asked), asked).toBe(200);
  }
  const others = [
    `${origin}/?o=7`,
    `http://${host}`,
    host,
    `${origin}/x`,
    `https://u@${host}`,
    `${origin}.x`,
    `${ACME}/?o=${ID}`,
  ];
  for (const asked of others) expect(await ask(asked), asked).toBe(400);

  // A file for docker has the ID too, and not for long.
  const docker = join(folder, 'app.env');
  const before = 'A="1" # x\n';
  await writeFile(docker, before);
  const forDocker = ['connect', 'docker-env', '--file', docker];
  expect((await direct.run(...forDocker)).code).toBe(0);
  expect(readDockerEnvFile(await readFile(docker, 'utf8'))).toEqual({
    A: '"1" # x',
    DATABRICKS_HOST: origin,
    DATABRICKS_WORKSPACE_ID: ID,
    DATABRICKS_EXPERIMENTAL_IS_UNIFIED_HOST: 'true',
    DATABRICKS_TOKEN: expect.stringMatching(/^eyJ/),
  });
  expect((await direct.run(...forDocker, '--remove')).code).toBe(0);
  expect(await readFile(docker, 'utf8')).toBe(before);
  const another = `DATABRICKS_HOST=${origin}\nDATABRICKS_WORKSPACE_ID=7\n`;
  await writeFile(docker, another);
  expect((await direct.run(...forDocker)).code, 'another workspace behind the same host').toBe(2);
  expect(await readFile(docker, 'utf8')).toBe(another);

  // Who asks `databricks` for a token is answered for this workspace only.
  const real = join(folder, 'bin');
  await mkdir(real);
  await writeFile(join(real, 'databricks'), '#!/bin/sh\necho "real:$*"\n', { mode: 0o755 });
  const asking = new Cli(surroundings, {
    DATABRICKS_CONFIG_FILE: config,
    PATH: `${real}${delimiter}${PATH}`,
  });
  const unified = `--host ${origin} --experimental-is-unified-host --workspace-id`;
  const ours = ['--profile old', `${unified} ${ID}`];
  const elsewhere = ['--profile taken', `${unified} 7`];
  const asks = [...ours, ...elsewhere].map((words) => `databricks auth token ${words}`).join('\n');
  const { stdout } = await asking.run('exec', '--', 'sh', '-c', asks);
  expect(stdout.match(/"access_token": "eyJ/g)).toHaveLength(ours.length);
  expect(stdout.match(/^real:.*/gm)).toEqual(elsewhere.map((words) => `real:auth token ${words}`));

  served.process.kill('SIGTERM');
  await served.process.result;
  const left = await readFile(config, 'utf8');
  expect(left.startsWith(theirs)).toBe(true);
  expect(left.slice(theirs.length)).not.toMatch(/workspace_id|unified|127\.0\.0\.1/);
});

test('warehouses: odd names and paths, none, not allowed, and one that nobody knows', async () => {
  const { workspace } = surroundings;
  const direct = new Cli(surroundings);
  await direct.signInAtWorkspace();
  const jdbc = (wanted: string) => direct.run('token', '--format', 'jdbc', '--warehouse', wanted);
  workspace.setScenario({
    warehouses: [
      { id: 'a1', name: 'Größe "XL"; httpPath=/evil\u202e\n', state: 'RUNNING', path: '/x;AuthMech=3' },
      { id: 'b2', name: 'Twice', state: 'STOPPED', path: '/sql/1.0/endpoints/b2' },
      { id: 'c3', name: 'Twice', state: 'STOPPED' },
      { id: 'd4;x=1', name: 'Evil', state: 'RUNNING' },
    ],
  });
  const { stdout } = await direct.run('verify');
  expect(stdout).toMatch(
    /SQL warehouses +3\n +RUNNING +Größe "XL"; httpPath=\/evil +\/sql\/1\.0\/warehouses\/a1\n +STOPPED +Twice +\/sql\/1\.0\/endpoints\/b2\n/,
  );
  expect((await jdbc('a1')).stdout).toMatch(/;httpPath=\/sql\/1\.0\/warehouses\/a1\n$/);
  const twice = await jdbc('twice');
  expect({ code: twice.code, stdout: twice.stdout }).toEqual({ code: 2, stdout: '' });
  expect(twice.stderr).toMatch(/Twice \(b2\), Twice \(c3\)/);
  expect(twice.stderr).not.toContain('eyJ');
  const misplaced = await direct.run('token', '--warehouse', 'a1');
  expect({ code: misplaced.code, stdout: misplaced.stdout }).toEqual({ code: 2, stdout: '' });

  workspace.setScenario({ warehouses: [] });
  expect((await jdbc('a1')).stderr).toContain('that you can use: –');
  workspace.setScenario({ warehousesRefused: true });
  const verified = await direct.run('verify');
  expect(verified.code).toBe(0);
  expect(verified.stdout).toMatch(/SQL warehouses +The workspace doesn’t allow this/);
  expect(verified.stderr).toMatch(/warning: SQL warehouses: The workspace doesn’t allow this/);
});
