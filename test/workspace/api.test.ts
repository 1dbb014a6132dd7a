import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { RESOURCE_ID_HEADER, type Scenario, WorkspaceSimulator } from './simulator.ts';
import { type Answer, CLUSTERS, ME, SAM, Visit, ZOE } from './visit.ts';

let visit: Visit;
let workspace: WorkspaceSimulator;
let token: string;

beforeAll(async () => {
  visit = await Visit.start();
  workspace = visit.workspace;
  token = await visit.token();
});
afterEach(() => workspace.resetScenario());
afterAll(() => visit.stop());

const json = ({ text }: Answer) => JSON.parse(text) as Record<string, unknown>;

const groupNames = (answer: Answer) =>
  (json(answer).groups as { display: string }[]).map(({ display }) => display);

describe('Me', () => {
  it('is the person of the token, as SCIM', async () => {
    const answer = await visit.get(ME, token);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch(/^application\/scim\+json\b/);
    expect(answer.headers['x-databricks-org-id']).toBe(workspace.workspaceId);
    expect(json(answer)).toEqual({
      schemas: expect.arrayContaining(['urn:ietf:params:scim:schemas:core:2.0:User']),
      id: expect.stringMatching(/^\d{16}$/),
      externalId: ZOE.objectId,
      userName: 'zoe@example.com',
      displayName: 'Zoë Müller',
      name: { givenName: 'Zoë', familyName: 'Müller' },
      emails: [{ type: 'work', value: 'zoe@example.com', primary: true }],
      active: true,
      groups: [
        {
          display: 'users',
          type: 'direct',
          value: expect.any(String),
          $ref: expect.stringMatching(/^Groups\/\d+$/),
        },
        expect.objectContaining({ display: 'data-team-1' }),
      ],
      entitlements: [{ value: 'workspace-access' }, { value: 'databricks-sql-access' }],
      roles: [],
    });
    const other = await visit.get(ME, await visit.token(SAM));
    expect(json(other).userName).toBe('sam@example.com');
    expect(json(other).id).not.toBe(json(answer).id);
  });

  it('is in as many groups as the scenario says', async () => {
    workspace.setScenario({ groupCount: 0 });
    expect(groupNames(await visit.get(ME, token))).toEqual([]);
    workspace.setScenario({ groupCount: 300 });
    expect(new Set(groupNames(await visit.get(ME, token))).size).toBe(300);
  });
});

describe('the list of clusters', () => {
  it('holds what the scenario says', async () => {
    const answer = await visit.get(CLUSTERS, token);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch(/^application\/json\b/);
    expect(json(answer).clusters).toEqual([
      expect.objectContaining({
        cluster_name: 'Shared Autoscaling',
        state: 'RUNNING',
        spark_version: expect.any(String),
      }),
      expect.objectContaining({
        cluster_name: 'Nightly reports',
        state: 'TERMINATED',
        creator_user_name: 'zoe@example.com',
      }),
    ]);
    workspace.setScenario({ clusters: [{ id: '1', name: 'Größe "XL"', state: 'PENDING' }] });
    expect(json(await visit.get(CLUSTERS, token)).clusters).toMatchObject([
      { cluster_id: '1', cluster_name: 'Größe "XL"', state: 'PENDING' },
    ]);
  });

  it('is an empty object without any', async () => {
    workspace.setScenario({ clusters: [] });
    expect((await visit.get(CLUSTERS, token)).text).toBe('{}');
  });

  it('can be refused alone', async () => {
    workspace.setScenario({ clustersRefused: true });
    const answer = await visit.get(CLUSTERS, token);
    expect(answer.status).toBe(403);
    expect(json(answer)).toEqual({
      error_code: 'PERMISSION_DENIED',
      message: 'This API is disabled for users without the workspace-access entitlement.',
    });
    const me = await visit.get(ME, token);
    expect(me.status).toBe(200);
    expect(json(me).entitlements).toEqual([{ value: 'databricks-sql-access' }]);
  });
});

describe('a request without a token', () => {
  it.each([
    ['no header', {}],
    ['another scheme', { authorization: 'Basic eDp5' }],
    ['an empty token', { authorization: 'Bearer ' }],
  ])('is refused with 401: %s', async (_name, headers: Record<string, string>) => {
    for (const path of [ME, CLUSTERS]) {
      const answer = await visit.get(path, undefined, headers);
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="DatabricksRealm"');
      expect(json(answer)).toEqual({
        error_code: 401,
        message: expect.stringMatching(/^Credential was not sent .*\[ReqId: [\da-f-]{36}\]$/),
      });
    }
  });
});

describe('a token', () => {
  it('that is none, or that the tenant has not signed, is refused with 403', async () => {
    const [header = '', payload = '', signature = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const changed = Buffer.from(JSON.stringify({ ...claims, oid: SAM.objectId })).toString('base64url');
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
    // The classic confusion: the public key, taken for a shared secret.
    const { kid = '' } = JSON.parse(Buffer.from(header, 'base64url').toString());
    const publicKey = Buffer.from(JSON.stringify(visit.entra.publishedKeys.keys[0]));
    const confused = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid }).sign(publicKey);
    const bad = [
      'dapi0123456789abcdef',
      `${header}.${changed}.${signature}`,
      `${none}.${payload}.`,
      confused,
      '..',
    ];
    for (const one of bad) {
      const answer = await visit.get(ME, one);
      expect(answer.status, one).toBe(403);
      expect(json(answer)).toEqual({ error_code: 403, message: 'Invalid access token.' });
      expect(answer.headers['x-databricks-reason-phrase']).toBe('Invalid access token.');
    }
  });

  it('of an Entra with another key is refused, though all its claims are right', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    // Under its own name, and under the one that is trusted.
    const { kid: trusted = '' } = decodeProtectedHeader(token);
    for (const kid of ['another', trusted]) {
      const header = { typ: 'JWT', alg: 'RS256', x5t: kid, kid };
      const theirs = await new SignJWT(decodeJwt(token)).setProtectedHeader(header).sign(privateKey);
      expect(json(await visit.get(ME, theirs))).toMatchObject({ message: 'Invalid access token.' });
    }
    expect((await visit.get(ME, token)).status).toBe(200);
  });

  it('for another resource is refused with 400', async () => {
    const arm = 'https://management.core.windows.net/';
    const answer = await visit.get(ME, await visit.token(ZOE, `${arm}/.default`));
    expect(answer.status).toBe(400);
    expect(json(answer)).toEqual({
      error_code: 400,
      message: `io.jsonwebtoken.IncorrectClaimException: Expected aud claim to be: 2ff814a6-3304-4ab8-85cb-cd0e6f879c1d, but was: ${arm}.`,
    });
  });

  it('of another tenant is refused with 400, as JSON, page or text', async () => {
    const tenantId = '99999999-5e67-8f89-01ab-c2345d6c78de';
    const elsewhere = await WorkspaceSimulator.start({ entra: visit.entra, tenantId });
    const ask = async (changes: Partial<Scenario>) => {
      elsewhere.setScenario(changes);
      const { statusCode, headers, body } = await visit.agent.request({
        origin: elsewhere.origin,
        path: ME,
        method: 'GET',
        headers: { authorization: `Bearer ${token}` },
      });
      expect(statusCode).toBe(400);
      return { type: String(headers['content-type']), text: await body.text() };
    };
    const message = `io.jsonwebtoken.IncorrectClaimException: Expected iss claim to be: https://sts.windows.net/${tenantId}/, but was: https://sts.windows.net/${visit.entra.tenantId}/.`;
    try {
      expect(JSON.parse((await ask({})).text)).toEqual({ error_code: 400, message });
      expect(JSON.parse((await ask({ refusalFormat: 'jsonWithStringCode' })).text)).toEqual({
        error_code: '400',
        message,
      });
      const page = await ask({ refusalFormat: 'page' });
      expect(page.type).toMatch(/^text\/html/);
      expect(page.text).toContain(`<title>Error 400 ${message}</title>`);
      expect(page.text).toContain(`Problem accessing ${ME}.`);
      const text = await ask({ refusalFormat: 'text' });
      expect(text).toEqual({ type: 'text/html; charset=utf-8', text: message });
    } finally {
      await elsewhere.stop();
    }
  });

  it('is good until half a minute before its end, by the workspace’s clock', async () => {
    // It lives an hour, from a moment ago.
    const soon = await visit.token();
    workspace.setScenario({ clockOffsetSeconds: 3600 - 30 - 20 });
    expect((await visit.get(ME, soon)).status).toBe(200);
    workspace.setScenario({ clockOffsetSeconds: 3600 - 30 + 1 });
    expect(json(await visit.get(ME, soon))).toEqual({ error_code: 403, message: 'Invalid access token.' });
    // Entra dates tokens back by five minutes; before that they are not good yet.
    workspace.setScenario({ clockOffsetSeconds: -600 });
    expect((await visit.get(ME, soon)).status).toBe(403);
  });

  const expired: [Scenario['expiredAnswer'], number, RegExp][] = [
    ['invalidAccessToken', 403, /^Invalid access token\.$/],
    ['expiring', 403, /^Token is expiring within 30 seconds/],
    [
      'jwtException',
      400,
      /^io\.jsonwebtoken\.ExpiredJwtException: JWT expired at 20\S+Z\. Current time: 20\S+Z, a difference of \d{5,} milliseconds\./,
    ],
    ['unauthorized', 401, /^Token is expired$/],
  ];

  it.each(expired)(
    'that has expired is refused as the scenario says: %s',
    async (expiredAnswer, status, message) => {
      workspace.setScenario({ expiredAnswer, clockOffsetSeconds: 7200 });
      const answer = await visit.get(CLUSTERS, token);
      expect(answer.status).toBe(status);
      expect(json(answer)).toEqual({ error_code: status, message: expect.stringMatching(message) });
      expect(answer.headers['www-authenticate'] !== undefined).toBe(status === 401);
      workspace.setScenario({ refusalFormat: 'page' });
      const page = await visit.get(CLUSTERS, token);
      expect(page.status).toBe(status);
      expect(page.text).toContain(`<title>Error ${status} `);
    },
  );

  it('does not need the clocks to agree: the date is the workspace’s own', async () => {
    workspace.setScenario({ clockOffsetSeconds: 1200 });
    const { headers, status } = await visit.get(ME, token);
    expect(status).toBe(200);
    expect(Date.parse(String(headers.date)) - Date.now()).toBeGreaterThan(1_190_000);
  });
});

describe('membership', () => {
  it('of others does not help', async () => {
    workspace.setScenario({ members: [SAM.objectId] });
    expect((await visit.get(ME, await visit.token(SAM))).status).toBe(200);
    for (const path of [ME, CLUSTERS]) {
      const answer = await visit.get(path, token);
      expect(answer.status).toBe(403);
      expect(json(answer)).toEqual({
        error_code: 403,
        message: `Unauthorized access to Org: ${workspace.workspaceId}`,
      });
    }
    workspace.setScenario({ notMemberAnswer: 'permissionDenied' });
    expect(json(await visit.get(ME, token))).toEqual({
      error_code: 'PERMISSION_DENIED',
      message: 'User zoe@example.com is not a member of this workspace.',
    });
    workspace.setScenario({ notMemberAnswer: 'userNotAuthorized', refusalFormat: 'page' });
    const page = await visit.get(ME, token);
    expect(page.status).toBe(403);
    expect(page.text).toContain('<title>Error 403 User not authorized.</title>');
  });

  it('can be had by a role on the Azure resource, as an admin, and lasts', async () => {
    workspace.setScenario({ members: [], contributors: [ZOE.objectId] });
    expect((await visit.get(ME, token)).status).toBe(403);
    // Azure compares without regard to case.
    const header = { [RESOURCE_ID_HEADER]: workspace.resourceId.toUpperCase() };
    const admitted = await visit.get(ME, token, header);
    expect(groupNames(admitted)).toContain('admins');
    expect(json(admitted).entitlements).toContainEqual({ value: 'allow-cluster-create' });
    expect((await visit.get(CLUSTERS, token, header)).status).toBe(200);
    expect(groupNames(await visit.get(ME, token))).toContain('admins');
    workspace.setScenario({ members: [] });
    expect((await visit.get(ME, token)).status).toBe(403);
  });

  it('is not had by the header without the role', async () => {
    for (const members of [[], 'all'] as const) {
      workspace.setScenario({ members, contributors: [SAM.objectId], noRoleAnswer: 'userNotAuthorized' });
      const answer = await visit.get(ME, token, workspace.resourceIdHeader);
      expect(answer.status).toBe(403);
      expect(json(answer)).toEqual({ error_code: 403, message: 'User not authorized.' });
      workspace.setScenario({ noRoleAnswer: 'worded' });
      expect(json(await visit.get(ME, token, workspace.resourceIdHeader))).toMatchObject({
        error_code: 403,
        message: expect.stringContaining('zoe@example.com does not have Owner or Contributor role'),
      });
    }
  });

  it('is not had by the resource ID of another workspace, or of nothing', async () => {
    workspace.setScenario({ contributors: [ZOE.objectId] });
    const ask = (resourceId: string) => visit.get(ME, token, { [RESOURCE_ID_HEADER]: resourceId });
    const other = `${workspace.resourceId}-2`;
    const answers: [Scenario['otherResourceAnswer'], number, string][] = [
      ['forbidden', 403, `Invalid access to Org: ${workspace.workspaceId}`],
      ['notFound', 404, `The workspace with resource ID ${other} could not be found.`],
      ['invalid', 400, 'Invalid resource ID.'],
    ];
    for (const [otherResourceAnswer, status, message] of answers) {
      workspace.setScenario({ otherResourceAnswer });
      const answer = await ask(other);
      expect(answer.status).toBe(status);
      expect(json(answer)).toEqual({ error_code: status, message });
    }
    workspace.setScenario({ otherResourceAnswer: 'forbidden' });
    const twice = `${workspace.resourceId}, ${workspace.resourceId}`;
    for (const nonsense of [
      '',
      '1234567890123456',
      workspace.resourceId.slice(1),
      `${workspace.resourceId}/x`,
      twice,
    ]) {
      const answer = await ask(nonsense);
      expect(answer.status, nonsense).toBe(400);
      expect(json(answer)).toEqual({ error_code: 400, message: 'Invalid resource ID.' });
    }
  });

  it('is no help from a blocked address', async () => {
    workspace.setScenario({ blockedAddress: '203.0.113.7' });
    const answer = await visit.get(ME, token);
    expect(answer.status).toBe(403);
    expect(json(answer)).toEqual({
      error_code: 403,
      message: expect.stringMatching(
        /^Source IP address: 203\.0\.113\.7 is blocked by Databricks IP ACL for workspace: 1234567890123456 \[ReqId: /,
      ),
    });
    workspace.resetScenario();
    expect((await visit.get(ME, token)).status).toBe(200);
  });
});

describe('/aad/auth', () => {
  const ask = async (host?: string) => {
    const { status, headers } = await visit.get('/aad/auth', undefined, host === undefined ? {} : { host });
    return { status, location: headers.location };
  };

  it('redirects to the tenant’s sign-in page, of the cloud that the host name says', async () => {
    const { status, location } = await ask();
    expect(status).toBe(302);
    const url = new URL(String(location));
    expect(url.origin).toBe(visit.entra.origin);
    expect(url.pathname).toBe(`/${visit.entra.tenantId}/oauth2/authorize`);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d',
      redirect_uri: `${workspace.origin}/aad/redirect`,
      response_mode: 'form_post',
      response_type: 'code id_token',
      state: expect.stringMatching(/./),
    });
    const clouds = {
      'adb-1234567890123456.7.azuredatabricks.net': 'login.microsoftonline.com',
      'ADB-1234567890123456.7.AzureDatabricks.net:443': 'login.microsoftonline.com',
      'westeurope.azuredatabricks.net': 'login.microsoftonline.com',
      'adb-1234567890123456.7.databricks.azure.us': 'login.microsoftonline.us',
      'adb-1234567890123456.7.databricks.azure.cn': 'login.partner.microsoftonline.cn',
      // Names that only look like one.
      'evil-azuredatabricks.net': new URL(visit.entra.origin).host,
      'azuredatabricks.net.example.org': new URL(visit.entra.origin).host,
    };
    for (const [host, authority] of Object.entries(clouds)) {
      expect(new URL(String((await ask(host)).location)).host, host).toBe(authority);
    }
  });

  it('misbehaves as the scenario says', async () => {
    workspace.setScenario({ signInRedirectStatus: 303 });
    expect((await ask()).status).toBe(303);
    workspace.setScenario({ signInRedirect: 'common' });
    expect((await ask()).location).toContain(`${visit.entra.origin}/common/oauth2/authorize?`);
    workspace.setScenario({ signInRedirect: 'otherAuthority' });
    expect((await ask()).location).toContain(`https://login.example.org/${visit.entra.tenantId}/oauth2/`);
    workspace.setScenario({ signInRedirect: 'loginPage' });
    expect((await ask()).location).toMatch(/^https:\/\/accounts\.azuredatabricks\.net\/login\.html\?/);
    workspace.setScenario({ signInRedirect: 'nowhere' });
    expect(await ask()).toEqual({ status: 303, location: undefined });
    workspace.setScenario({ signInRedirect: 'notFound' });
    expect(await ask()).toEqual({ status: 404, location: undefined });
  });

  it('leads to a tenant and an authority of one’s own', async () => {
    const tenantId = '99999999-5e67-8f89-01ab-c2345d6c78de';
    const own = await WorkspaceSimulator.start({
      entra: visit.entra,
      tenantId,
      cloudAuthorityHost: 'login.example.test',
    });
    onTestFinished(() => own.stop());
    const { headers, body } = await visit.agent.request({
      origin: own.origin,
      path: '/aad/auth',
      method: 'GET',
    });
    await body.dump();
    expect(headers.location).toContain(`https://login.example.test/${tenantId}/oauth2/authorize?`);
  });
});

describe('what the API does not have', () => {
  it('is refused in its words', async () => {
    const wrong: [string, string, string][] = [
      ['GET', '/x', '/x'],
      ['GET', '/api/2.0/clusters/lists', '/clusters/lists'],
      ['GET', '/api/2.0/__proto__', '/__proto__'],
      ['POST', CLUSTERS, '/clusters/list'],
      ['DELETE', ME, '/preview/scim/v2/Me'],
    ];
    for (const [method, path, named] of wrong) {
      const answer = await visit.get(path, token, {}, method);
      expect(answer.status, path).toBe(404);
      expect(json(answer)).toEqual({
        error_code: 'ENDPOINT_NOT_FOUND',
        message: `No API found for '${method} ${named}'`,
      });
    }
    expect((await visit.get(CLUSTERS, token, {}, 'HEAD')).status).toBe(404);
    const redirect = await visit.get('/aad/auth', undefined, {}, 'POST');
    expect(redirect.status).toBe(405);
    expect(redirect.headers.allow).toBe('GET');
  });
});

describe('the record', () => {
  it('says what was asked, and holds no token', async () => {
    const before = workspace.requests.length;
    workspace.setScenario({ contributors: [ZOE.objectId] });
    await visit.get(`${ME}?attributes=userName`, token, {
      ...workspace.resourceIdHeader,
      'user-agent': 'test/1',
    });
    await visit.get(CLUSTERS, 'nonsense', { [RESOURCE_ID_HEADER]: token });
    await visit.get('/aad/auth');
    const records = workspace.requests.slice(before);
    const { host } = workspace;
    const at = expect.any(Number);
    expect(records).toEqual([
      {
        at,
        method: 'GET',
        host,
        path: ME,
        hasBearer: true,
        resourceId: 'own',
        status: 200,
        userAgent: 'test/1',
      },
      { at, method: 'GET', host, path: CLUSTERS, hasBearer: true, resourceId: 'other', status: 403 },
      { at, method: 'GET', host, path: '/aad/auth', hasBearer: false, status: 302 },
    ]);
    const text = JSON.stringify(workspace.requests);
    for (const secret of [...visit.entra.issuedSecrets(), 'nonsense']) expect(text).not.toContain(secret);
  });
});
