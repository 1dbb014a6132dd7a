import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { PlainBrowser } from '../entra/plain-browser.ts';
import { forgetOrigin } from '../support/cache.ts';
import { Cli, type CliResult, completeSignIn } from '../support/cli.ts';
import { ConnectProxy } from '../support/connect-proxy.ts';
import { Surroundings } from '../support/surroundings.ts';

/**
 * The unmodified program with a profile of each cloud, against a stand-in for Microsoft's real authorities that it
 * reaches through a proxy, and trusts through NODE_EXTRA_CA_CERTS.
 */

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
async function servedBy(host: string): Promise<string> {
  const requests = surroundings.entra.requests.length;
  const { stdout, code } = await cli.run('token');
  expect(code).toBe(0);
  await surroundings.entra.verifyAccessToken(stdout.trim());
  expect(surroundings.entra.requests.length).toBe(requests);
  expect(new Set(proxy.targets)).toEqual(new Set([`${host}:443`]));
  return stdout;
}

const person = () => {
  const [user] = surroundings.entra.users;
  if (!user) throw new Error('the simulator has no user');
  return user;
};

async function signInWithCode(): Promise<CliResult> {
  surroundings.entra.setScenario({ deviceCodeIntervalSeconds: 1 });
  const login = cli.start('login', '--device-code');
  const { uri, code } = await login.deviceCode();
  const browser = new PlainBrowser(surroundings.entra);
  onTestFinished(() => browser.close());
  const page = await browser.submit(await browser.open(uri), { otc: code });
  const { username, password } = person();
  await browser.submit(page, { username, password }, 'Sign in');
  return login.result;
}

function signInWithPassword(): Promise<CliResult> {
  const { username, password } = person();
  return cli.runWith(password, 'login', '--username', username, '--password-stdin');
}

// The authority is the same for each way: one is tried in each cloud beside the browser.
test.each([
  ['public', 'login.microsoftonline.com', signInWithCode],
  ['usgov', 'login.microsoftonline.us', signInWithPassword],
  ['china', 'login.partner.microsoftonline.cn', signInWithCode],
] as const)(
  '%s: signs in and refreshes under the real authority name, and asks it nothing that MSAL knows by heart',
  async (cloud, host, otherWay) => {
    await addProfile(cloud);
    const before = surroundings.entra.requests.length;
    const login = cli.start('login', '--no-browser');
    const link = await login.signInLink();
    expect(new URL(link).host).toBe(host);
    await completeSignIn(surroundings, link);
    expect((await login.result).code).toBe(0);
    const refreshed = await cli.run('token', '--refresh');
    expect(refreshed).toMatchObject({ code: 0, stderr: '' });
    expect(new Set(proxy.targets)).toEqual(new Set([`${host}:443`]));
    const paths = surroundings.entra.requests.slice(before).map(({ path }) => path);
    expect(
      paths.filter((path) => path.includes('discovery') || path.includes('openid-configuration')),
    ).toEqual([]);
    expect(await servedBy(host)).toBe(refreshed.stdout);
    // As earlier versions saved it: of where it is from there is only the name that MSAL has for the authority.
    await forgetOrigin(surroundings);
    expect((await cli.run('token')).stdout).toBe(refreshed.stdout);
    const other = await otherWay();
    expect(other.code, other.stderr).toBe(0);
    const another = await servedBy(host);
    expect(another).not.toBe(refreshed.stdout);
    if (cloud !== 'public') return;
    const unproxied = new Cli(surroundings, { HTTPS_PROXY: 'http://127.0.0.1:9' });
    const { code, stdout, stderr } = await unproxied.run('token', '--refresh');
    expect({ code, stdout }, 'the token is still good').toEqual({ code: 0, stdout: another });
    expect(stderr).toContain('ECONNREFUSED');
  },
);
