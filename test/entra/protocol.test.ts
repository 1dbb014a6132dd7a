import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { Agent, request } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AZURE_CLI_CLIENT_ID } from './directory.ts';
import { PlainBrowser } from './plain-browser.ts';
import { EntraSimulator, type SimulatedUser } from './simulator.ts';

const SCOPE = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default';

/** Where nobody listens: only the address matters. */
const REDIRECT_URI = 'http://localhost:9';

let simulator: EntraSimulator;
let agent: Agent;
let browser: PlainBrowser;
let user: SimulatedUser;

beforeAll(async () => {
  simulator = await EntraSimulator.start();
  const [first] = simulator.users;
  if (!first) throw new Error('no user');
  user = first;
  agent = new Agent({
    connect: {
      ca: simulator.caCertificate,
      // undici takes a Host header for the name to verify, and these tests send odd ones.
      checkServerIdentity: () => undefined,
    },
  });
});

beforeEach(() => {
  browser = new PlainBrowser(simulator);
});

afterEach(async () => {
  simulator.resetScenario();
  await browser.close();
});

afterAll(async () => {
  await agent.destroy();
  await simulator.stop();
});

type Fields = Readonly<Record<string, string>>;

async function get(path: string, headers: Fields = {}) {
  const {
    statusCode,
    body,
    headers: answered,
  } = await request(simulator.origin + path, {
    dispatcher: agent,
    headers,
  });
  const text = await body.text();
  return { status: statusCode, text, headers: answered };
}

async function getJson(path: string, headers: Fields = {}) {
  const { status, text } = await get(path, headers);
  return { status, json: JSON.parse(text) as Record<string, unknown> };
}

async function post(path: string, fields: Fields, headers: Fields = {}) {
  const { statusCode, body } = await request(
    `${simulator.origin}/${simulator.tenantId}/oauth2/v2.0/${path}`,
    {
      dispatcher: agent,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams({ client_id: simulator.clientId, ...fields }).toString(),
    },
  );
  return { status: statusCode, json: (await body.json()) as Record<string, unknown> };
}

function authorizePath(fields: Fields): string {
  const parameters = new URLSearchParams({
    client_id: simulator.clientId,
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    scope: `${SCOPE} openid profile offline_access`,
    ...fields,
  });
  return `/${simulator.tenantId}/oauth2/v2.0/authorize?${parameters}`;
}

/** Signs in on the pages, up to the redirect that nobody answers. */
async function signInForRedirect(fields: Fields = {}): Promise<URL> {
  const page = await browser.open(simulator.origin + authorizePath(fields));
  const { form } = page;
  if (!form) throw new Error(page.html);
  const { headers } = await request(form.action, {
    dispatcher: agent,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      ...form.fields,
      username: user.username,
      password: user.password,
      action: 'sign-in',
    }).toString(),
  });
  return new URL(String(headers.location));
}

async function authorizationCode(fields: Fields = {}): Promise<string> {
  return (await signInForRedirect(fields)).searchParams.get('code') ?? '';
}

function redeem(code: string, fields: Fields = {}) {
  return post('token', {
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT_URI,
    ...fields,
  });
}

describe('discovery', () => {
  it('describes the tenant under the name that the client used', async () => {
    const path = `/${simulator.tenantDomain}/v2.0/.well-known/openid-configuration`;
    const here = await getJson(path);
    expect(here.json).toMatchObject({
      issuer: `${simulator.origin}/${simulator.tenantId}/v2.0`,
      token_endpoint: `${simulator.origin}/${simulator.tenantId}/oauth2/v2.0/token`,
      device_authorization_endpoint: `${simulator.origin}/${simulator.tenantId}/oauth2/v2.0/devicecode`,
    });
    const real = await getJson(path, { host: 'login.microsoftonline.com' });
    expect(real.json).toMatchObject({
      issuer: `https://login.microsoftonline.com/${simulator.tenantId}/v2.0`,
      authorization_endpoint: `https://login.microsoftonline.com/${simulator.tenantId}/oauth2/v2.0/authorize`,
    });
    const odd = await getJson(path, { host: 'evil.example' });
    expect(odd.json.issuer).toBe(`https://${simulator.authorityHost}/${simulator.tenantId}/v2.0`);
    const shared = await getJson('/organizations/v2.0/.well-known/openid-configuration');
    expect(shared.json.issuer).toBe(`${simulator.origin}/{tenantid}/v2.0`);
  });

  it('does not know other tenants', async () => {
    const unknown = await getJson(
      '/99999999-0000-0000-0000-000000000000/v2.0/.well-known/openid-configuration',
    );
    expect(unknown).toMatchObject({ status: 400, json: { error: 'invalid_tenant', error_codes: [90002] } });
    const nonsense = await getJson('/no%20tenant/v2.0/.well-known/openid-configuration');
    expect(nonsense).toMatchObject({ status: 400, json: { error_codes: [900023] } });
  });

  it('vouches for its own instance and the clouds’, not for others', async () => {
    const ask = (host: string) =>
      getJson(
        `/common/discovery/instance?api-version=1.1&authorization_endpoint=${encodeURIComponent(`https://${host}/${simulator.tenantId}/oauth2/v2.0/authorize`)}`,
      );
    expect((await ask(simulator.authorityHost)).json).toMatchObject({
      tenant_discovery_endpoint: `${simulator.origin}/${simulator.tenantId}/v2.0/.well-known/openid-configuration`,
      metadata: expect.arrayContaining([expect.objectContaining({ aliases: [simulator.authorityHost] })]),
    });
    expect((await ask('login.microsoftonline.com')).status).toBe(200);
    expect(await ask('evil.example')).toMatchObject({
      status: 400,
      json: { error: 'invalid_instance', error_codes: [50049] },
    });
  });

  it('says that its users are managed, others unknown', async () => {
    const mine = await getJson(`/common/UserRealm/${encodeURIComponent(user.username)}?api-version=1.0`);
    expect(mine.json).toMatchObject({ account_type: 'Managed', cloud_instance_name: 'microsoftonline.com' });
    expect((await getJson('/common/userrealm/x@other.example')).json.account_type).toBe('Unknown');
  });
});

describe('the certificate', () => {
  it('is signed by the CA and good for all authority names', () => {
    const authority = new X509Certificate(simulator.caCertificate);
    expect(authority.ca).toBe(true);
    expect(authority.verify(authority.publicKey)).toBe(true);
    expect(Date.parse(authority.validFrom)).toBeLessThan(Date.now() - 23 * 3600 * 1000);
  });
});

describe('tokens', () => {
  it('verify against the published keys', async () => {
    const nonce = 'n-1';
    const { json } = await redeem(await authorizationCode({ nonce }), { client_info: '1' });
    const { json: keys } = await getJson(`/${simulator.tenantId}/discovery/v2.0/keys`);
    const keySet = createLocalJWKSet(keys as unknown as JSONWebKeySet);
    const idToken = await jwtVerify(String(json.id_token), keySet, {
      issuer: `${simulator.origin}/${simulator.tenantId}/v2.0`,
      audience: simulator.clientId,
    });
    expect(idToken.payload).toMatchObject({ nonce, preferred_username: user.username, oid: user.objectId });
    expect(decodeProtectedHeader(String(json.access_token))).toMatchObject({ alg: 'RS256', typ: 'JWT' });
    expect(JSON.parse(Buffer.from(String(json.client_info), 'base64url').toString())).toEqual({
      uid: user.objectId,
      utid: simulator.tenantId,
    });
    expect(json).toMatchObject({ token_type: 'Bearer', expires_in: 3600, ext_expires_in: 3600 });
    expect(String(json.scope).split(' ')).toContain(SCOPE);
  });

  it('are refused when changed, for another audience, or expired', async () => {
    const { json } = await redeem(await authorizationCode());
    const token = String(json.access_token);
    const [header, payload, signature] = token.split('.');
    await expect(simulator.verifyAccessToken(`${header}.${payload}x.${signature}`)).rejects.toThrow(
      /signature/,
    );
    await expect(simulator.verifyAccessToken(String(json.id_token))).rejects.toThrow(/iss/);
    simulator.setScenario({ clockOffsetSeconds: 3700 });
    await expect(simulator.verifyAccessToken(token)).rejects.toThrow(/exp/);
  });

  it('come without refresh and ID token where the scope asks for neither, as with curl', async () => {
    const { json } = await redeem(await authorizationCode({ scope: SCOPE }), {
      scope: SCOPE,
      state: '12345',
    });
    await simulator.verifyAccessToken(String(json.access_token));
    expect(json.refresh_token).toBeUndefined();
    expect(json.id_token).toBeUndefined();
  });
});

describe('the authorization endpoint', () => {
  const pages: [string, Fields, number][] = [
    ['an unknown client', { client_id: '99999999-0000-0000-0000-000000000000' }, 700016],
    ['another site', { redirect_uri: 'https://evil.example' }, 50011],
    ['a name that only begins with localhost', { redirect_uri: 'http://localhost.evil.example' }, 50011],
    ['a path', { redirect_uri: 'http://localhost:1/callback' }, 50011],
    ['user information', { redirect_uri: 'http://localhost:1@evil.example' }, 50011],
    ['no address', { redirect_uri: '' }, 900971],
    ['an unknown response mode', { response_mode: 'pigeon' }, 70007],
    ['an unknown prompt', { prompt: 'shout' }, 90023],
    ['an unknown challenge method', { code_challenge: 'x'.repeat(43), code_challenge_method: 'MD5' }, 90023],
    ['a short challenge', { code_challenge: 'abc', code_challenge_method: 'S256' }, 501491],
  ];

  it.each(pages)('answers %s with a page, not with a redirect', async (_name, fields, aadsts) => {
    const { status, text, headers } = await get(authorizePath(fields));
    expect(status).toBe(400);
    expect(headers['content-type']).toContain('text/html');
    expect(text).toContain(`AADSTS${aadsts}: `);
    expect(headers.location).toBeUndefined();
  });

  const redirects: [string, Fields, string, number][] = [
    ['another response type', { response_type: 'token' }, 'unsupported_response_type', 700054],
    ['no scope', { scope: '' }, 'invalid_request', 900144],
    ['an unknown resource', { scope: 'api://nothing/.default' }, 'invalid_resource', 500011],
    ['two resources', { scope: `${SCOPE} https://graph.microsoft.com/.default` }, 'invalid_request', 28000],
    ['an unknown permission', { scope: SCOPE.replace('.default', 'x') }, 'invalid_scope', 70011],
    ['claims that are no JSON', { claims: '{' }, 'invalid_request', 90023],
    ['prompt=none without a session', { prompt: 'none' }, 'login_required', 50058],
  ];

  it.each(redirects)('tells the application of %s', async (_name, fields, error, aadsts) => {
    const { status, headers } = await get(authorizePath({ ...fields, state: 'a&b' }));
    expect(status).toBe(302);
    const { searchParams, origin } = new URL(String(headers.location));
    expect(origin).toBe(REDIRECT_URI);
    expect(searchParams.get('error')).toBe(error);
    expect(searchParams.get('error_description')).toMatch(new RegExp(`^AADSTS${aadsts}: .* Trace ID: `));
    expect(searchParams.get('state')).toBe('a&b');
  });

  it('answers in the query, in the fragment or by a form, with state', async () => {
    const state = `"><script>alert('x')</script>&`;
    const query = await signInForRedirect({ state });
    expect(query.searchParams.get('state')).toBe(state);
    expect(query.searchParams.get('session_state')).toBeTruthy();
    const fragment = await signInForRedirect({ state, response_mode: 'fragment' });
    expect(fragment.search).toBe('');
    expect(new URLSearchParams(fragment.hash.slice(1)).get('state')).toBe(state);

    const refused = await get(authorizePath({ state, response_mode: 'form_post', prompt: 'none' }));
    expect(refused.status).toBe(200);
    expect(refused.text).not.toContain("<script>alert('x')");
    expect(refused.text).toContain('<noscript>');
    expect(refused.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('fills in the user name that the application hints at', async () => {
    const page = await browser.open(simulator.origin + authorizePath({ login_hint: 'a"b@example.com' }));
    expect(page.form?.fields).toMatchObject({ username: 'a"b@example.com', password: '' });
  });

  it('asks for no consent where it may not ask', async () => {
    simulator.setScenario({ consent: 'required' });
    const url = simulator.origin + authorizePath({});
    const consent = await browser.submit(
      await browser.open(url),
      { username: user.username, password: user.password },
      'Sign in',
    );
    expect(consent.html).toContain('Permissions requested');
    await expect(browser.open(simulator.origin + authorizePath({ prompt: 'none' }))).rejects.toThrow(
      'fetch failed',
    );
    // Nobody listens at the redirect URI, so the request that reached it failed: its error is the proof's end.
    expect(simulator.requests.at(-1)).toMatchObject({ status: 302 });
  });

  it('ends a session at sign-out and where sign-in frequency says so', async () => {
    const credentials = { username: user.username, password: user.password };
    const start = simulator.origin + authorizePath({});
    const isAsked = async () => (await browser.open(start)).html.includes('name="password"');
    const signIn = async () => {
      await browser.submit(await browser.open(start), credentials, 'Sign in').catch(() => undefined);
    };
    await signIn();
    await expect(isAsked()).rejects.toThrow('fetch failed'); // redirected at once, to where nobody listens
    simulator.setScenario({ signInFrequencySeconds: 60, clockOffsetSeconds: 120 });
    expect(await isAsked()).toBe(true);
    simulator.resetScenario();
    await browser.open(`${simulator.origin}/${simulator.tenantId}/oauth2/v2.0/logout`);
    expect(await isAsked()).toBe(true);
  });

  it('does not go on with a sign-in that is over, or with a button that is not there', async () => {
    const page = await browser.open(simulator.origin + authorizePath({}));
    expect((await browser.submit(page, { action: 'accept' })).status).toBe(400);
    await browser.submit(page, {}, 'Cancel').catch(() => undefined);
    expect((await browser.submit(page, {}, 'Sign in')).html).toContain('Start again');
  });
});

describe('authorization codes', () => {
  it('are redeemed once', async () => {
    const code = await authorizationCode();
    expect((await redeem(code)).status).toBe(200);
    expect(await redeem(code)).toMatchObject({
      status: 400,
      json: { error: 'invalid_grant', error_codes: [54005] },
    });
  });

  it('need the verifier of their challenge', async () => {
    const verifier = randomBytes(32).toString('base64url');
    const code = await authorizationCode({
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    for (const wrong of [{ code_verifier: 'x'.repeat(43) }, {}]) {
      expect((await redeem(code, wrong)).json).toMatchObject({
        error: 'invalid_grant',
        error_codes: [501481],
      });
    }
    expect((await redeem(code, { code_verifier: verifier })).status).toBe(200);
    const unchallenged = await authorizationCode();
    expect((await redeem(unchallenged, { code_verifier: verifier })).json.error_codes).toEqual([501481]);
  });

  it('are bound to client and redirect URI, and expire', async () => {
    const code = await authorizationCode();
    expect((await redeem(code, { redirect_uri: 'http://localhost:10' })).json.error_codes).toEqual([500112]);
    expect((await redeem(code, { client_id: AZURE_CLI_CLIENT_ID })).json.error_codes).toEqual([70000]);
    simulator.setScenario({ clockOffsetSeconds: 601 });
    expect((await redeem(code)).json.error_codes).toEqual([70008]);
    expect((await redeem('nonsense')).json.error_codes).toEqual([9002313]);
  });
});

describe('device codes', () => {
  const poll = async (deviceCode: unknown) =>
    (
      await post('token', {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        device_code: String(deviceCode),
      })
    ).json;

  it('are pending, slow down the hasty, and expire', async () => {
    const { json } = await post('devicecode', { scope: SCOPE });
    expect(json).toMatchObject({ expires_in: 900, interval: 5 });
    expect(await poll(json.device_code)).toMatchObject({
      error: 'authorization_pending',
      error_codes: [70016],
    });
    expect(await poll(json.device_code)).toMatchObject({ error: 'slow_down' });
    simulator.setScenario({ clockOffsetSeconds: 901 });
    expect(await poll(json.device_code)).toMatchObject({ error: 'expired_token', error_codes: [70020] });
    expect(await poll('nonsense')).toMatchObject({ error: 'bad_verification_code', error_codes: [70018] });
  });

  it('can be entered at /devicelogin, and work once', async () => {
    const { json } = await post('devicecode', { scope: SCOPE });
    const start = await browser.open(`${simulator.origin}/devicelogin`);
    const signIn = await browser.submit(start, { otc: String(json.user_code) }, 'Next');
    await browser.submit(signIn, { username: user.username, password: user.password }, 'Sign in');
    await simulator.verifyAccessToken(String((await poll(json.device_code)).access_token));
    expect(await poll(json.device_code)).toMatchObject({ error: 'expired_token' });
  });
});

describe('token errors', () => {
  it('look like Entra’s, with the client’s correlation ID', async () => {
    const correlationId = '8a6818d1-764e-4767-9fcc-b2072bab4697';
    const fields = { grant_type: 'password', username: user.username, password: 'wrong', scope: SCOPE };
    const { status, json } = await post('token', fields, { 'client-request-id': correlationId });
    expect(status).toBe(400);
    expect(json).toEqual({
      error: 'invalid_grant',
      error_description: expect.stringMatching(
        /^AADSTS50126: Error validating .* Trace ID: \S+ Correlation ID: 8a6818d1-\S+ Timestamp: \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/,
      ),
      error_codes: [50126],
      timestamp: expect.any(String),
      trace_id: expect.any(String),
      correlation_id: correlationId,
      error_uri: `${simulator.origin}/error?code=50126`,
    });
  });

  it('name what is missing or unknown', async () => {
    const cases: [Fields, number][] = [
      [{}, 900144],
      [{ grant_type: 'pigeon' }, 70003],
      [{ grant_type: 'password', client_id: '' }, 900144],
      [{ grant_type: 'password', client_id: '99999999-0000-0000-0000-000000000000' }, 700016],
      [{ grant_type: 'password', scope: SCOPE }, 900144],
      [{ grant_type: 'password', scope: SCOPE, client_secret: 's' }, 700025],
      [{ grant_type: 'refresh_token', refresh_token: 'nonsense' }, 9002313],
    ];
    for (const [fields, aadsts] of cases) {
      expect((await post('token', fields)).json.error_codes).toEqual([aadsts]);
    }
  });

  it('carry the server’s own date', async () => {
    simulator.setScenario({ clockOffsetSeconds: -7200 });
    const { headers } = await get('/');
    expect(Date.parse(String(headers.date)) - Date.now()).toBeLessThan(-7_190_000);
  });
});
