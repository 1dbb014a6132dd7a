import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { CACHE_KIND, keyringItems } from '../support/cache.ts';
import { Cli, type CliResult, completeSignIn } from '../support/cli.ts';
import { StartingPoint } from '../support/starting-point.ts';
import { Surroundings } from '../support/surroundings.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let surroundings: Surroundings;
let cli: Cli;
let withProfile: StartingPoint;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  cli = new Cli(surroundings);
  withProfile = new StartingPoint(surroundings, () => cli.addProfile());
});
afterAll(() => surroundings.stop());
beforeEach(() => withProfile.enter());

describe('the main job', () => {
  test('signs in, prints the token, serves the next call from the cache without any request, and tells of it', async () => {
    const { entra } = surroundings;
    expect((await cli.run('token')).code).toBe(3);
    expect(JSON.parse((await cli.run('status', '--json')).stdout)).toEqual({
      profile: 'work',
      state: 'signedOut',
      identity: 'person',
      tenant: entra.tenantId,
      cache: CACHE_KIND,
    });

    const began = Date.now() / 1000;
    const login = await cli.signIn();
    const signInSeconds = Date.now() / 1000 - began;
    expect(login).toMatchObject({ code: 0, stdout: '' });
    expect(login.stderr).toContain('Signed in as someone@example.com');

    const requests = entra.requests.length;
    const token = await cli.run('token');
    expect(token).toMatchObject({ code: 0, stderr: '' });
    const { exp, ...claims } = await entra.verifyAccessToken(token.stdout.trim());
    expect(claims).toMatchObject({ upn: 'someone@example.com', tid: entra.tenantId });
    expect((await cli.run('token')).stdout).toBe(token.stdout);
    expect((await cli.run('claims', '--json')).stdout).toContain('2ff814a6-3304-4ab8-85cb-cd0e6f879c1d');
    expect(entra.requests.length, 'requests for cached tokens').toBe(requests);

    const before = Date.now() / 1000;
    const status = JSON.parse((await cli.run('status', '--json')).stdout);
    const after = Date.now() / 1000;
    expect(status).toMatchObject({
      profile: 'work',
      state: 'fresh',
      account: 'someone@example.com',
      tenant: entra.tenantId,
      cache: CACHE_KIND,
    });
    // Entra reckons from when it answered, the program from when it asked or heard: all within the sign-in.
    expect(Math.abs(status.expiresOn - (exp as number))).toBeLessThanOrEqual(signInSeconds + 2);
    expect(status.secondsLeft).toBeGreaterThanOrEqual(status.expiresOn - after - 1);
    expect(status.secondsLeft).toBeLessThanOrEqual(status.expiresOn - before + 1);
    expect(status.refreshOn).toBeGreaterThan(after);
    expect(status.refreshOn).toBeLessThanOrEqual(status.expiresOn - 600);
  });

  test('refreshes when asked, and by itself when too little life is left; without a network warns, and hands out none that ended', async () => {
    const { entra } = surroundings;
    const lifeOf = async ({ stdout }: CliResult) => {
      const { exp } = await entra.verifyAccessToken(stdout.trim());
      return (exp as number) - Date.now() / 1000;
    };
    entra.setScenario({ accessTokenLifetimeSeconds: 302 });
    await cli.signIn();
    entra.setScenario({ faults: { token: { kind: 'status', status: 503 } } });
    const warned = await cli.run('token');
    expect(warned.code).toBe(0);
    expect(warned.stderr).toMatch(/warning: only [1-5] min left/);
    expect(await lifeOf(warned)).toBeLessThan(303);

    entra.setScenario({ accessTokenLifetimeSeconds: 3600, faults: {} });
    const first = await cli.run('token');
    expect(first.stdout).not.toBe(warned.stdout);
    const second = await cli.run('token', '--refresh');
    expect(second.stdout).not.toBe(first.stdout);
    expect(await lifeOf(second)).toBeGreaterThan(3500);
    expect((await cli.run('token', '--min-valid', '50')).stdout).toBe(second.stdout);

    entra.setScenario({ accessTokenLifetimeSeconds: 1 });
    await cli.run('token', '--refresh');
    entra.setScenario({ faults: { token: { kind: 'reset' } } });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await cli.run('token')).toMatchObject({ code: 4, stdout: '' });
  });

  test('prints what scripts know from az, says when Entra gives less life than asked, and leaves no secret in clear', async () => {
    await cli.signIn();
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

    const asked = await cli.run('token', '--min-valid', '70');
    expect(asked.code).toBe(0);
    expect(asked.stderr).toMatch(/Microsoft Entra ID issued \d+ min; you asked for 70\./);
    await surroundings.entra.verifyAccessToken(asked.stdout.trim());

    surroundings.entra.revokeRefreshTokens();
    await cli.run('token', '--refresh');
    await expectNoSecrets();
    await cli.run('logout');
    await expectNoSecrets();
    const names = [...(await surroundings.files()).keys()].map((file) =>
      file.slice(surroundings.home.length + 1),
    );
    expect(names.sort()).toEqual(['logs/entra-token.log', 'settings.json']);
    expect(await keyringItems(surroundings)).toEqual({});
  });
});

/** Adds profiles that are as the first, but for these fields. */
async function withProfiles(fields: Readonly<Record<string, object>>): Promise<void> {
  const file = join(surroundings.home, 'settings.json');
  const settings = JSON.parse(await readFile(file, 'utf8'));
  const [first] = settings.profiles;
  for (const [name, changed] of Object.entries(fields))
    settings.profiles.push({ ...first, ...changed, name, id: crypto.randomUUID() });
  await writeFile(file, JSON.stringify(settings));
}

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
    const { clientId, origin } = surroundings.entra;
    const nobody = '00000000-0000-4000-8000-000000000000';
    const app = ['--client-id', clientId, '--authority', origin];
    await withProfiles({ lost: { tenantId: nobody }, wrong: { clientId: nobody } });
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
    const interrupted = performance.now();
    login.kill('SIGINT');
    const result = await login.result;
    expect(result.code).toBe(130);
    expect(result.stderr).toContain('Canceled.');
    expect(performance.now() - interrupted).toBeLessThan(10_000);
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
