import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { seededRandom } from './random.ts';
import { EntraSimulator, type EntraSimulatorOptions, type Fault } from './simulator.ts';

describe('rubbish', () => {
  let simulator: EntraSimulator;
  let agent: Agent;
  let port: number;

  beforeAll(async () => {
    simulator = await EntraSimulator.start();
    port = Number(new URL(simulator.origin).port);
    agent = new Agent({ connect: { ca: simulator.caCertificate } });
  });

  afterAll(async () => {
    await agent.destroy();
    await simulator.stop();
  });

  async function send(method: string, path: string, headers: Record<string, string> = {}, body?: string) {
    const answer = await agent.request({
      origin: simulator.origin,
      path,
      method: method as 'GET',
      headers,
      ...(body === undefined ? {} : { body }),
    });
    return { status: answer.statusCode, text: await answer.body.text() };
  }

  /** Sends bytes over TLS and returns what comes back until the other side closes. */
  async function sendRaw(bytes: string): Promise<string> {
    const socket = connectTls({
      port,
      host: '127.0.0.1',
      servername: 'localhost',
      ca: simulator.caCertificate,
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

  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  it('in methods, paths and bodies gets 4xx', async () => {
    const token = `/${simulator.tenantId}/oauth2/v2.0/token`;
    expect((await send('GET', token)).status).toBe(405);
    expect((await send('DELETE', token)).text).toContain('AADSTS900561');
    expect((await send('GET', '/nothing/here')).status).toBe(404);
    expect((await send('GET', '/common/__proto__')).status).toBe(404);
    expect((await send('GET', '/%E0%A4%A')).status).toBe(400);
    expect((await send('GET', '//evil.example/v2.0/.well-known/openid-configuration')).status).toBe(400);
    expect((await send('POST', token, form, 'grant_type=a&grant_type=b')).text).toContain('AADSTS9000411');
    expect(
      (await send('POST', token, { 'content-type': 'application/json' }, '{"grant_type":"password"}')).text,
    ).toContain("AADSTS900144: The request body must contain the following parameter: 'grant_type'.");
    expect((await send('POST', token, form, '\0\xff%zz&=&&==')).status).toBe(400);
  });

  it('in size gets 413', async () => {
    const answer = await send(
      'POST',
      `/${simulator.tenantId}/oauth2/v2.0/token`,
      form,
      `a=${'x'.repeat(100_000)}`,
    );
    expect(answer.status).toBe(413);
  });

  it('in the protocol gets 400 or a closed connection', async () => {
    expect(await sendRaw('rubbish\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await sendRaw('GET / HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /); // no Host
    expect(await sendRaw(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 4\d\d /,
    );
    const socket = connectTcp(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.end('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(socket, 'close');
  });

  it('at random never gets 5xx and never stops the simulator', async () => {
    const random = seededRandom(42);
    const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
    const tenants = [simulator.tenantId, 'common', 'organizations', 'x', '..', '%00', '{t}'];
    const paths = [
      'oauth2/v2.0/token',
      'oauth2/v2.0/authorize',
      'oauth2/v2.0/devicecode',
      'login',
      'oauth2/deviceauth',
      'discovery/instance',
      'v2.0/.well-known/openid-configuration',
      'userrealm/%40',
    ];
    const names = [
      'client_id',
      'grant_type',
      'scope',
      'redirect_uri',
      'response_type',
      'code',
      'ctx',
      'otc',
      'state',
      'authorization_endpoint',
      'response_mode',
      'username',
      'password',
      'refresh_token',
      'device_code',
      'claims',
    ];
    const values = [
      simulator.clientId,
      'password',
      'authorization_code',
      'refresh_token',
      'device_code',
      'code',
      'http://localhost',
      'http://localhost:99999',
      'https://[',
      '/',
      '//',
      './default',
      'openid',
      '\u0000',
      '😀'.repeat(50),
      '__proto__',
      '{"a":',
      '',
      ' ',
      'form_post',
      "<script>alert('x')</script>",
    ];
    for (let turn = 0; turn < 300; turn++) {
      const fields = new URLSearchParams();
      for (let field = 0; field < 6; field++) fields.set(pick(names), pick(values));
      const path = `/${pick(tenants)}/${pick(paths)}`;
      const answer =
        random() < 0.5
          ? await send('GET', `${path}?${fields}`)
          : await send('POST', path, random() < 0.9 ? form : {}, fields.toString());
      expect(answer.status, `${path} ${fields}`).toBeLessThan(500);
      expect(answer.text).not.toContain('<script>alert');
    }
    expect((await send('GET', '/')).status).toBe(200);
  });
});

/** A simulator for one test, and a client that trusts it. */
async function startOne(
  options?: EntraSimulatorOptions,
): Promise<{ simulator: EntraSimulator; agent: Agent }> {
  const simulator = await EntraSimulator.start(options);
  const agent = new Agent({ connect: { ca: simulator.caCertificate } });
  onTestFinished(async () => {
    await agent.destroy();
    await simulator.stop();
  });
  return { simulator, agent };
}

describe('stop', () => {
  it('ends hanging, dripping, huge and half-open connections within a second', async () => {
    const { simulator, agent } = await startOne();
    const port = Number(new URL(simulator.origin).port);
    const token = `${simulator.origin}/${simulator.tenantId}/oauth2/v2.0/token`;
    const faults: Fault[] = [
      { kind: 'hang' },
      { kind: 'drip', bytesPerSecond: 1 },
      { kind: 'huge', bytes: 10_000_000_000 },
    ];
    const outcomes: Promise<string>[] = [];
    for (const fault of faults) {
      simulator.setScenario({ faults: { token: fault } });
      const before = simulator.requests.length;
      outcomes.push(
        request(token, { dispatcher: agent, method: 'POST' })
          .then(async ({ body }) => {
            for await (const _chunk of body);
          })
          .then(
            () => 'answered',
            () => 'broken',
          ),
      );
      await vi.waitFor(() => expect(simulator.requests.length).toBeGreaterThan(before));
    }
    const halfOpen = connectTcp(port, '127.0.0.1');
    halfOpen.on('error', () => undefined);
    await once(halfOpen, 'connect');

    const start = performance.now();
    await simulator.stop();
    await simulator.stop();
    expect(performance.now() - start).toBeLessThan(1000);
    expect(await Promise.all(outcomes)).toEqual(['broken', 'broken', 'broken']);
    await expect(request(simulator.origin)).rejects.toThrow('ECONNREFUSED');
  });

  it('resets connections for real', async () => {
    const { simulator, agent } = await startOne();
    simulator.setScenario({ faults: { token: { kind: 'reset' } } });
    const url = `${simulator.origin}/${simulator.tenantId}/oauth2/v2.0/token`;
    const { statusCode, body } = await request(url, { dispatcher: agent, method: 'POST' });
    expect(statusCode).toBe(200);
    await expect(body.text()).rejects.toThrow(/ECONNRESET/);
  });
});

describe('start', () => {
  it('refuses to listen beyond this machine', async () => {
    await expect(EntraSimulator.start({ host: '0.0.0.0' })).rejects.toThrow(RangeError);
  });

  it('takes an authority host of one’s own, and certifies it', async () => {
    const { simulator } = await startOne({ authorityHost: 'login.example.test' });
    const socket = connectTls({
      port: Number(new URL(simulator.origin).port),
      host: '127.0.0.1',
      servername: 'login.example.test',
      ca: simulator.caCertificate,
    });
    await once(socket, 'secureConnect');
    expect(socket.authorized).toBe(true);
    socket.destroy();
  });

  it('works from the command line, and OpenSSL accepts its certificate', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'entra-simulator-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const caFile = join(directory, 'ca.pem');
    const main = join(import.meta.dirname, 'main.ts');
    const child = spawn(process.execPath, [main, '--ca-file', caFile], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    while (!said.includes('Ctrl+C')) await once(child.stdout, 'data');
    const origin = /https:\/\/localhost:(\d+)/.exec(said);
    expect(said).toContain('someone@example.com');
    expect(await readFile(caFile, 'utf8')).toContain('BEGIN CERTIFICATE');
    const verification = promisify(execFile)('openssl', [
      's_client',
      '-connect',
      `127.0.0.1:${origin?.[1]}`,
      '-CAfile',
      caFile,
      '-x509_strict',
      '-verify_hostname',
      'login.partner.microsoftonline.cn',
      '-verify_return_error',
    ]);
    verification.child.stdin?.end();
    expect((await verification).stdout).toContain('Verify return code: 0 (ok)');
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
  });
});
