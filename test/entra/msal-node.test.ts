import { PublicClientApplication } from '@azure/msal-node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PlainBrowser } from './plain-browser.ts';
import { EntraSimulator, type Fault } from './simulator.ts';
import { UndiciNetworkModule } from './undici-network-module.ts';

const SCOPES = ['2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default'];

let simulator: EntraSimulator;
let network: UndiciNetworkModule;
let browser: PlainBrowser;
let app: PublicClientApplication;
let person: { username: string; password: string };

beforeAll(async () => {
  simulator = await EntraSimulator.start({
    users: [
      {
        username: 'someone@example.com',
        password: 'p&ss "wörd" <1>+%=',
        name: 'Some One',
        objectId: '11111111-aaaa-4bbb-8ccc-000000000001',
      },
      {
        username: 'careful@example.com',
        password: 'other',
        name: 'Careful',
        objectId: '11111111-aaaa-4bbb-8ccc-000000000002',
        mfa: true,
      },
    ],
  });
  const [first] = simulator.users;
  if (!first) throw new Error('no user');
  person = { username: first.username, password: first.password };
});

beforeEach(() => {
  network = new UndiciNetworkModule(simulator.caCertificate, 1500);
  browser = new PlainBrowser(simulator);
  app = newApp();
});

afterEach(async () => {
  simulator.resetScenario();
  await Promise.all([network.close(), browser.close()]);
});

afterAll(() => simulator.stop());

function newApp(authority = `${simulator.origin}/${simulator.tenantId}`): PublicClientApplication {
  return new PublicClientApplication({
    auth: { clientId: simulator.clientId, authority, knownAuthorities: [simulator.authorityHost] },
    system: { networkClient: network },
  });
}

function signInInteractively(who = person, extra: { prompt?: string; loginHint?: string } = {}) {
  return app.acquireTokenInteractive({
    scopes: SCOPES,
    ...extra,
    openBrowser: async (url) => {
      await browser.signIn(url, who);
    },
  });
}

async function signInWithPassword() {
  const result = await app.acquireTokenByUsernamePassword({ scopes: SCOPES, ...person });
  if (!result?.account) throw new Error('no account');
  return { ...result, account: result.account };
}

async function errorOf(promise: Promise<unknown>): Promise<Record<string, unknown>> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof Error)) throw new Error('It succeeded.');
  return outcome as unknown as Record<string, unknown>;
}

describe('MSAL Node signs in', () => {
  it('interactively, with form_post and PKCE', async () => {
    const result = await signInInteractively();
    expect(result.account).toMatchObject({
      username: person.username,
      name: 'Some One',
      tenantId: simulator.tenantId,
      homeAccountId: `${simulator.users[0]?.objectId}.${simulator.tenantId}`,
    });
    const claims = await simulator.verifyAccessToken(result.accessToken);
    expect(claims).toMatchObject({
      aud: '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d',
      iss: `https://sts.windows.net/${simulator.tenantId}/`,
      appid: simulator.clientId,
      appidacr: '0',
      scp: 'user_impersonation',
      upn: person.username,
      ver: '1.0',
    });
    const expiresOn = Math.round((result.expiresOn?.getTime() ?? 0) / 1000);
    expect(Math.abs(expiresOn - (claims.exp ?? 0))).toBeLessThanOrEqual(1);
  });

  it('by tenant domain, and by organizations', async () => {
    for (const tenant of [simulator.tenantDomain, 'organizations']) {
      app = newApp(`${simulator.origin}/${tenant}`);
      const result = await app.acquireTokenByUsernamePassword({ scopes: SCOPES, ...person });
      expect(result?.tenantId).toBe(simulator.tenantId);
    }
  });

  it('again in the same browser without a question, unless it asks for one', async () => {
    await signInInteractively();
    const nobody = { username: 'nobody@example.com', password: 'wrong' };
    expect((await signInInteractively(nobody)).account?.username).toBe(person.username);
    const picked = await signInInteractively(nobody, { prompt: 'select_account' });
    expect(picked.account?.username).toBe(person.username);

    let page = '';
    await app.acquireTokenInteractive({
      scopes: SCOPES,
      prompt: 'login',
      openBrowser: async (url) => {
        page = (await browser.open(url)).html;
        await browser.signIn(url, person);
      },
    });
    expect(page).toContain('name="password"');
    expect(page).toContain(`value="${person.username}"`);
  });

  it('after a wrong password on the page', async () => {
    let alert: string | undefined;
    const result = await app.acquireTokenInteractive({
      scopes: SCOPES,
      openBrowser: async (url) => {
        const wrong = await browser.signIn(url, { ...person, password: 'wrong' });
        alert = wrong.alert;
        await browser.submit(wrong, { password: person.password }, 'Sign in');
      },
    });
    expect(alert).toMatch(/^AADSTS50126: /);
    expect(result.account?.username).toBe(person.username);
  });

  it('with a second factor on the page', async () => {
    const result = await signInInteractively({ username: 'careful@example.com', password: 'other' });
    expect(await simulator.verifyAccessToken(result.accessToken)).toMatchObject({ amr: ['pwd', 'mfa'] });
  });

  it('with user name and password', async () => {
    const { accessToken } = await signInWithPassword();
    await simulator.verifyAccessToken(accessToken);
  });

  it('with a device code', async () => {
    simulator.setScenario({ deviceCodeIntervalSeconds: 1 });
    const result = await app.acquireTokenByDeviceCode({
      scopes: SCOPES,
      deviceCodeCallback: async ({ verificationUri, userCode, message }) => {
        expect(message).toContain(userCode);
        const start = await browser.open(verificationUri);
        const wrong = await browser.submit(start, { otc: 'XXXXXXXXX' });
        expect(wrong.alert).toBeTruthy();
        const signIn = await browser.submit(wrong, { otc: userCode.toLowerCase() }, 'Next');
        const done = await browser.submit(signIn, person, 'Sign in');
        expect(done.html).toContain('You have signed in');
      },
    });
    expect(result?.account?.username).toBe(person.username);
  });
});

describe('MSAL Node keeps the token fresh', () => {
  it('from its cache, and by refresh when forced, with a new refresh token each time', async () => {
    const first = await signInWithPassword();
    const cached = await app.acquireTokenSilent({ scopes: SCOPES, account: first.account });
    expect(cached.fromCache).toBe(true);
    expect(cached.accessToken).toBe(first.accessToken);

    const before = refreshTokenOf(app);
    const fresh = await app.acquireTokenSilent({
      scopes: SCOPES,
      account: first.account,
      forceRefresh: true,
    });
    expect(fresh.fromCache).toBe(false);
    expect(fresh.accessToken).not.toBe(first.accessToken);
    expect(refreshTokenOf(app)).not.toBe(before);

    // As at Entra, the old one stays good.
    const again = await newApp().acquireTokenByRefreshToken({ scopes: SCOPES, refreshToken: before });
    await simulator.verifyAccessToken(again?.accessToken ?? '');
  });

  it('with refresh_in, which MSAL turns into refreshOn', async () => {
    simulator.setScenario({ refreshInSeconds: 1800 });
    const { refreshOn } = await signInWithPassword();
    const ahead = ((refreshOn?.getTime() ?? 0) - Date.now()) / 1000;
    expect(ahead).toBeGreaterThan(1790);
    expect(ahead).toBeLessThan(1810);
  });

  it('with lifetimes of 60 to 90 minutes, repeatable by seed', async () => {
    const draw = async () => {
      simulator.setScenario({ accessTokenLifetimeSeconds: 'random', randomSeed: 7 });
      const lifetimes: number[] = [];
      for (let turn = 0; turn < 4; turn++) {
        const { accessToken } = await signInWithPassword();
        const { exp = 0, iat = 0 } = await simulator.verifyAccessToken(accessToken);
        lifetimes.push(exp - iat - 300);
      }
      return lifetimes;
    };
    const lifetimes = await draw();
    expect(Math.min(...lifetimes)).toBeGreaterThanOrEqual(3600);
    expect(Math.max(...lifetimes)).toBeLessThanOrEqual(5400);
    expect(new Set(lifetimes).size).toBeGreaterThan(1);
    expect(await draw()).toEqual(lifetimes);
  });

  it('with a server whose clock is wrong', async () => {
    simulator.setScenario({ clockOffsetSeconds: -86_400 });
    const { expiresOn, accessToken } = await signInWithPassword();
    expect((expiresOn?.getTime() ?? 0) - Date.now()).toBeGreaterThan(3_590_000);
    await simulator.verifyAccessToken(accessToken);
    simulator.setScenario({ clockOffsetSeconds: 0 });
    await expect(simulator.verifyAccessToken(accessToken)).rejects.toThrow(/exp/);
  });
});

describe('MSAL Node is refused', () => {
  it('with revoked refresh tokens', async () => {
    const { account } = await signInWithPassword();
    simulator.revokeRefreshTokens();
    const error = await errorOf(app.acquireTokenSilent({ scopes: SCOPES, account, forceRefresh: true }));
    expect(error).toMatchObject({
      name: 'InteractionRequiredAuthError',
      errorCode: 'invalid_grant',
      errorNo: 50173,
      subError: 'bad_token',
    });
    await signInWithPassword();
  });

  it('past the sign-in frequency, however often it refreshed', async () => {
    const { account } = await signInWithPassword();
    simulator.setScenario({ signInFrequencySeconds: 3600, clockOffsetSeconds: 3000 });
    await app.acquireTokenSilent({ scopes: SCOPES, account, forceRefresh: true });
    simulator.setScenario({ clockOffsetSeconds: 4000 });
    const error = await errorOf(app.acquireTokenSilent({ scopes: SCOPES, account, forceRefresh: true }));
    expect(error).toMatchObject({ errorCode: 'invalid_grant', errorNo: 70043, subError: 'token_expired' });
    expect(error.errorMessage).toMatch(
      /The token was issued on \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z and the maximum allowed lifetime for this request is 3600\. Trace ID: /,
    );
  });

  it('after 90 days without use', async () => {
    const { account } = await signInWithPassword();
    simulator.setScenario({ clockOffsetSeconds: 91 * 86_400 });
    const error = await errorOf(app.acquireTokenSilent({ scopes: SCOPES, account, forceRefresh: true }));
    expect(error).toMatchObject({ errorNo: 700082 });
  });

  it('without consent, until the person accepts', async () => {
    simulator.setScenario({ consent: 'required' });
    const error = await errorOf(signInWithPassword());
    expect(error).toMatchObject({ errorNo: 65001, subError: 'consent_required' });
    const { account } = await signInInteractively();
    if (!account) throw new Error('no account');
    await app.acquireTokenSilent({ scopes: SCOPES, account, forceRefresh: true });
  });

  it('where the person declines or cancels', async () => {
    const cancelled = await errorOf(
      app.acquireTokenInteractive({
        scopes: SCOPES,
        openBrowser: async (url) => {
          await browser.submit(await browser.open(url), {}, 'Cancel');
        },
      }),
    );
    expect(cancelled).toMatchObject({ errorCode: 'access_denied' });
    expect(cancelled.errorMessage).toContain('AADSTS65004');

    simulator.setScenario({ consent: 'declined-by-user' });
    expect(await errorOf(signInInteractively())).toMatchObject({ errorCode: 'access_denied' });
  });

  it('with a wrong password, an unknown user, a second factor', async () => {
    const attempt = (username: string, password: string) =>
      errorOf(app.acquireTokenByUsernamePassword({ scopes: SCOPES, username, password }));
    expect(await attempt(person.username, 'wrong')).toMatchObject({
      errorCode: 'invalid_grant',
      errorNo: 50126,
    });
    expect(await attempt('nobody@example.com', 'x')).toMatchObject({ errorNo: 50034 });
    expect(await attempt('careful@example.com', 'other')).toMatchObject({
      name: 'InteractionRequiredAuthError',
      errorNo: 50076,
      claims: expect.stringContaining('capolids'),
    });
  });

  it('in an unknown tenant, for an unknown client or resource', async () => {
    app = newApp(`${simulator.origin}/99999999-0000-0000-0000-000000000000`);
    expect(await errorOf(signInWithPassword())).toMatchObject({ errorCode: 'endpoints_resolution_error' });

    app = new PublicClientApplication({
      auth: {
        clientId: '99999999-0000-0000-0000-000000000000',
        authority: `${simulator.origin}/${simulator.tenantId}`,
        knownAuthorities: [simulator.authorityHost],
      },
      system: { networkClient: network },
    });
    expect(await errorOf(signInWithPassword())).toMatchObject({
      errorCode: 'unauthorized_client',
      errorNo: 700016,
    });

    app = newApp();
    const scopes = ['99999999-0000-0000-0000-000000000000/.default'];
    expect(await errorOf(app.acquireTokenByUsernamePassword({ scopes, ...person }))).toMatchObject({
      errorCode: 'invalid_resource',
      errorNo: 500011,
    });
  });

  it('by a person at a device who cancels', async () => {
    simulator.setScenario({ deviceCodeIntervalSeconds: 1 });
    const declined = await errorOf(
      app.acquireTokenByDeviceCode({
        scopes: SCOPES,
        deviceCodeCallback: async ({ verificationUri, userCode }) => {
          const page = await browser.submit(await browser.open(verificationUri), { otc: userCode });
          await browser.submit(page, {}, 'Cancel');
        },
      }),
    );
    expect(declined.errorMessage).toContain('authorization_declined');
  });
});

describe('faults on the token endpoint', () => {
  const failures: [string, Fault, Record<string, unknown>][] = [
    ['hang', { kind: 'hang' }, { errorCode: 'network_error' }],
    ['reset', { kind: 'reset' }, { errorCode: 'network_error' }],
    ['a captive portal', { kind: 'html' }, { errorCode: 'network_error' }],
    ['garbage', { kind: 'garbage' }, { errorCode: 'network_error' }],
    ['a drip', { kind: 'drip', bytesPerSecond: 100 }, { errorCode: 'network_error' }],
    ['a huge answer', { kind: 'huge', bytes: 300_000 }, { message: 'no account' }],
    ['throttling', { kind: 'status', status: 429, retryAfterSeconds: 3 }, { errorNo: 90055 }],
    [
      'a page of a gateway',
      { kind: 'status', status: 502, body: '<h1>Gone</h1>' },
      { errorCode: 'network_error' },
    ],
    [
      'a Conditional Access block',
      { kind: 'error', error: 'invalid_grant', aadsts: 53003, claims: '{"access_token":{}}' },
      { name: 'InteractionRequiredAuthError', errorNo: 53003, claims: '{"access_token":{}}' },
    ],
    [
      'an error nobody catalogued',
      {
        kind: 'error',
        error: 'server_error',
        aadsts: 123456,
        description: 'Something new.',
        suberror: 'odd',
      },
      { errorCode: 'server_error', errorNo: 123456, subError: 'odd' },
    ],
  ];

  it.each(failures)('%s, once', async (_name, fault, expected) => {
    simulator.setScenario({ faults: { token: { ...fault, times: 1 } } });
    expect(await errorOf(signInWithPassword())).toMatchObject(expected);
    // A new application: MSAL would refuse the same request for a while after 429 and 5xx.
    app = newApp();
    await signInWithPassword();
  });

  it('twice, when it says so, and for ever when it does not', async () => {
    const attempt = () => {
      app = newApp();
      return signInWithPassword().then(
        () => 'signed in',
        () => 'failed',
      );
    };
    simulator.setScenario({ faults: { token: { kind: 'status', status: 503, times: 2 } } });
    expect([await attempt(), await attempt(), await attempt()]).toEqual(['failed', 'failed', 'signed in']);
    simulator.setScenario({ faults: { token: { kind: 'status', status: 503 } } });
    expect([await attempt(), await attempt(), await attempt()]).toEqual(['failed', 'failed', 'failed']);
  });
});

describe('faults elsewhere', () => {
  it('on discovery', async () => {
    simulator.setScenario({ faults: { openid: { kind: 'html' } } });
    expect(await errorOf(signInWithPassword())).toMatchObject({ errorCode: 'endpoints_resolution_error' });
  });

  it('on the authorization endpoint, told to the application', async () => {
    simulator.setScenario({
      faults: { authorize: { kind: 'error', error: 'access_denied', aadsts: 53003 } },
    });
    const error = await errorOf(signInInteractively());
    expect(error).toMatchObject({ errorCode: 'access_denied' });
    expect(error.errorMessage).toContain('AADSTS53003');
  });

  it('on the device code endpoint', async () => {
    simulator.setScenario({
      faults: { devicecode: { kind: 'error', error: 'invalid_client', aadsts: 7000218 } },
    });
    const request = { scopes: SCOPES, deviceCodeCallback: () => undefined };
    await errorOf(app.acquireTokenByDeviceCode(request));
    const asked = simulator.requests.findLast(({ path }) => path.endsWith('/devicecode'));
    expect(asked).toMatchObject({ status: 401 });
  });
});

it('keeps records without secrets', async () => {
  await signInInteractively();
  const { accessToken } = await signInWithPassword();
  const refreshToken = refreshTokenOf(app);
  const secrets = simulator.issuedSecrets();
  expect(secrets).toEqual(expect.arrayContaining([accessToken, refreshToken, person.password]));
  const records = JSON.stringify(simulator.requests);
  for (const secret of secrets) expect(records).not.toContain(secret);
  const last = simulator.requests.findLast(({ grantType }) => grantType === 'password');
  expect(last).toMatchObject({
    method: 'POST',
    status: 200,
    clientSku: 'msal.js.node',
    host: simulator.authorityHost,
  });
});

function refreshTokenOf(application: PublicClientApplication): string {
  const cache: unknown = JSON.parse(application.getTokenCache().serialize());
  const tokens = Object.values((cache as { RefreshToken: Record<string, { secret: string }> }).RefreshToken);
  return tokens[0]?.secret ?? '';
}
