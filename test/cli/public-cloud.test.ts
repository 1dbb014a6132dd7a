import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { PlainBrowser } from '../entra/plain-browser.ts';
import { forgetOrigin } from '../support/cache.ts';
import { Cli, completeSignIn } from '../support/cli.ts';
import { ConnectProxy } from '../support/connect-proxy.ts';
import { Surroundings } from '../support/surroundings.ts';

/**
 * The unmodified program with a profile of each cloud, against a stand-in for Microsoft's real authorities that it
 * reaches through a proxy, and trusts through NODE_EXTRA_CA_CERTS.
 */
const CLOUDS = [
  ['public', 'login.microsoftonline.com'],
  ['usgov', 'login.microsoftonline.us'],
  ['china', 'login.partner.microsoftonline.cn'],
] as const;

let surroundings: Surroundings;
let proxy: ConnectProxy;
let cli: Cli;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  proxy = await ConnectProxy.start(Number(new URL(surroundings.entra.origin).port));
  cli = new Cli(surroundings, { HTTPS_PROXY: proxy.url });
});
afterAll(async () => {
  proxy.stop();
  await surroundings.stop();
});

beforeEach(() => {
  surroundings.reset();
  proxy.targets.length = 0;
});

async function addProfile(cloud: string): Promise<void> {
  const { tenantId, clientId } = surroundings.entra;
  const args = ['--tenant', tenantId, '--client-id', clientId, '--cloud', cloud];
  const { code, stderr } = await cli.run('profile', 'add', 'work', ...args);
  expect(code, stderr).toBe(0);
}

/** The token works, and was got from `host` alone. @returns the token */
async function expectServedBy(host: string): Promise<string> {
  const requests = surroundings.entra.requests.length;
  const { stdout, code } = await cli.run('token');
  expect(code).toBe(0);
  await surroundings.entra.verifyAccessToken(stdout.trim());
  expect(surroundings.entra.requests.length).toBe(requests);
  expect(new Set(proxy.targets)).toEqual(new Set([`${host}:443`]));
  return stdout;
}

test.each(CLOUDS)(
  '%s: signs in and refreshes under the real authority name, and asks it nothing that MSAL knows by heart',
  async (cloud, host) => {
    await addProfile(cloud);
    const before = surroundings.entra.requests.length;
    const login = cli.start('login', '--no-browser');
    const link = await login.signInLink();
    expect(new URL(link).host).toBe(host);
    await completeSignIn(surroundings, link);
    expect((await login.result).code).toBe(0);
    const token = await expectServedBy(host);
    const refreshed = await cli.run('token', '--refresh');
    expect(refreshed).toMatchObject({ code: 0, stderr: '' });
    expect(refreshed.stdout).not.toBe(token);
    expect(new Set(proxy.targets)).toEqual(new Set([`${host}:443`]));
    const paths = surroundings.entra.requests.slice(before).map(({ path }) => path);
    expect(
      paths.filter((path) => path.includes('discovery') || path.includes('openid-configuration')),
    ).toEqual([]);
    // As earlier versions saved it: of where it is from there is only the name that MSAL has for the authority.
    await forgetOrigin(surroundings);
    expect((await cli.run('token')).stdout).toBe(refreshed.stdout);
  },
);

test.each(CLOUDS)('%s: signs in with a code under the real authority name', async (cloud, host) => {
  surroundings.entra.setScenario({ deviceCodeIntervalSeconds: 1 });
  await addProfile(cloud);
  const login = cli.start('login', '--device-code');
  const { uri, code } = await login.deviceCode();
  const [user] = surroundings.entra.users;
  const browser = new PlainBrowser(surroundings.entra);
  onTestFinished(() => browser.close());
  const page = await browser.submit(await browser.open(uri), { otc: code });
  await browser.submit(page, { username: user?.username ?? '', password: user?.password ?? '' }, 'Sign in');
  expect((await login.result).code).toBe(0);
  await expectServedBy(host);
});

test.each(CLOUDS)('%s: signs in with a password under the real authority name', async (cloud, host) => {
  await addProfile(cloud);
  const { username = '', password = '' } = surroundings.entra.users[0] ?? {};
  const login = await cli.runWith(password, 'login', '--username', username, '--password-stdin');
  expect(login.code, login.stderr).toBe(0);
  await expectServedBy(host);
});

test('without the proxy: the token is still good and is handed out, and the reason said', async () => {
  await addProfile('public');
  expect((await cli.signIn()).code).toBe(0);
  const unproxied = new Cli(surroundings, { HTTPS_PROXY: 'http://127.0.0.1:9' });
  const { code, stderr } = await unproxied.run('token', '--refresh');
  expect(code).toBe(0);
  expect(stderr).toContain('ECONNREFUSED');
});
