import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { Cli } from '../support/cli.ts';
import { ConnectProxy } from '../support/connect-proxy.ts';
import { Surroundings } from '../support/surroundings.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

/**
 * Whose word counts for where a token goes: the person's and Microsoft's, never that of a file or of the host itself.
 */

let surroundings: Surroundings;
let cli: Cli;
/** Where Microsoft's own authority answers: the simulator, under its name. */
let proxy: ConnectProxy;
let microsoft: Cli;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  proxy = await ConnectProxy.start(Number(new URL(surroundings.entra.origin).port));
  cli = new Cli(surroundings);
  microsoft = inMicrosoftsCloud();
  const { tenantId, clientId } = surroundings.entra;
  await Promise.all([
    cli.run('profile', 'add', 'work', ...surroundings.profileArguments),
    microsoft.run('profile', 'add', 'work', '--tenant', tenantId, '--client-id', clientId),
  ]);
  for (const one of [cli, microsoft]) expect((await one.signIn()).code).toBe(0);
});
afterAll(async () => {
  proxy.stop();
  await surroundings.stop();
});
afterEach(() => surroundings.workspace.resetScenario());

const microsoftsHome = () => join(surroundings.directory, 'microsoft');
const inMicrosoftsCloud = (more = {}) =>
  new Cli(surroundings, {
    HTTPS_PROXY: proxy.url,
    NO_PROXY: 'localhost',
    ENTRA_TOKEN_HOME: microsoftsHome(),
    ...more,
  });

const settingsFile = (home = surroundings.home) => join(home, 'settings.json');

/** Gives the signed-in profile other fields, as an older version or an editor has left them. */
async function withProfile(
  fields: object,
  work: () => Promise<void>,
  home = surroundings.home,
): Promise<void> {
  const before = await readFile(settingsFile(home), 'utf8');
  const settings = JSON.parse(before);
  Object.assign(settings.profiles[0], fields);
  await writeFile(settingsFile(home), JSON.stringify(settings));
  try {
    await work();
  } finally {
    await writeFile(settingsFile(home), before);
  }
}

const bearers = () => surroundings.workspace.requests.filter(({ hasBearer }) => hasBearer).length;

/** The ways out of the command line for a token. */
const WAYS = {
  token: ['token'],
  curl: ['token', '--format', 'curl'],
  exec: ['exec', '--', process.execPath, '-p', 'process.env.DATABRICKS_TOKEN'],
  endpoint: [
    'exec',
    '--endpoint',
    '--',
    process.execPath,
    '-p',
    'process.env.DATABRICKS_METADATA_SERVICE_URL',
  ],
  verify: ['verify'],
};

/** Each of these ways out is to end with `code`, and say `reason`; a connected file gets none either. */
async function expectHeldBack(
  code: number,
  reason: RegExp,
  ways: readonly (keyof typeof WAYS)[],
  from = cli,
): Promise<void> {
  const before = bearers();
  for (const way of ways) {
    const { stdout, stderr, ...result } = await from.run(...WAYS[way]);
    expect({ way, code: result.code, stdout }).toEqual({ way, code, stdout: '' });
    expect(stderr, way).toMatch(reason);
  }
  const dotenv = join(surroundings.directory, '.env');
  await from.run('target', 'add', 'dotenv', '--file', dotenv);
  expect(await readFile(dotenv, 'utf8').catch(() => '')).not.toContain('eyJ');
  expect(bearers()).toBe(before);
}

describe('a host that nobody vouches for', () => {
  test('with Microsoft’s authority: no way out gives a token, whatever the host claims', async () => {
    const { origin } = surroundings.workspace;
    const workspaceTenantId = surroundings.entra.tenantId;
    await withProfile(
      { workspaceUrl: origin, workspaceTenantId },
      async () => {
        const reason = /is not one of Azure Databricks’ own addresses/;
        await expectHeldBack(2, reason, ['token', 'curl', 'exec', 'endpoint', 'verify'], microsoft);
        const config = join(surroundings.directory, '.databrickscfg');
        await microsoft.run('target', 'add', 'databrickscfg', '--token', '--file', config);
        expect(await readFile(config, 'utf8').catch(() => '')).not.toContain('eyJ');
      },
      microsoftsHome(),
    );
  });

  test('another cloud’s address: refused too', async () => {
    const workspaceUrl = 'https://adb-1.2.databricks.azure.cn';
    const refused = async () => {
      const { code, stdout } = await microsoft.run('token', '--format', 'curl');
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    };
    await withProfile({ workspaceUrl }, refused, microsoftsHome());
  });

  test.each([[], ['--authority', 'https://login.windows.net']])(
    'it gets into no profile: %j',
    async (...args) => {
      const { tenantId, clientId } = surroundings.entra;
      const asked = surroundings.workspace.requests.length;
      const ids = ['--tenant', tenantId, '--client-id', clientId, ...surroundings.workspaceArguments];
      const added = await cli.run('profile', 'add', 'foreign', ...ids, ...args);
      expect(added.code, added.stderr).toBe(2);
      expect(added.stderr).toContain('is not one of Azure Databricks’ own addresses');
      expect(surroundings.workspace.requests.length, 'nobody was asked').toBe(asked);
    },
  );

  test.each([
    [
      'a script',
      (ids: readonly string[]) =>
        `client_id='${ids[0]}'\ntenant_id='${ids[1]}'\nauthority='https://login.microsoftonline.com/${ids[1]}'\ndatabricks_host='https://evil.example'\n`,
    ],
    [
      'a section',
      (ids: readonly string[]) =>
        `[x]\nhost=https://evil.example\nazure_client_id=${ids[0]}\nazure_tenant_id=${ids[1]}\n`,
    ],
  ])('%s that names one is nobody’s word', async (_, text) => {
    const { clientId, tenantId } = surroundings.entra;
    const imported = await cli.runWith(text([clientId, tenantId]), 'import-script', '-', '--name', 'foreign');
    expect(imported.code, imported.stderr).toBe(2);
    expect(imported.stderr).toContain('evil.example is not one of Azure Databricks’ own addresses');
    expect(await readFile(settingsFile(), 'utf8')).not.toContain('evil.example');
  });

  test('a profile without a workspace: nor does exec send a token to the host of its environment', async () => {
    const tell = WAYS.exec;
    const elsewhere = new Cli(surroundings, { DATABRICKS_HOST: 'https://evil.example' });
    const refused = await elsewhere.run(...tell);
    expect({ code: refused.code !== 0, stdout: refused.stdout }).toEqual({ code: true, stdout: '' });
    // As it was checked, not as it was spelled: what has no TLS would send the token in the clear.
    const plain = new Cli(surroundings, {
      DATABRICKS_HOST: `${surroundings.workspace.origin.replace('https:', 'http:')}/`,
    });
    const tellBoth = 'process.env.DATABRICKS_HOST + " " + process.env.DATABRICKS_TOKEN';
    const given = await plain.run('exec', '--', process.execPath, '-p', tellBoth);
    const [host, token] = given.stdout.split(' ');
    expect(host, given.stderr).toBe(surroundings.workspace.origin);
    expect(token).toMatch(/^eyJ/);
    // In Microsoft's clouds only their own.
    const foreign = inMicrosoftsCloud({ DATABRICKS_HOST: surroundings.workspace.origin });
    expect((await foreign.run(...tell)).code).toBe(2);
    expect((await cli.run(...tell)).stdout).toMatch(/^eyJ/);
  });
});

describe('an authority that the person named', () => {
  const custom = () => ({ workspaceUrl: surroundings.workspace.origin, workspaceTenantId: undefined });

  test('a workspace that could not be asked gets no token, and gets one as soon as it could', async () => {
    await withProfile(custom(), async () => {
      surroundings.workspace.setScenario({ faults: { aadAuth: { kind: 'status', status: 503 } } });
      await expectHeldBack(4, /No token goes to localhost:\d+ yet|temporarily unavailable/, [
        'token',
        'exec',
        'endpoint',
      ]);
      surroundings.workspace.resetScenario();
      const { code, stdout, stderr } = await cli.run('token', '--format', 'curl');
      expect(code, stderr).toBe(0);
      expect(stdout).toContain('eyJ');
      const [profile] = JSON.parse(await readFile(settingsFile(), 'utf8')).profiles;
      expect(profile.workspaceTenantId).toBe(surroundings.entra.tenantId);
      const asked = surroundings.workspace.requests.length;
      expect((await cli.run('token')).code).toBe(0);
      expect(surroundings.workspace.requests.length, 'asked once').toBe(asked);
    });
  });

  test('a workspace that signs in elsewhere gets none', async () => {
    await withProfile(custom(), async () => {
      surroundings.workspace.setScenario({ signInRedirect: 'otherAuthority' });
      await expectHeldBack(2, /login\.example\.org/, ['token', 'verify']);
    });
  });

  test('a live token waits for the workspace to be asked, and what is to be said meanwhile is said', async () => {
    const { origin } = surroundings.workspace;
    await withProfile({ workspaceUrl: origin }, async () => {
      const asking = new Cli(surroundings, { NODE_TLS_REJECT_UNAUTHORIZED: '0' });
      const { code, stdout, stderr } = await asking.run('token');
      expect(code, stderr).toBe(0);
      expect(stdout).toMatch(/^eyJ\S+\n$/);
      expect(stderr.match(/NODE_TLS_REJECT_UNAUTHORIZED/g)).toHaveLength(1);
    });
  });

  test('adding, changing and importing say where tokens go', async () => {
    const { host } = surroundings.workspace;
    const { tenantId, origin } = surroundings.entra;
    const ids = [...surroundings.profileArguments, ...surroundings.workspaceArguments];
    const before = await readFile(settingsFile(), 'utf8');
    const added = await cli.run('profile', 'add', 'said', ...ids);
    expect(added.stderr).toContain(`Tokens for this profile go to ${host}.`);
    surroundings.workspace.setScenario({ faults: { aadAuth: { kind: 'reset' } } });
    const later = await cli.run('profile', 'add', 'later', ...ids);
    expect(later.code, later.stderr).toBe(0);
    expect(later.stderr).toContain(`No tokens go to ${host} until`);
    expect(later.stderr).not.toContain('Tokens for this profile go to');
    surroundings.workspace.resetScenario();
    const changed = await cli.run(
      'profile',
      'set',
      'later',
      '--name',
      'now',
      '--tenant',
      tenantId,
      '--authority',
      origin,
    );
    expect(changed.stderr).toContain(host);
    await writeFile(settingsFile(), before);
  });
});
