import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Agent, fetch, ProxyAgent } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { exitCodeOf } from '../../src/cli/exit-codes.ts';
import { setUpProfile } from '../../src/core/app/profile-setup.ts';
import { discoverWorkspace } from '../../src/core/databricks/discovery.ts';
import { verifyToken } from '../../src/core/databricks/verify.ts';
import { asFailure } from '../../src/core/platform/as-failure.ts';
import type { Fetch } from '../../src/core/platform/http.ts';
import type { Failure } from '../../src/shared/failures.ts';
import { explain, loadTranslate, type Translate } from '../../src/shared/messages/index.ts';
import { startApart } from '../support/apart.ts';
import { Cli } from '../support/cli.ts';
import { ConnectProxy } from '../support/connect-proxy.ts';
import {
  findCurl,
  findPython,
  type RestExample,
  type RestExampleResult,
  runCurlExample,
  runPythonExample,
} from '../support/rest-examples.ts';
import { StartingPoint } from '../support/starting-point.ts';
import { Surroundings } from '../support/surroundings.ts';
import { tokensByPassword } from '../support/token-endpoint.ts';

// Dozens of programs, one after the other, on a machine that may have others to do.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 90_000 });

let surroundings: Surroundings;
let cli: Cli;
/** With a profile that names the workspace. */
let signedIn: StartingPoint;
/** Where what the program makes of an answer is proved without starting it. */
let agent: Agent;
let t: Translate;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  agent = new Agent({ connect: { ca: surroundings.entra.caCertificate } });
  t = await loadTranslate('en');
  cli = new Cli(surroundings);
  signedIn = new StartingPoint(surroundings, () => cli.signInAtWorkspace());
});
afterAll(async () => {
  await agent.destroy();
  await surroundings.stop();
});
beforeEach(() => surroundings.reset());

const fetchHere: Fetch = (url, init) => fetch(url, { ...init, dispatcher: agent });

/** What the command line says of it. */
function wordsOf(failure: Failure): string {
  return Object.values(explain(failure, t)).join('\n');
}

/** The authority must be named: the simulator's is none of Microsoft's. */
function add(...args: string[]) {
  const { clientId, origin } = surroundings.entra;
  return cli.run('profile', 'add', 'work', '--client-id', clientId, '--authority', origin, ...args);
}

async function savedProfile() {
  const { profiles } = JSON.parse(await readFile(join(surroundings.home, 'settings.json'), 'utf8'));
  return profiles[0];
}

describe('discovery', () => {
  test('the tenant is found by the workspace’s address, however it was copied', async () => {
    const { workspace, entra } = surroundings;
    const added = await add(
      '--workspace',
      ` "HTTPS://${workspace.host.toUpperCase()}/browse?o=1#notebook/2" `,
    );
    expect(added.code, added.stderr).toBe(0);
    expect(added.stderr).toContain(`tenant ${entra.tenantId}`);
    expect(await savedProfile()).toMatchObject({
      tenantId: entra.tenantId,
      workspaceTenantId: entra.tenantId,
      workspaceUrl: workspace.origin,
    });
    expect(workspace.requests.at(-1)).toMatchObject({ path: '/aad/auth', hasBearer: false });
  });

  test('cloud and authority are known by the domain', async () => {
    const { workspace, entra } = surroundings;
    const authority = 'login.microsoftonline.us';
    const hosts = {
      public: 'adb-1234567890123456.7.azuredatabricks.net',
      usgov: 'adb-1234567890123456.7.databricks.azure.us',
      china: 'adb-1234567890123456.7.databricks.azure.cn',
    };
    const proxy = await ConnectProxy.start((asked) => {
      const origin = asked === authority ? entra.origin : workspace.origin;
      return [authority, ...Object.values(hosts)].includes(asked) ? Number(new URL(origin).port) : undefined;
    });
    const dispatcher = new ProxyAgent({ uri: proxy.url, requestTls: { ca: entra.caCertificate } });
    const fetchAway: Fetch = (url, init) => fetch(url, { ...init, dispatcher });
    try {
      for (const [cloud, host] of Object.entries(hosts)) {
        const home = await discoverWorkspace(`https://${host}`, undefined, fetchAway);
        expect(home, host).toMatchObject({ cloud, tenantId: entra.tenantId });
      }
      const away = new Cli(surroundings, { HTTPS_PROXY: proxy.url });
      const args = ['--client-id', entra.clientId, '--workspace', hosts.usgov];
      const added = await away.run('profile', 'add', 'work', ...args);
      expect(added.code, added.stderr).toBe(0);
      expect(added.stderr).toContain(authority);
      expect(await savedProfile()).toMatchObject({ cloud: 'usgov', tenantId: entra.tenantId });
    } finally {
      await dispatcher.destroy();
      proxy.stop();
    }
  });

  test.each([
    ['notFound', /No Azure Databricks workspace answers/],
    ['nowhere', /No Azure Databricks workspace answers/],
    ['common', /No Azure Databricks workspace answers/],
    ['otherAuthority', /belongs to a different cloud/],
  ] as const)('a redirect that is %s gets its reason', async (signInRedirect, reason) => {
    const { workspace, entra } = surroundings;
    workspace.setScenario({ signInRedirect });
    const cloud = { authorityHost: new URL(entra.origin).host };
    const draft = { name: 'work', clientId: entra.clientId, cloud, workspaceUrl: workspace.origin };
    const refused = await setUpProfile(draft, fetchHere).then(() => undefined, asFailure);
    if (!refused) throw new Error('not refused');
    expect(exitCodeOf(refused)).toBe(2);
    expect(wordsOf(refused)).toMatch(reason);
  });

  test('where it is refused, the reason is said, and nothing saved', async () => {
    surroundings.workspace.setScenario({ signInRedirect: 'otherAuthority' });
    const added = await add(...surroundings.workspaceArguments);
    expect({ code: added.code, stdout: added.stdout }).toEqual({ code: 2, stdout: '' });
    expect(added.stderr).toContain('belongs to a different cloud');
    expect([...(await surroundings.files()).keys()].join()).not.toContain('settings.json');
  });

  test('a workspace out of reach: said, and needed only where the tenant is to be found', async () => {
    const { tenantId } = surroundings.entra;
    surroundings.workspace.setScenario({ faults: { aadAuth: { kind: 'reset' } } });
    const alone = await add(...surroundings.workspaceArguments);
    expect(alone.code).toBe(4);
    expect(alone.stderr).toContain(`${surroundings.workspace.host} can’t be reached`);
    const withTenant = await add(...surroundings.workspaceArguments, '--tenant', tenantId);
    expect(withTenant.code).toBe(0);
    expect(withTenant.stderr).toContain('couldn’t confirm the tenant');
  });

  test('a stranger’s workspace cannot name its own sign-in page', async () => {
    const { clientId } = surroundings.entra;
    const added = await cli.run(
      'profile',
      'add',
      'work',
      '--client-id',
      clientId,
      ...surroundings.workspaceArguments,
    );
    expect(added.code).toBe(2);
    expect(added.stderr).toMatch(/not one of Azure Databricks’ own addresses/);
  });

  test('a tenant that is not the workspace’s is refused when the profile is made', async () => {
    const added = await add(
      ...surroundings.workspaceArguments,
      '--tenant',
      '11111111-2222-4333-8444-555555555555',
    );
    expect(added.code).toBe(2);
    expect(added.stderr).toContain('from a different tenant than the workspace');
    expect(added.stderr).toContain(surroundings.entra.tenantId);
  });

  test('neither tenant nor workspace is a mistake that names both', async () => {
    const { code, stderr } = await add();
    expect(code).toBe(2);
    expect(stderr).toMatch(/--workspace[\s\S]*--tenant/);
  });
});

test('a token of another tenant than the workspace’s is not handed out', async (context) => {
  const stranger = await startApart(context, { tenantId: '99999999-8888-4777-8666-555555555555' });
  const other = stranger.surroundings;
  const { clientId, origin, tenantDomain } = other.entra;
  // A domain cannot be compared with the workspace's tenant: the token's own tenant can.
  const args = ['--client-id', clientId, '--authority', origin, '--tenant', tenantDomain];
  expect((await stranger.run('profile', 'add', 'work', ...args)).code).toBe(0);
  expect((await stranger.signIn()).code).toBe(0);
  const file = join(other.home, 'settings.json');
  const settings = JSON.parse(await readFile(file, 'utf8'));
  const { tenantId } = surroundings.entra;
  settings.profiles[0].workspaceUrl = surroundings.workspace.origin;
  settings.profiles[0].workspaceTenantId = tenantId;
  await writeFile(file, JSON.stringify(settings));
  const dotenv = join(other.directory, '.env');
  await stranger.run('target', 'add', 'dotenv', '--file', dotenv);
  expect(await readFile(dotenv, 'utf8').catch(() => ''), 'nor into a file').not.toContain('eyJ');
  for (const command of [['token'], ['exec', '--', 'true']]) {
    const refused = await stranger.run(...command);
    expect(refused.code, refused.stderr).toBe(2);
    expect(refused.stdout).toBe('');
    expect(refused.stderr).toContain('would refuse the token');
  }
  const requests = surroundings.workspace.requests.length;
  expect((await stranger.run('verify')).code).not.toBe(0);
  expect(surroundings.workspace.requests.slice(requests).some(({ hasBearer }) => hasBearer)).toBe(false);
});

describe('profile set', () => {
  test('a new name or workspace keeps the sign-in; a new client ID ends it; what is missing is said', async () => {
    await add('--tenant', surroundings.entra.tenantId);
    await cli.signIn();
    const none = await cli.run('verify');
    expect(none.code, 'without a workspace').toBe(2);
    expect(none.stderr).toContain('profile set');
    const rename = ['--name', 'Büro “1”', ...surroundings.workspaceArguments];
    const named = await cli.run('profile', 'set', 'work', ...rename);
    expect(named.code, named.stderr).toBe(0);
    expect(await savedProfile()).toMatchObject({
      name: 'Büro “1”',
      workspaceUrl: surroundings.workspace.origin,
    });
    expect((await cli.run('token')).code).toBe(0);
    const otherApp = ['--client-id', '04b07795-8ddb-461a-bbee-02f9e1bf7b46'];
    const elsewhere = await cli.run('profile', 'set', 'Büro “1”', ...otherApp);
    expect(elsewhere.stderr).toContain('its account was signed out');
    expect((await cli.run('token')).code).toBe(3);
    expect((await savedProfile()).workspaceTenantId).toBe(surroundings.entra.tenantId);
    // Whatever the network does.
    const offline = new Cli(surroundings, { HTTPS_PROXY: 'http://127.0.0.1:1' });
    expect((await offline.run('verify')).code).toBe(3);
  });

  test('what cannot work changes nothing', async () => {
    await signedIn.enter();
    const before = await savedProfile();
    expect((await cli.run('profile', 'set', 'work', '--tenant', 'common')).code).toBe(2);
    expect((await cli.run('profile', 'set', 'nobody', '--tenant', 'a.example')).code).toBe(2);
    expect(await savedProfile()).toEqual(before);
  });
});

describe('verify', () => {
  test('who the workspace takes us for, groups, clusters, round trip, clock', async () => {
    await signedIn.enter();
    const { code, stdout, stderr } = await cli.run('verify');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/User +Some One \(someone@example\.com\)/);
    expect(stdout).toMatch(/Groups +\S+/);
    expect(stdout).toMatch(/Clock +in sync/);
    expect(stdout).toMatch(/RUNNING +Shared Autoscaling\n +TERMINATED +Nightly reports/);
    expect(stdout).toMatch(
      /SQL warehouses +2\n +RUNNING +Starter Warehouse +\/sql\/1\.0\/warehouses\/1a2b3c4d5e6f7a8b\n +STOPPED +BI \(large\)/,
    );
    const json = JSON.parse((await cli.run('verify', '--json')).stdout);
    expect(json).toMatchObject({ userName: 'someone@example.com', clusters: { ok: true } });
    expect(json.roundTripMs).toBeGreaterThanOrEqual(0);
    expect(Math.abs(json.clockSkewMs)).toBeLessThan(10_000);
    expect(json.clusters.list).toHaveLength(2);
  });

  test('a resource ID lets in who is no member but has the role, as an administrator', async () => {
    const { workspace, entra } = surroundings;
    const [user] = entra.users;
    await signedIn.enter();
    workspace.setScenario({
      members: [],
      contributors: [user?.objectId ?? ''],
      refusalFormat: 'page',
    });
    const outside = await cli.run('verify');
    expect({ code: outside.code, stdout: outside.stdout }).toEqual({ code: 5, stdout: '' });
    expect(outside.stderr).toContain('not a member of this workspace');
    expect(outside.stderr).not.toMatch(/<|eyJ/);

    const page = `https://portal.azure.com/#@contoso/resource${workspace.resourceId}/overview`;
    expect((await cli.run('profile', 'set', 'work', '--workspace-resource-id', page)).code).toBe(0);
    expect((await savedProfile()).workspaceResourceId).toBe(workspace.resourceId);
    const inside = await cli.run('verify');
    expect(inside.code, inside.stderr).toBe(0);
    expect(inside.stdout).toMatch(/Groups +.*admins/);

    workspace.setScenario({ members: [], contributors: [] });
    const without = await cli.run('verify');
    expect(without.code).toBe(5);
    expect(without.stderr).toContain('resource ID doesn’t let you in');
  });

  const refusals: [string, Parameters<Surroundings['workspace']['setScenario']>[0], number, RegExp][] = [
    ['expired, 403', { clockOffsetSeconds: 7_200, expiredAnswer: 'expiring' }, 5, /token has expired/],
    ['expired, 400', { clockOffsetSeconds: 7_200, expiredAnswer: 'jwtException' }, 5, /token has expired/],
    [
      'expired, 401',
      { clockOffsetSeconds: 7_200, expiredAnswer: 'unauthorized' },
      5,
      /token has expired|doesn’t accept/,
    ],
    ['not a member', { members: [] }, 5, /not a member/],
    ['not a member, old words', { members: [], notMemberAnswer: 'userNotAuthorized' }, 5, /not a member/],
    ['not a member, as a page', { members: [], refusalFormat: 'page' }, 5, /not a member/],
    ['not a member, other words', { members: [], notMemberAnswer: 'permissionDenied' }, 5, /not a member/],
    ['IP access list', { blockedAddress: '203.0.113.7' }, 5, /blocks your IP address/],
    [
      'throttled',
      { faults: { me: { kind: 'status', status: 429, retryAfterSeconds: 7 } } },
      4,
      /temporarily unavailable/,
    ],
    ['5xx', { faults: { me: { kind: 'status', status: 503 } } }, 4, /temporarily unavailable/],
    [
      'captive portal',
      { faults: { me: { kind: 'html' } } },
      4,
      /The response didn’t come from localhost:\d+/,
    ],
    [
      'sign-in page',
      { faults: { me: { kind: 'signInPage' } } },
      4,
      /The response didn’t come from localhost:\d+/,
    ],
    [
      'private link',
      { faults: { me: { kind: 'privateLink' } } },
      4,
      /The response didn’t come from localhost:\d+/,
    ],
    ['garbage', { faults: { me: { kind: 'garbage' } } }, 4, /The response didn’t come from localhost:\d+/],
    ['reset', { faults: { me: { kind: 'reset' } } }, 4, /localhost:\d+ can’t be reached/],
    [
      'huge',
      { faults: { me: { kind: 'huge', bytes: 50_000_000 } } },
      4,
      /The response didn’t come from localhost:\d+/,
    ],
  ];
  // Not a member: above. What the command says, and ends with, is always what the failure says.
  test('an answer of somebody else: said in plain words by the command', async () => {
    await signedIn.enter();
    surroundings.workspace.setScenario({ faults: { me: { kind: 'html' } } });
    const { code, stdout, stderr } = await cli.run('verify');
    expect({ code, stdout }, stderr).toEqual({ code: 4, stdout: '' });
    expect(stderr).toMatch(/The response didn’t come from localhost:\d+/);
    expect(stderr).not.toMatch(/<|eyJ/);
  });

  describe('what the workspace answers', () => {
    let token: string;

    beforeAll(async () => {
      surroundings.reset();
      token = (await tokensByPassword(surroundings.entra)).access_token;
    });
    async function expectRefusal(refusedToken: string, code: number, words: RegExp): Promise<void> {
      const { workspace, entra } = surroundings;
      const { tenantId, clientId } = entra;
      const profile = { id: 'x', name: 'work', tenantId, clientId, workspaceUrl: workspace.origin };
      const refused = await verifyToken({ ...profile, cloud: 'public' }, refusedToken, fetchHere).catch(
        asFailure,
      );
      if (!('code' in refused)) throw new Error('not refused');
      const said = wordsOf(refused);
      expect(exitCodeOf(refused), said).toBe(code);
      expect(said).toMatch(words);
      expect(said).not.toMatch(/<|eyJ/);
    }

    test.each(refusals)('%s: said in plain words', async (_, scenario, code, words) => {
      surroundings.workspace.setScenario(scenario);
      await expectRefusal(token, code, words);
    });

    test('wrong audience: said in plain words by the command, and in every form', async () => {
      const { workspace } = surroundings;
      await signedIn.enter();
      const file = join(surroundings.home, 'settings.json');
      const settings = JSON.parse(await readFile(file, 'utf8'));
      settings.profiles[0].scopes = ['https://management.azure.com/.default'];
      await writeFile(file, JSON.stringify(settings));
      workspace.setScenario({ refusalFormat: 'page' });
      const { code, stderr } = await cli.run('verify');
      expect(code, stderr).toBe(5);
      expect(stderr).toContain('doesn’t accept the token');
      const wrong = (await cli.run('token')).stdout.trim();
      for (const refusalFormat of ['json', 'jsonWithStringCode', 'text'] as const) {
        workspace.setScenario({ refusalFormat });
        await expectRefusal(wrong, 5, /doesn’t accept the token/);
      }
    });
  });

  test('neither clusters that may not be listed nor a clock that is off hide who we are', async () => {
    await signedIn.enter();
    surroundings.workspace.setScenario({ clustersRefused: true, clockOffsetSeconds: -300 });
    const { code, stdout, stderr } = await cli.run('verify');
    // Not everybody may see them: nothing is wrong with the connection.
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('someone@example.com');
    expect(stdout).toMatch(/Clock +(299|30\d) s ahead/);
    expect(stdout).toMatch(/Clusters +The workspace doesn’t allow this/);
    expect(stderr).toMatch(/warning: Clusters: The workspace doesn’t allow this/);
    surroundings.workspace.setScenario({ faults: { warehouses: { kind: 'html' } }, clustersRefused: false });
    const broken = await cli.run('verify', '--json');
    expect(broken.code, 'what is not a refusal is').toBe(4);
    expect(JSON.parse(broken.stdout)).toMatchObject({
      clusters: { ok: true },
      warehouses: { ok: false, failure: { code: 'unexpected_answer' } },
    });
  });
});

describe('the documentation’s REST examples run with a token of this program', () => {
  let token: string;

  beforeAll(async () => {
    await signedIn.enter();
    token = (await cli.run('token')).stdout.trim();
  });

  async function expectToRun(run: (example: RestExample) => Promise<RestExampleResult>): Promise<void> {
    const { workspace, caFile } = surroundings;
    const { code, stdout, stderr } = await run({ token, instance: workspace.host, caFile });
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout).clusters).toHaveLength(2);
  }

  const python = findPython() ?? '';
  test.skipIf(!python)('in Python', () => expectToRun((example) => runPythonExample(python, example)));

  const curl = findCurl() ?? '';
  test.skipIf(!curl)('by curl', () => expectToRun((example) => runCurlExample(curl, example)));
});
