import { afterAll, beforeAll, expect, test } from 'vitest';
import { Cli, completeSignIn } from '../support/cli.ts';
import { ConnectProxy } from '../support/connect-proxy.ts';
import { Surroundings } from '../support/surroundings.ts';

/**
 * The unmodified program with a profile of the public cloud, against a stand-in for login.microsoftonline.com that
 * it reaches through a proxy, and trusts through NODE_EXTRA_CA_CERTS.
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

test('signs in under the real authority name, and asks it nothing that MSAL knows by heart', async () => {
  const { tenantId, clientId } = surroundings.entra;
  await cli.run('profile', 'add', 'work', '--tenant', tenantId, '--client-id', clientId);
  const login = cli.start('login', '--no-browser');
  const link = await login.signInLink();
  expect(new URL(link).host).toBe('login.microsoftonline.com');
  await completeSignIn(surroundings, link);
  expect((await login.result).code).toBe(0);
  expect(new Set(proxy.targets)).toEqual(new Set(['login.microsoftonline.com:443']));

  const requests = surroundings.entra.requests.length;
  const { stdout, code } = await cli.run('token');
  expect(code).toBe(0);
  await surroundings.entra.verifyAccessToken(stdout.trim());
  expect(JSON.parse((await cli.run('status', '--json')).stdout)).toMatchObject({ state: 'fresh' });
  expect(surroundings.entra.requests.length).toBe(requests);

  expect((await cli.run('token', '--refresh')).code).toBe(0);
  const paths = surroundings.entra.requests.map(({ path }) => path);
  expect(paths.filter((path) => path.includes('discovery') || path.includes('openid-configuration'))).toEqual(
    [],
  );

  // Without the proxy: the token is still good and is handed out, and the reason said.
  const unproxied = await new Cli(surroundings, { HTTPS_PROXY: 'http://127.0.0.1:9' }).run(
    'token',
    '--refresh',
  );
  expect(unproxied.code).toBe(0);
  expect(unproxied.stderr).toContain('ECONNREFUSED');
});
