import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Cli } from '../support/cli.ts';
import { ConnectProxy } from '../support/connect-proxy.ts';
import { Surroundings } from '../support/surroundings.ts';

// Dozens of programs, one after the other, on a machine that may have others to do.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let surroundings: Surroundings;
let proxy: ConnectProxy;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  proxy = await ConnectProxy.start(Number(new URL(surroundings.entra.origin).port));
  const cli = new Cli(surroundings);
  await cli.addProfile();
  // What is refused has nothing left to hand out; a refresh brings something.
  surroundings.entra.setScenario({ accessTokenLifetimeSeconds: 20 });
  expect((await cli.signIn()).code).toBe(0);
  surroundings.entra.resetScenario();
});
afterAll(async () => {
  proxy.stop();
  await surroundings.stop();
});

const hostAndPort = () => new URL(proxy.url).host;
const refresh = (environment: Record<string, string>) =>
  new Cli(surroundings, environment).run('token', '--refresh');
const refused = (environment: Record<string, string>) => new Cli(surroundings, environment).run('token');

describe('a proxy in the way is named, with its variable and what it said, and without its password', () => {
  test.each([
    [407, /requires a user name and password/],
    [403, /refused the connection/],
    [502, /refused the connection/],
  ] as const)('%i', async (status, says) => {
    proxy.refusal = status;
    const { code, stdout, stderr } = await refused({ HTTPS_PROXY: `http://me:hush@${hostAndPort()}` });
    proxy.refusal = undefined;
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toMatch(says);
    for (const part of [hostAndPort(), 'HTTPS_PROXY', String(status), surroundings.entra.authorityHost]) {
      expect(stderr).toContain(part);
    }
    expect(stderr).not.toContain('hush');
  });

  test('one that hangs up, and one that is not there', async () => {
    proxy.refusal = 'hangUp';
    const hungUp = await refused({ ALL_PROXY: hostAndPort() });
    proxy.refusal = undefined;
    const nowhere = await refused({ https_proxy: 'me:hush@127.0.0.1:1' });
    for (const { code, stderr } of [hungUp, nowhere]) {
      expect(code, stderr).toBe(4);
      expect(stderr).toContain('can’t be reached');
      expect(stderr).not.toContain('hush');
    }
    expect(hungUp.stderr).toContain('ALL_PROXY');
    expect(nowhere.stderr).toMatch(/127\.0\.0\.1:1 .*\n.*https_proxy.*ECONNREFUSED/);
  });

  test.each([
    ['socks5://me:hush@127.0.0.1:1080', 'socks5'],
    ['http://me:hu#sh@127.0.0.1:1080', 'not an address'],
  ])('one of no use: %s', async (value, why) => {
    const { code, stdout, stderr } = await refused({ ALL_PROXY: value });
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toContain('The proxy in ALL_PROXY can’t be used');
    expect(stderr).toContain(why);
    expect(stderr).not.toContain('hu');
  });
});

test('NODE_TLS_REJECT_UNAUTHORIZED=0 switches no check off, which is said, and programs that are run still get it', async () => {
  const unchecked = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
  const untrusted = await refused({ ...unchecked, NODE_EXTRA_CA_CERTS: '' });
  expect(untrusted.code).toBe(4);
  expect(untrusted.stderr).toContain('isn’t trusted');
  const trusted = new Cli(surroundings, unchecked);
  const tell = 'console.log(process.env.NODE_TLS_REJECT_UNAUTHORIZED)';
  const run = await trusted.run('exec', '--', process.execPath, '-e', tell);
  expect(run).toMatchObject({ code: 0, stdout: '0\n' });
  for (const { stderr } of [untrusted, run]) {
    expect(stderr.match(/NODE_TLS_REJECT_UNAUTHORIZED/g)).toHaveLength(1);
    expect(stderr).toContain('certificates are checked all the same');
  }
});

describe('a proxy is found', () => {
  test.each([
    ['HTTPS_PROXY', () => proxy.url],
    ['https_proxy', hostAndPort],
    ['ALL_PROXY', hostAndPort],
    ['all_proxy', () => proxy.url],
  ])('in %s, with its scheme or without', async (variable, value) => {
    const before = proxy.targets.length;
    const { code, stderr } = await refresh({ [variable]: value() });
    expect(code, stderr).toBe(0);
    expect(proxy.targets.length).toBeGreaterThan(before);
  });

  test('with its user, whose password has what goes wrong in addresses', async () => {
    const { code, stderr } = await refresh({ HTTPS_PROXY: `me:p%40s%3As%25@${hostAndPort()}` });
    expect(code, stderr).toBe(0);
    expect(proxy.users.at(-1)).toBe(`Basic ${Buffer.from('me:p@s:s%').toString('base64')}`);
  });

  test('unless NO_PROXY names the host', async () => {
    const before = proxy.targets.length;
    const { code } = await refresh({ ALL_PROXY: 'socks5://127.0.0.1:1', NO_PROXY: 'example.com, localhost' });
    expect(code).toBe(0);
    expect(proxy.targets.length).toBe(before);
  });
});

test.runIf(process.platform === 'linux')(
  'what the system trusts is trusted, by a proxy and without',
  async () => {
    // OpenSSL's variable for the system's own list.
    const systems = { NODE_EXTRA_CA_CERTS: '', SSL_CERT_FILE: surroundings.caFile };
    for (const way of [{}, { HTTPS_PROXY: proxy.url }]) {
      const { code, stderr } = await refresh({ ...systems, ...way });
      expect(code, stderr).toBe(0);
    }
  },
);
