import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { Cli } from '../support/cli.ts';
import { CLI_ENTRY } from '../support/paths.ts';
import { askEndpoint, type EndpointAnswer, type Served, startServing } from '../support/serving.ts';
import { StartingPoint } from '../support/starting-point.ts';
import { Surroundings } from '../support/surroundings.ts';

let surroundings: Surroundings;
let cli: Cli;
let signedIn: StartingPoint;
let served: Served;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  cli = new Cli(surroundings);
  signedIn = new StartingPoint(surroundings, () =>
    cli.addSignedInProfile(...surroundings.workspaceArguments),
  );
});
afterAll(() => surroundings.stop());

const addressFile = () => join(surroundings.home, 'endpoint.json');

async function serveAnew(): Promise<void> {
  await signedIn.enter();
  served = await startServing(cli);
}

/** Without the keyring's address only the endpoint can give it a token. */
const withoutKeyring = () => new Cli(surroundings, { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' });

/** One request of the endpoint that is served. */
const ask = (changes: Parameters<typeof askEndpoint>[1]) => askEndpoint(served, changes);

describe('the endpoint', () => {
  beforeAll(serveAnew);

  test('a right caller gets a token that lives for the promised time, and its expiry', async () => {
    const { status, body } = await ask({});
    expect(status).toBe(200);
    const answer = JSON.parse(body);
    expect(Object.keys(answer).sort()).toEqual(['access_token', 'expires_on', 'token_type']);
    expect(answer.token_type).toBe('Bearer');
    const { exp } = await surroundings.entra.verifyAccessToken(answer.access_token);
    expect(Math.abs(answer.expires_on - (exp as number))).toBeLessThanOrEqual(2);
    // As the SDKs may write it.
    for (const host of [`${surroundings.workspace.origin}/`, surroundings.workspace.origin.toUpperCase()]) {
      expect((await ask({ headers: { 'x-databricks-host': host } })).status).toBe(200);
    }
    expect((await ask({ headers: { host: `localhost:${served.port}` } })).status).toBe(200);
  });

  test('every wrong caller gets 4xx or nothing, and no token; a right one is served all the while', async () => {
    const { port, path } = served;
    const wrong: [string, Parameters<typeof ask>[0]][] = [
      ['no version', { headers: { 'x-databricks-metadata-version': undefined } }],
      ['another version', { headers: { 'x-databricks-metadata-version': '2' } }],
      ['no workspace', { headers: { 'x-databricks-host': undefined } }],
      ['another workspace', { headers: { 'x-databricks-host': 'https://adb-1.2.azuredatabricks.net' } }],
      [
        'a longer workspace',
        { headers: { 'x-databricks-host': `${surroundings.workspace.origin}.evil.example` } },
      ],
      ['no path', { path: '/' }],
      ['half a path', { path: path.slice(0, -1) }],
      ['a longer path', { path: `${path}/` }],
      ['a path with a query', { path: `${path}?x=1` }],
      ['a path in other letters', { path: path.toUpperCase() }],
      ['an absolute address', { path: `http://127.0.0.1:${port}${path}` }],
      ...['POST', 'PUT', 'HEAD', 'OPTIONS', 'DELETE', 'PATCH', 'TRACE'].map(
        (method): [string, Parameters<typeof ask>[0]] => [method, { method }],
      ),
      ['another host', { headers: { host: 'evil.example' } }],
      ['another host with our port', { headers: { host: `evil.example:${port}` } }],
      ['our host without a port', { headers: { host: '127.0.0.1' } }],
      ['our host with another port', { headers: { host: `127.0.0.1:${port + 1}` } }],
      ['a web page', { headers: { origin: 'https://evil.example' } }],
      ['a local web page', { headers: { origin: `http://127.0.0.1:${port}` } }],
      ['a page without origin', { headers: { origin: 'null' } }],
      ['a browser', { headers: { 'sec-fetch-site': 'cross-site' } }],
      ['a browser’s address bar', { headers: { 'sec-fetch-site': 'none' } }],
      ['oversized headers', { headers: { 'x-big': 'x'.repeat(100_000) } }],
    ];
    for (const [name, changes] of wrong) {
      const { status, body } = await ask(changes);
      expect(status === 0 || (status >= 400 && status < 500), `${name}: ${status}`).toBe(true);
      expect(body, name).not.toContain('eyJ');
      expect((await ask({})).status, `a right caller after ${name}`).toBe(200);
    }
    const log = await readFile(join(surroundings.home, 'logs', 'entra-token.log'), 'utf8');
    expect(log).toContain('[endpoint] refused');
    for (const secret of [...surroundings.entra.issuedSecrets(), path.slice(1)]) {
      expect(log.includes(secret), 'a secret in the log').toBe(false);
    }
  });

  test.runIf(process.platform === 'linux')('listens on loopback only', async () => {
    const table = await readFile('/proc/net/tcp', 'utf8');
    const port = served.port.toString(16).toUpperCase().padStart(4, '0');
    const listening = table.split('\n').filter((line) => line.includes(`:${port} 00000000:0000 0A`));
    expect(listening.map((line) => line.trim().split(/\s+/)[1])).toEqual([`0100007F:${port}`]);
  });

  /** This machine's addresses for others. */
  const others = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address);

  test.skipIf(others.length === 0)('nobody else reaches it', async () => {
    for (const host of others) {
      const socket = connect({ port: served.port, host, timeout: 2_000 });
      const [outcome] = await Promise.race([
        once(socket, 'connect').then(() => ['open']),
        once(socket, 'timeout').then(() => ['refused']),
      ]).catch(() => ['refused']);
      socket.destroy();
      expect(outcome, host).toBe('refused');
    }
  });

  test('a second endpoint is refused, and leaves the first alone', async () => {
    const second = await cli.run('serve');
    expect(second.code).toBe(2);
    expect(second.stderr).toContain('already running');
    expect((await ask({})).status).toBe(200);
  });

  test('who was given a token is recorded, without a secret, and `status` tells the last', async () => {
    const before = Math.floor(Date.now() / 1000);
    await ask({ headers: { 'user-agent': 'terraform/1.5.0 databricks-sdk-go/0.2.0' } });
    await ask({ headers: { 'user-agent': 'a-stranger/1', origin: 'https://evil.example' } });
    const token = JSON.parse((await ask({})).body).access_token;
    await ask({ headers: { 'user-agent': `Bearer ${token}` } });
    expect((await cli.run('token')).code).toBe(0);
    const uses = await readFile(join(surroundings.home, 'activity.jsonl'), 'utf8');
    const programs = uses.trimEnd().split('\n').slice(-4);
    expect(programs.map((line) => JSON.parse(line).program)).toEqual([
      'terraform/1.5.0',
      'unknown',
      'Bearer [token]',
      'entra-token',
    ]);
    for (const secret of [...surroundings.entra.issuedSecrets(), served.path.slice(1)])
      expect(uses.includes(secret)).toBe(false);
    const status = JSON.parse((await cli.run('status', '--json')).stdout);
    expect(status.lastUse).toEqual({ at: expect.any(Number), program: 'entra-token', profile: 'work' });
    expect(status.lastUse.at).toBeGreaterThanOrEqual(before);
    expect(status.lastUse.at).toBeLessThan(before + 600);
    expect((await cli.run('status')).stdout).toMatch(/^Last use +by entra-token at \d/m);
  });

  test('`token` prints the same, in every form, and asks neither keyring nor Entra', async () => {
    const keyless = withoutKeyring();
    const token = JSON.parse((await ask({})).body).access_token;
    const requests = surroundings.entra.requests.length;
    const ways = [
      [],
      ['--format=bash', '--min-valid', '5'],
      ['--json'],
      ['--profile', 'work', '--format', 'curl'],
    ];
    for (const args of ways) {
      const { code, stdout, stderr } = await keyless.run('token', ...args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(token);
    }
    expect(surroundings.entra.requests.length).toBe(requests);
  });

  test('`token`: an address or an answer that cannot be right is not used', async () => {
    const address = JSON.parse(await readFile(addressFile(), 'utf8'));
    const [id] = Object.keys(address.paths);
    const wrong = JSON.stringify({ ...address, paths: { [id as string]: 'x' } });
    for (const broken of ['', '{', 'null', '[]', wrong]) {
      await writeFile(addressFile(), broken);
      const { code, stdout } = await cli.run('token');
      expect(code).toBe(0);
      await surroundings.entra.verifyAccessToken(stdout.trim());
    }
    await writeFile(addressFile(), JSON.stringify(address));
  });

  test('`token`: an unknown profile, a short token, what is not understood: the long way answers', async () => {
    const unknown = await cli.run('token', '--profile', 'nobody');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('no profile “nobody”');
    const long = await cli.run('token', '--min-valid', '70');
    expect(long.code).toBe(0);
    expect(long.stderr).toMatch(/Microsoft Entra ID issued \d+ min; you asked for 70\./);
    for (const rubbish of [
      ['--min-valid', 'x'],
      ['--min-valid', '5', '--format', 'x'],
    ]) {
      expect(await cli.run('token', ...rubbish)).toMatchObject({ code: 2, stdout: '' });
    }
  });

  test.runIf(process.platform === 'linux')('a reader that goes away, and a disk that is full', async () => {
    const run = (command: string) =>
      promisify(execFile)('bash', ['--norc', '-c', `set -o pipefail; ${command}`], {
        env: surroundings.environment,
      });
    const cliCommand = `'${process.execPath}' '${CLI_ENTRY}' token`;
    expect((await run(`${cliCommand} | true`)).stderr).toBe('');
    const full = run(`${cliCommand} > /dev/full`);
    await expect(full).rejects.toMatchObject({ stderr: expect.not.stringMatching(/\n {4}at /) });
  });

  test('a runaway caller is slowed, and served again a moment later', async () => {
    const statuses = new Set<number>();
    // On a slow machine more is allowed meanwhile, nearly as much as is asked for.
    for (let round = 0; round < 10 && !statuses.has(429); round++) {
      const answers = await Promise.all(Array.from({ length: 450 }, () => ask({})));
      for (const { status } of answers) statuses.add(status);
    }
    expect(statuses).toContain(429);
    await expect.poll(async () => (await ask({})).status, { interval: 200, timeout: 15_000 }).toBe(200);
  });
});

// One after the other: each leaves an endpoint that runs.
describe('an endpoint of its own', () => {
  beforeAll(serveAnew);
  beforeEach(() => surroundings.entra.resetScenario());

  test('1,000 guesses and 100 slow strangers neither find a token nor slow a right caller down', async () => {
    const median = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
    const timed = async (target: Omit<Served, 'process'>) => {
      const began = performance.now();
      expect((await askEndpoint(target)).status).toBe(200);
      return performance.now() - began;
    };
    // Another program with as many callers: the time it takes is what the machine has to do meanwhile.
    const serving = `const server = require('node:http').createServer((_, response) => response.end());
      server.listen(0, '127.0.0.1', () => console.log(server.address().port));`;
    const bystander = spawn(process.execPath, ['-e', serving], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void bystander.kill('SIGKILL'));
    const [port] = await once(bystander.stdout, 'data');
    const beside = { ...served, port: Number(port) };

    const slow = Array.from({ length: 100 }, () => {
      const socket = connect(served.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(`GET ${served.path} HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\nX-Slow:`);
      return socket;
    });
    const guesses = Array.from(
      { length: 1000 },
      () => `/${crypto.getRandomValues(Buffer.alloc(32)).toString('base64url')}`,
    );
    const answers: EndpointAnswer[] = [];
    const times: (readonly [own: number, beside: number])[] = [];
    for (let at = 0; at < guesses.length; at += 50) {
      const some = guesses.slice(at, at + 50);
      const guessed = Promise.all(some.map((path) => ask({ path })));
      const others = Promise.all(some.map(() => askEndpoint(beside)));
      times.push(await Promise.all([timed(served), timed(beside)]));
      answers.push(...(await guessed));
      await others;
    }
    expect(answers.map(({ status }) => status)).toContain(404);
    for (const { status, body } of answers) {
      expect([0, 404, 429]).toContain(status);
      expect(body).not.toContain('eyJ');
    }
    const own = median(times.map(([time]) => time));
    const other = median(times.map(([, time]) => time));
    console.log(`amid 1,000 guesses: right caller ${own.toFixed(1)} ms, bystander ${other.toFixed(1)} ms`);
    expect(own).toBeLessThan(other * 3 + 50);

    // Who dawdles is sent away within seconds, with nothing.
    let got = '';
    const ended = slow.map(async (socket) => {
      socket.on('data', (data) => {
        got += data;
      });
      if (!socket.closed) await once(socket, 'close');
    });
    await Promise.all(ended);
    expect(got).not.toContain('eyJ');
    expect(got === '' || got.includes('408')).toBe(true);
  });

  test('its address lies in a file for its owner only, and goes when it does; after kill -9 the next one takes over', async () => {
    if (process.platform !== 'win32') expect((await stat(addressFile())).mode & 0o777).toBe(0o600);
    served.process.kill('SIGTERM');
    expect((await served.process.result).code).toBe(0);
    await expect(stat(addressFile())).rejects.toThrow('ENOENT');
    const old = served;
    served = await startServing(cli);
    expect(served.path, 'a new secret each time').not.toBe(old.path);
    expect((await ask({ path: old.path })).status).toBe(404);

    served.process.kill('SIGKILL');
    await served.process.result;
    expect((await stat(addressFile())).isFile()).toBe(true);
    // Nobody is led astray meanwhile.
    const [token, keyless] = await Promise.all([cli.run('token'), withoutKeyring().run('token')]);
    expect(token.code, token.stderr).toBe(0);
    if (process.platform === 'linux') expect(keyless.code, 'only the endpoint gives it one').toBe(6);
    served = await startServing(cli);
    expect((await ask({})).status).toBe(200);
  });

  test('hands out what is fresh: a token with too little life is refreshed before the answer', async () => {
    const answered = async () => {
      const { status, body } = await ask({});
      expect(status).toBe(200);
      const { access_token: token, expires_on: expiresOn } = JSON.parse(body);
      return { token, secondsLeft: expiresOn - Date.now() / 1000 };
    };
    const first = await answered();
    // Only this one: the endpoint may ask for the next as soon as it has seen it.
    const change = (answer: object) => ({ ...answer, expires_in: 400, refresh_in: undefined });
    surroundings.entra.setScenario({ faults: { token: { kind: 'forged', change, times: 1 } } });
    await cli.run('token', '--refresh');
    // Until the endpoint has seen the short-lived one, it hands out the first.
    const second = await vi.waitFor(async () => {
      const answer = await answered();
      expect(answer.token).not.toBe(first.token);
      return answer;
    }, 15_000);
    expect(second.secondsLeft).toBeGreaterThan(600);
  });

  test('signed out by another process: no token any more, and why', async () => {
    expect((await ask({})).status).toBe(200);
    await cli.run('logout');
    // At once: "nothing is left on this machine" holds from then on.
    expect((await cli.run('token')).code).toBe(3);
    expect((await ask({})).status).toBe(403);
    const { body } = await ask({});
    expect(body).toContain('not signed in');
    expect(body).not.toContain('eyJ');
    await cli.signIn();
    await expect.poll(async () => (await ask({})).status, { timeout: 15_000 }).toBe(200);
  });

  test('Entra out of reach and the token dead: 503, not a dead token', async () => {
    surroundings.entra.setScenario({ accessTokenLifetimeSeconds: 32 });
    expect((await cli.run('token', '--refresh')).code).toBe(0);
    surroundings.entra.setScenario({ faults: { token: { kind: 'reset' } } });
    await expect.poll(async () => (await ask({})).status, { timeout: 20_000 }).toBe(503);
    expect((await ask({})).body).not.toContain('eyJ');
  });
});
