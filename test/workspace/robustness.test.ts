import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Agent, fetch, ProxyAgent, request } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { seededRandom } from '../entra/random.ts';
import { ConnectProxy } from '../support/connect-proxy.ts';
import { type Fault, RESOURCE_ID_HEADER, type WorkspaceSimulator } from './simulator.ts';
import { CLUSTERS, DATABRICKS_SCOPE, ME, passwordToken, Visit, ZOE } from './visit.ts';

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

describe('faults', () => {
  const lay = (fault: Fault) => workspace.setScenario({ faults: { me: fault } });

  it('hit their endpoint, as often as they say', async () => {
    lay({ kind: 'status', status: 503, times: 2 });
    const statuses: number[] = [];
    for (let turn = 0; turn < 3; turn++) statuses.push((await visit.get(ME, token)).status);
    expect(statuses).toEqual([503, 503, 200]);
    lay({ kind: 'status', status: 503 });
    expect((await visit.get(CLUSTERS, token)).status).toBe(200);
    expect((await visit.get('/aad/auth')).status).toBe(302);
    workspace.resetScenario();
    expect((await visit.get(ME, token)).status).toBe(200);
  });

  it('of the load are 429 and 5xx, with a time to wait', async () => {
    lay({ kind: 'status', status: 429, retryAfterSeconds: 7 });
    const busy = await visit.get(ME, token);
    expect(busy.status).toBe(429);
    expect(busy.headers['retry-after']).toBe('7');
    expect(JSON.parse(busy.text)).toMatchObject({ error_code: 'REQUEST_LIMIT_EXCEEDED' });
    lay({ kind: 'status', status: 503 });
    const unavailable = await visit.get(ME, token);
    expect(unavailable.headers['retry-after']).toBeUndefined();
    expect(JSON.parse(unavailable.text)).toMatchObject({ error_code: 'TEMPORARILY_UNAVAILABLE' });
    lay({ kind: 'status', status: 500 });
    expect(JSON.parse((await visit.get(ME, token)).text)).toMatchObject({ error_code: 'INTERNAL_ERROR' });
    lay({ kind: 'status', status: 502, body: '<h1>Bad Gateway</h1>' });
    const gateway = await visit.get(ME, token);
    expect([gateway.status, gateway.text]).toEqual([502, '<h1>Bad Gateway</h1>']);
    expect(gateway.headers['content-type']).toMatch(/^text\/html/);
    lay({ kind: 'status', status: 502, body: '{"a":1}' });
    expect((await visit.get(ME, token)).headers['content-type']).toMatch(/^application\/json/);
  });

  it('of somebody in between are pages where JSON is due', async () => {
    lay({ kind: 'html' });
    const portal = await visit.get(ME, token);
    expect(portal.status).toBe(200);
    expect(portal.headers['content-type']).toMatch(/^text\/html/);
    expect(portal.text).toContain('Guest Wi-Fi');
    lay({ kind: 'signInPage' });
    const signIn = await visit.get(ME, token);
    expect([signIn.status, signIn.text]).toEqual([
      200,
      expect.stringContaining('<title>Databricks - Sign In'),
    ]);
    lay({ kind: 'garbage' });
    const garbage = await visit.get(ME, token);
    expect(garbage.headers['content-type']).toMatch(/^application\/json/);
    expect(() => JSON.parse(garbage.text)).toThrow();
  });

  it('of Private Link lead to the sign-in page, with the error in its address', async () => {
    lay({ kind: 'privateLink' });
    const location = '/login.html?error=private-link-validation-error:1234567890123456';
    const answer = await visit.get(ME, token);
    expect([answer.status, answer.headers.location]).toEqual([302, location]);
    const followed = await fetch(workspace.origin + ME, {
      dispatcher: visit.agent,
      headers: { authorization: `Bearer ${token}` },
    });
    expect([followed.status, followed.url]).toEqual([200, workspace.origin + location]);
    expect(await followed.text()).toContain('Databricks - Sign In');
  });

  it('of the connection reset it, or leave it without an answer', async () => {
    lay({ kind: 'reset' });
    await expect(visit.get(ME, token)).rejects.toThrow(/ECONNRESET/);
    expect(workspace.requests.at(-1)?.status).toBeUndefined();
    lay({ kind: 'hang' });
    const waiting = visit.agent.request({
      origin: workspace.origin,
      path: ME,
      method: 'GET',
      headersTimeout: 500,
      signal: AbortSignal.timeout(5_000),
    });
    await expect(waiting).rejects.toThrow(/Headers Timeout/);
    expect(workspace.requests.at(-1)).toMatchObject({ path: ME });
    expect(workspace.requests.at(-1)?.status).toBeUndefined();
  });

  it('of the line make answers slow or huge', async () => {
    lay({ kind: 'drip', bytesPerSecond: 2000 });
    const start = performance.now();
    expect(JSON.parse((await visit.get(ME, token)).text)).toMatchObject({ userName: ZOE.username });
    expect(performance.now() - start).toBeGreaterThan(200);
    lay({ kind: 'huge', bytes: 3_000_000 });
    expect((await visit.get(ME, token)).text).toHaveLength(3_000_000);
  });

  it('hit the redirect too', async () => {
    workspace.setScenario({ faults: { aadAuth: { kind: 'signInPage' } } });
    expect((await visit.get('/aad/auth')).status).toBe(200);
  });
});

describe('under its real names', () => {
  const names = {
    'adb-1234567890123456.7.azuredatabricks.net': 'login.microsoftonline.com',
    'adb-1234567890123456.7.databricks.azure.us': 'login.microsoftonline.us',
    'adb-1234567890123456.7.databricks.azure.cn': 'login.partner.microsoftonline.cn',
  };

  let proxy: ConnectProxy;
  let agent: ProxyAgent;

  beforeAll(async () => {
    const entraPort = Number(new URL(visit.entra.origin).port);
    proxy = await ConnectProxy.start((host) => {
      if (/\.(azuredatabricks\.net|databricks\.azure\.(us|cn))$/.test(host)) return workspace.port;
      return host.startsWith('login.') ? entraPort : undefined;
    });
    agent = new ProxyAgent({ uri: proxy.url, requestTls: { ca: visit.entra.caCertificate } });
  });
  afterAll(async () => {
    await agent.destroy();
    proxy.stop();
  });

  it.each(Object.entries(names))('is met through one proxy with Entra: %s', async (host, authority) => {
    const redirect = await request(`https://${host}/aad/auth`, { dispatcher: agent });
    await redirect.body.dump();
    const signIn = new URL(String(redirect.headers.location));
    expect(signIn.host).toBe(authority);
    const tenantId = signIn.pathname.split('/')[1] ?? '';
    expect(tenantId).toBe(visit.entra.tenantId);

    const issued = await request(`https://${authority}/${tenantId}/oauth2/v2.0/token`, {
      dispatcher: agent,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        client_id: visit.entra.clientId,
        grant_type: 'password',
        username: ZOE.username,
        password: ZOE.password,
        scope: DATABRICKS_SCOPE,
      }).toString(),
    });
    const { access_token: ours } = (await issued.body.json()) as { access_token: string };
    const me = await request(`https://${host}${ME}`, {
      dispatcher: agent,
      headers: { authorization: `Bearer ${ours}` },
    });
    expect(await me.body.json()).toMatchObject({ userName: ZOE.username });
    expect(workspace.requests.at(-1)).toMatchObject({ host, path: ME, status: 200 });
    expect(proxy.targets).toEqual(expect.arrayContaining([`${host}:443`, `${authority}:443`]));
  });

  it('is not met under a name that is not in the certificate, or that leads nowhere', async () => {
    await expect(request('https://adb-9.7.azuredatabricks.net/', { dispatcher: agent })).rejects.toThrow(
      /altnames/,
    );
    await expect(request('https://example.org/', { dispatcher: agent })).rejects.toThrow(/502/);
  });

  it('is met under any name where the proxy knows one server only', async () => {
    const simple = await ConnectProxy.start(workspace.port);
    onTestFinished(() => simple.stop());
    const through = new ProxyAgent({ uri: simple.url, requestTls: { ca: visit.entra.caCertificate } });
    onTestFinished(() => through.destroy());
    const [host] = Object.keys(names);
    const { statusCode, body } = await request(`https://${host}/aad/auth`, { dispatcher: through });
    await body.dump();
    expect(statusCode).toBe(302);
  });

  it('is not trusted without the CA', async () => {
    const distrusting = new Agent();
    onTestFinished(() => distrusting.destroy());
    await expect(request(workspace.origin, { dispatcher: distrusting })).rejects.toThrow(/certificate/);
  });
});

describe('rubbish', () => {
  async function sendRaw(bytes: string): Promise<string> {
    const socket = connectTls({
      port: workspace.port,
      host: '127.0.0.1',
      servername: 'localhost',
      ca: visit.entra.caCertificate,
    });
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('error', () => undefined);
    socket.write(bytes);
    await once(socket, 'close');
    return answer;
  }

  it('in the protocol gets 400 or a closed connection', async () => {
    expect(await sendRaw('rubbish\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    const socket = connectTcp(workspace.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.end('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(socket, 'close');
    const odd = `GET * HTTP/1.1\r\nHost: ${'x'.repeat(300)}\r\nConnection: close\r\n\r\n`;
    expect(await sendRaw(odd)).toMatch(/^HTTP\/1\.1 404 /);
    const twice =
      'GET /aad/auth HTTP/1.1\r\nHost: a"b<c\r\nAuthorization: Bearer\tx\r\nConnection: close\r\n\r\n';
    expect(await sendRaw(twice)).toMatch(/^HTTP\/1\.1 302 /);
  });

  it('in a body is not in the way of the next request', async () => {
    for (let turn = 0; turn < 2; turn++) {
      const answer = await visit.agent.request({
        origin: workspace.origin,
        path: CLUSTERS,
        method: 'POST',
        body: 'x'.repeat(1_000_000),
      });
      await answer.body.dump();
      expect(answer.statusCode).toBe(404);
    }
    expect((await visit.get(ME, token)).status).toBe(200);
  });

  it('at random never gets 5xx and never lets anybody in', async () => {
    const random = seededRandom(7);
    const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
    const [header = '', payload = '', signature = ''] = token.split('.');
    const parts = [header, payload, signature, '', 'x', 'é', '😀', '{}', 'e30', 'bnVsbA', '"', '\t'];
    const paths = [ME, CLUSTERS, '/aad/auth', '/%E0%A4%A', '//x', '/?', '/api/2.0/', '/constructor'];
    const resources = [workspace.resourceId, '/', `${workspace.resourceId}é`, '%00', ','];
    for (let turn = 0; turn < 300; turn++) {
      workspace.setScenario({ refusalFormat: pick(['json', 'page', 'text', 'jsonWithStringCode']) });
      const forged = Buffer.from([pick(parts), pick(parts), pick(parts)].join('.')).toString('latin1');
      if (forged === token) continue;
      const headers =
        random() < 0.5 ? { [RESOURCE_ID_HEADER]: Buffer.from(pick(resources)).toString('latin1') } : {};
      const path = pick(paths);
      const answer = await visit.get(path, forged, headers, pick(['GET', 'GET', 'PUT']));
      expect(answer.status, `${path} ${forged}`).toBeLessThan(500);
      if (path.startsWith('/api/')) expect(answer.status, `${path} ${forged}`).toBeGreaterThanOrEqual(400);
    }
    expect((await visit.get(ME, token)).status).toBe(200);
  });
});

describe('start and stop', () => {
  async function startOwn(): Promise<Visit> {
    const own = await Visit.start();
    onTestFinished(() => own.stop());
    return own;
  }

  it('take no time worth naming, and leave the Entra alone', async () => {
    const own = await startOwn();
    await own.workspace.stop();
    await own.workspace.stop();
    await expect(own.get(ME)).rejects.toThrow('ECONNREFUSED');
    expect(await passwordToken(own.entra, ZOE, DATABRICKS_SCOPE, own.agent)).toMatch(/^ey/);
  });

  it('end hanging, dripping and huge answers within a second', async () => {
    const own = await startOwn();
    const theirs = await own.token();
    const faults: Fault[] = [
      { kind: 'hang' },
      { kind: 'drip', bytesPerSecond: 1 },
      { kind: 'huge', bytes: 10_000_000_000 },
    ];
    const outcomes: Promise<string>[] = [];
    for (const fault of faults) {
      own.workspace.setScenario({ faults: { clusters: fault } });
      const before = own.workspace.requests.length;
      outcomes.push(
        request(own.workspace.origin + CLUSTERS, {
          dispatcher: own.agent,
          headers: { authorization: `Bearer ${theirs}` },
        })
          .then(async ({ body }) => {
            for await (const _chunk of body);
          })
          .then(
            () => 'answered',
            () => 'broken',
          ),
      );
      await vi.waitFor(() => expect(own.workspace.requests.length).toBeGreaterThan(before));
    }
    const start = performance.now();
    await own.workspace.stop();
    expect(performance.now() - start).toBeLessThan(1000);
    expect(await Promise.all(outcomes)).toEqual(['broken', 'broken', 'broken']);
  });
});
