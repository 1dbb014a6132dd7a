import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CACHE_KIND } from '../support/cache.ts';
import { Cli, completeSignIn } from '../support/cli.ts';
import { StartingPoint } from '../support/starting-point.ts';
import { Surroundings } from '../support/surroundings.ts';

let surroundings: Surroundings;
let cli: Cli;
let withProfile: StartingPoint;
let signedIn: StartingPoint;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  cli = new Cli(surroundings);
  withProfile = new StartingPoint(surroundings, () => cli.addProfile());
  signedIn = new StartingPoint(surroundings, () => cli.addSignedInProfile());
});
afterAll(() => surroundings.stop());
beforeEach(() => withProfile.enter());

describe('the main job', () => {
  test('signs in, prints the token, serves the next call from the cache without any request', async () => {
    expect((await cli.run('token')).code).toBe(3);

    const login = await cli.signIn();
    expect(login).toMatchObject({ code: 0, stdout: '' });
    expect(login.stderr).toContain('Signed in as someone@example.com');

    const requests = surroundings.entra.requests.length;
    const token = await cli.run('token');
    expect(token).toMatchObject({ code: 0, stderr: '' });
    const claims = await surroundings.entra.verifyAccessToken(token.stdout.trim());
    expect(claims).toMatchObject({ upn: 'someone@example.com', tid: surroundings.entra.tenantId });
    expect((await cli.run('token')).stdout).toBe(token.stdout);
    expect((await cli.run('claims', '--json')).stdout).toContain('2ff814a6-3304-4ab8-85cb-cd0e6f879c1d');
    expect(surroundings.entra.requests.length, 'requests for cached tokens').toBe(requests);
  });

  test('tells the truth in status --json', async () => {
    expect(JSON.parse((await cli.run('status', '--json')).stdout)).toEqual({
      profile: 'work',
      state: 'signedOut',
      identity: 'person',
      tenant: surroundings.entra.tenantId,
      cache: CACHE_KIND,
    });
    await cli.signIn();
    const { stdout } = await cli.run('token');
    const { exp } = await surroundings.entra.verifyAccessToken(stdout.trim());
    const status = JSON.parse((await cli.run('status', '--json')).stdout);
    const now = Date.now() / 1000;
    expect(status).toMatchObject({
      profile: 'work',
      state: 'fresh',
      account: 'someone@example.com',
      tenant: surroundings.entra.tenantId,
      cache: CACHE_KIND,
    });
    expect(Math.abs(status.expiresOn - (exp as number))).toBeLessThanOrEqual(2);
    expect(Math.abs(status.secondsLeft - (status.expiresOn - now))).toBeLessThanOrEqual(3);
    expect(status.refreshOn).toBeGreaterThan(now);
    expect(status.refreshOn).toBeLessThanOrEqual(status.expiresOn - 600);
  });

  test('refreshes when asked, and by itself when too little life is left', async () => {
    surroundings.entra.setScenario({ accessTokenLifetimeSeconds: 300 });
    await cli.signIn();
    surroundings.entra.setScenario({ accessTokenLifetimeSeconds: 3600 });
    const first = await cli.run('token');
    expect(JSON.parse((await cli.run('status', '--json')).stdout).secondsLeft).toBeGreaterThan(3500);
    const second = await cli.run('token', '--refresh');
    expect(second.stdout).not.toBe(first.stdout);
    expect((await cli.run('token', '--min-valid', '50')).stdout).toBe(second.stdout);
  });

  test('hands out a short-lived token with a warning, never an expired one, when the network is gone', async () => {
    surroundings.entra.setScenario({ accessTokenLifetimeSeconds: 302 });
    await cli.signIn();
    surroundings.entra.setScenario({ faults: { token: { kind: 'status', status: 503 } } });
    const warned = await cli.run('token');
    expect(warned.code).toBe(0);
    expect(warned.stderr).toMatch(/warning: only [45] min left/);
    await surroundings.entra.verifyAccessToken(warned.stdout.trim());

    surroundings.entra.setScenario({ accessTokenLifetimeSeconds: 1, faults: {} });
    await cli.run('token', '--refresh');
    surroundings.entra.setScenario({ faults: { token: { kind: 'reset' } } });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const refused = await cli.run('token');
    expect(refused).toMatchObject({ code: 4, stdout: '' });
  });

  test('asked for more life than Entra gives: says so, and hands out what there is', async () => {
    await signedIn.enter();
    const { code, stdout, stderr } = await cli.run('token', '--min-valid', '70');
    expect(code).toBe(0);
    expect(stderr).toMatch(/Microsoft Entra ID issued \d+ min; you asked for 70\./);
    await surroundings.entra.verifyAccessToken(stdout.trim());
  });

  test('prints the fields that scripts know from az', async () => {
    await signedIn.enter();
    const json = JSON.parse((await cli.run('token', '--json')).stdout);
    expect(Object.keys(json).sort()).toEqual([
      'accessToken',
      'expiresOn',
      'expires_on',
      'tenant',
      'tokenType',
    ]);
    expect(new Date(json.expiresOn.replace(' ', 'T')).getTime() / 1000).toBeCloseTo(json.expires_on, 0);
    expect((await cli.run('token', '--format', 'bearer')).stdout).toBe(`Bearer ${json.accessToken}\n`);
  });

  test('leaves no token, code, or password in clear in the data directory, and none of it after logout', async () => {
    await cli.signIn();
    await cli.run('token', '--refresh');
    surroundings.entra.revokeRefreshTokens();
    await cli.run('token', '--refresh');
    await expectNoSecrets();
    await cli.run('logout');
    await expectNoSecrets();
    const names = [...(await surroundings.files()).keys()].map((file) =>
      file.slice(surroundings.home.length + 1),
    );
    expect(names.sort()).toEqual(['logs/entra-token.log', 'settings.json']);
    expect(JSON.parse((await cli.run('status', '--json')).stdout).state).toBe('signedOut');
  });
});

async function expectNoSecrets(): Promise<void> {
  const files = await surroundings.files();
  expect(files.size).toBeGreaterThan(1);
  const secrets = surroundings.entra.issuedSecrets();
  expect(secrets.length).toBeGreaterThan(4);
  for (const [file, content] of files) {
    for (const secret of secrets) expect(content.includes(secret), `a secret in ${file}`).toBe(false);
  }
}

describe('a sign-in that does not succeed', () => {
  test('an unknown tenant is told as one in each way to sign in, an unknown client ID before a link is printed', async () => {
    const { tenantId, clientId, origin } = surroundings.entra;
    const nobody = '00000000-0000-4000-8000-000000000000';
    const app = ['--client-id', clientId, '--authority', origin];
    await cli.run('profile', 'add', 'lost', '--tenant', nobody, ...app);
    await cli.runWith('s', 'profile', 'add', 'job', '--tenant', nobody, ...app, '--client-secret-stdin');
    for (const [args, input] of [
      [['--profile', 'lost', '--no-browser'], ''],
      [['--profile', 'lost', '--device-code'], ''],
      [['--profile', 'lost', '--username', 'a@example.com', '--password-stdin'], 'p'],
      [['--profile', 'lost', '--refresh-token-stdin'], 'r'],
      [['--profile', 'job'], ''],
    ] as const) {
      const { code, stderr } = await cli.runWith(input, 'login', ...args);
      expect({ code, stderr }, args.join(' ')).toMatchObject({ code: 5 });
      expect(stderr).toContain('There’s no such tenant.');
      expect(stderr).toContain('AADSTS90002');
      expect(stderr).not.toContain('Open this link');
    }

    await cli.run(
      'profile',
      'add',
      'wrong',
      '--tenant',
      tenantId,
      '--client-id',
      nobody,
      '--authority',
      origin,
    );
    const client = await cli.run('login', '--no-browser', '--profile', 'wrong');
    expect(client.code).toBe(5);
    expect(client.stderr).toContain('doesn’t exist in this tenant');
    expect(client.stderr).toMatch(/Correlation ID: [0-9a-f-]{36}/);
  });

  test('a cancelled consent', async () => {
    surroundings.entra.setScenario({ consent: 'declined-by-user' });
    const login = await cli.signIn();
    expect(login.code).toBe(5);
    expect(login.stderr).toContain('Sign-in was canceled or consent declined.');
  });

  // Windows has no signals: there a console's Ctrl-C cannot be sent from here.
  test.runIf(process.platform !== 'win32')('Ctrl-C ends it cleanly and closes the port', async () => {
    const login = cli.start('login', '--no-browser');
    const link = await login.signInLink();
    login.kill('SIGINT');
    const result = await login.result;
    expect(result.code).toBe(130);
    expect(result.stderr).toContain('Canceled.');
    expect(result.milliseconds).toBeLessThan(10_000);
    await expect(completeSignIn(surroundings, link)).rejects.toThrow();
  });

  test('a closed browser tab: it gives up after the time limit', async () => {
    const file = `${surroundings.home}/settings.json`;
    const settings = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...settings, signInTimeoutMinutes: 0.03 }));
    const login = await cli.run('login', '--no-browser');
    expect(login.code).toBe(3);
    expect(login.stderr).toContain('Sign-in timed out.');
  });

  test('no network', async () => {
    surroundings.entra.setScenario({ faults: { authorize: { kind: 'reset' } } });
    const login = await cli.run('login', '--no-browser');
    expect(login.code).toBe(4);
    expect(login.stderr).toContain('can’t be reached');
  });

  test('a certificate that nobody trusts is explained', async () => {
    const untrusting = new Cli(surroundings, { NODE_EXTRA_CA_CERTS: '' });
    const login = await untrusting.run('login', '--no-browser');
    expect(login.code).toBe(4);
    expect(login.stderr).toContain('isn’t trusted');
    expect(login.stderr).toContain('NODE_EXTRA_CA_CERTS');
  });
});
