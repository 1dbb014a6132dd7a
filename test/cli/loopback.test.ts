import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { en } from '../../src/shared/messages/en.ts';
import { fr } from '../../src/shared/messages/fr.ts';
import { pt } from '../../src/shared/messages/pt.ts';
import { Cli, type CliProcess, completeSignIn } from '../support/cli.ts';
import { Person } from '../support/person.ts';
import { StartingPoint } from '../support/starting-point.ts';
import { Surroundings } from '../support/surroundings.ts';

/** The port on which `login` waits for the browser's answer: what others may send to it, and what it gives away. */

const FORM = 'application/x-www-form-urlencoded';

let surroundings: Surroundings;
let cli: Cli;
let start: StartingPoint;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  cli = new Cli(surroundings);
  start = new StartingPoint(surroundings, () => cli.addProfile());
});
afterAll(() => surroundings.stop());

/** A sign-in that waits for its browser. */
interface Waiting {
  readonly login: CliProcess;
  readonly link: string;
  readonly port: number;
  readonly state: string;
}

async function startWaiting(): Promise<Waiting> {
  const login = cli.start('login', '--no-browser');
  // Told by whoever waits for it; a program that broke must not end the other tests as well.
  login.result.catch(() => undefined);
  const link = await login.signInLink();
  const parameters = new URL(link).searchParams;
  return {
    login,
    link,
    port: Number(new URL(parameters.get('redirect_uri') as string).port),
    state: parameters.get('state') as string,
  };
}

/** How often Entra was asked to redeem a code. */
const redemptions = () =>
  surroundings.entra.requests.filter(({ grantType }) => grantType === 'authorization_code').length;

interface Callback {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Sends a request to the port. @throws Error where the connection is cut before the answer */
async function send(port: number, callback: Callback): Promise<Answer> {
  const { method = 'POST', path = '/', headers = { 'content-type': FORM }, body = '' } = callback;
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const options = { host: '127.0.0.1', port, method, path, headers, timeout: 20_000, agent: false };
  request(options, (response) => {
    let text = '';
    response.on('data', (chunk) => {
      text += chunk;
    });
    response.on('end', () =>
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
    );
  })
    .on('error', reject)
    .on('timeout', () => reject(new Error('no answer')))
    .end(body);
  return promise;
}

const open: Socket[] = [];
const hangUp = () => {
  for (const socket of open.splice(0)) socket.destroy();
};

/** A bare connection, which says `beginning` and nothing more by itself. */
async function connection(port: number, beginning = ''): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect(port, '127.0.0.1', resolve).on('error', reject);
  open.push(socket);
  await promise;
  socket.on('error', () => undefined);
  if (beginning) socket.write(beginning);
  return socket;
}

/** One in the middle of a form with the right state, of which the program has read the head. */
async function halfway({ port, state }: Waiting): Promise<Socket> {
  const socket = await connection(
    port,
    `POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${FORM}\r\ncontent-length: 900\r\nexpect: 100-continue\r\n\r\n`,
  );
  await once(socket, 'data');
  socket.write(`code=stolen&state=${state}`);
  return socket;
}

const forged = (more = '') => `code=stolen&state=forged${more}`;

/** What somebody else does while the person is still typing. */
const INTRUSIONS: Readonly<Record<string, (waiting: Waiting) => Promise<unknown>>> = {
  'a code with a forged state': async ({ port }) => {
    expect(await send(port, { body: forged() })).toMatchObject({ status: 400 });
  },
  'an error with a forged state': async ({ port }) => {
    expect(await send(port, { body: 'error=access_denied&state=forged' })).toMatchObject({ status: 400 });
  },
  'a code without a state': async ({ port }) => {
    expect(await send(port, { body: 'code=stolen' })).toMatchObject({ status: 400 });
  },
  'the right state beside a forged one': async ({ port, state }) => {
    expect(await send(port, { body: `code=stolen&state=${state}&state=x` })).toMatchObject({ status: 400 });
  },
  'the right state without a code': async ({ port, state }) => {
    expect((await send(port, { body: `state=${state}` })).status).toBeLessThan(500);
  },
  'a code in the address, with a forged state': async ({ port }) => {
    expect(await send(port, { method: 'GET', path: `/?${forged()}` })).toMatchObject({ status: 400 });
    expect(await send(port, { method: 'GET', path: `/callback?${forged()}` })).toMatchObject({ status: 400 });
  },
  'a code to another path': async ({ port, state }) => {
    const body = `code=stolen&state=${state}`;
    expect((await send(port, { path: '/elsewhere', body })).body).not.toContain('signed in');
  },
  'a form of a page elsewhere': async ({ port }) => {
    const headers = { 'content-type': FORM, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    const answer = await send(port, { headers, body: forged() });
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.headers).join()).not.toMatch(/access-control/i);
  },
  'other kinds of content': async ({ port, state }) => {
    for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x', '']) {
      const headers: Record<string, string> = type ? { 'content-type': type } : {};
      const body = `code=stolen&state=${state}`;
      expect(await send(port, { headers, body }), type).toMatchObject({ status: 415 });
    }
  },
  'other methods': async ({ port, state }) => {
    for (const method of ['HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'TRACE']) {
      const answer = await send(port, { method, body: method === 'HEAD' ? '' : `code=x&state=${state}` });
      expect(answer.status, method).toBe(405);
      expect(Object.keys(answer.headers).join()).not.toMatch(/access-control/i);
    }
  },
  'what a browser asks for beside': async ({ port }) => {
    const { status, body } = await send(port, { method: 'GET', path: '/favicon.ico' });
    expect({ status, body }).toEqual({ status: 200, body: '' });
  },
  'addresses that are none': async ({ port }) => {
    for (const path of [
      '//',
      '///?code=x&state=y',
      '/%',
      '/%00',
      '//[',
      '*',
      'http://[/',
      '/?code=%&state=%E0%A4%A',
    ]) {
      await send(port, { method: 'GET', path }).catch(() => undefined);
    }
  },
  'forms that are none': async ({ port, state }) => {
    for (const body of [
      'code=%E0%A4%A&state=%',
      `%&code=x&state=${state}%`,
      `__proto__=x&constructor=y&${forged()}`,
      Buffer.from([0xff, 0xfe, 0x00, 0x3d, 0x80]),
      '='.repeat(10_000),
    ]) {
      expect((await send(port, { body })).status).toBeLessThan(500);
    }
  },
  'something that is not HTTP': async ({ port }) => {
    for (const beginning of [
      '\x16\x03\x01\x02\x00\x01\x00\x01\xfc',
      'SSH-2.0-OpenSSH_9.9\r\n',
      `GET / HTTP/1.1\r\n${'x: y\r\n'.repeat(20_000)}`,
    ]) {
      const socket = await connection(port, beginning);
      await new Promise((resolve) => socket.resume().once('close', resolve));
    }
  },
  'a body cut off in the middle': async (waiting) => {
    (await halfway(waiting)).resetAndDestroy();
  },
  'connections that say nothing, or stop in the middle': async (waiting) => {
    for (let count = 0; count < 20; count++) {
      await connection(waiting.port);
      await connection(waiting.port, 'POST / HTTP/1.1\r\nhost: local');
      await halfway(waiting);
    }
  },
  'a callback of one byte a second': async ({ port }) => {
    const socket = await connection(port);
    const bytes = [...`POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${FORM}\r\n`];
    const timer = setInterval(() => {
      const byte = bytes.shift();
      if (byte === undefined || socket.destroyed) clearInterval(timer);
      else socket.write(byte);
    }, 1_000);
    socket.on('close', () => clearInterval(timer));
    await sleep(2_500);
    expect(socket.destroyed, 'cut off too early to show anything').toBe(false);
  },
  '64 MB with a forged state': async ({ port }) => {
    const body = Buffer.alloc(64 * 1024 * 1024, 'x');
    body.write(`${forged()}&padding=`);
    // Refused after the last byte, or cut off before it.
    const answer = await send(port, { body }).catch(() => undefined);
    expect(answer?.status ?? 400).toBeGreaterThanOrEqual(400);
  },
  '200 connections at once': async ({ port }) => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => send(port, { body: forged(`&n=${index}`) })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
  },
};

describe('while the person is still typing', () => {
  let waiting: Waiting;
  let redeemedBefore: number;

  beforeAll(async () => {
    await start.enter();
    redeemedBefore = redemptions();
    waiting = await startWaiting();
  });
  // Not before: the answer has to come through among all of them.
  afterAll(hangUp);

  test.each(Object.keys(INTRUSIONS))('comes %s: nothing is settled', async (what) => {
    await INTRUSIONS[what]?.(waiting);
    expect(waiting.login.isRunning).toBe(true);
  });

  test('their own answer signs in, and whatever came before it is in no log', async () => {
    const { login, link, port } = waiting;
    // What became of it is told by the program.
    await completeSignIn(surroundings, link).catch(() => undefined);
    const { code, stderr } = await login.result;
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('Signed in as someone@example.com');
    await expect(send(port, { method: 'GET' })).rejects.toThrow(/ECONNREFUSED/);
    const log = (await readFile(`${surroundings.home}/logs/entra-token.log`, 'utf8')).toLowerCase();
    expect(log).not.toContain('stolen');
    // A stolen code was never tried.
    expect(redemptions()).toBe(redeemedBefore + 1);
  });
});

test.runIf(process.platform === 'linux')(
  'while the person is still typing, comes more than fits into a string: the program stays small',
  async ({ onTestFinished }) => {
    onTestFinished(hangUp);
    await start.enter();
    const { login, link, port } = await startWaiting();
    const memory = async () =>
      Number(/VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${login.pid}/status`, 'utf8'))?.[1]) / 1024;
    const before = await memory();
    // A page of anybody's can post this, to every port.
    const chunk = Buffer.alloc(16 * 1024 * 1024, 'x');
    const head = `POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${FORM}\r\ncontent-length: 600000000\r\n\r\n`;
    const socket = await connection(port, `${head}code=`);
    for (let sent = 0; sent < 600_000_000 && !socket.destroyed; sent += chunk.length) {
      if (socket.write(chunk)) continue;
      await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => undefined);
    }
    const grown = (await memory()) - before;
    await completeSignIn(surroundings, link).catch(() => undefined);
    const { code, stderr } = await login.result;
    expect(code, stderr).toBe(0);
    expect(grown, 'megabytes').toBeLessThan(100);
  },
);

/** Nothing in it loads, runs or links. */
function expectSelfContained(html: string): void {
  expect(html).toMatch(/<meta http-equiv="Content-Security-Policy" content="default-src 'none'; /);
  expect(html).toContain('<meta name="referrer" content="no-referrer">');
  expect(html).not.toMatch(
    /<(?:script|link|img|iframe|object|embed|form|base|a)\b|\bon\w+=|\b(?:src|href|action)=|url\(|@import|http-equiv="refresh"/i,
  );
}

/** The addresses at which this port listens, as the kernel writes them. */
async function listeningAt(port: number): Promise<(string | undefined)[]> {
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => ''));
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return (await Promise.all(tables))
    .flatMap((table) => table.split('\n'))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === '0A' && local?.endsWith(`:${hex}`))
    .map(([, local]) => local?.split(':')[0]);
}

describe('the answer itself', () => {
  beforeEach(() => start.enter());

  test('in the address it is refused and not used, even with the right state', async () => {
    const { login, port, state } = await startWaiting();
    const before = redemptions();
    const query = new URLSearchParams({ code: 'leaked', state });
    expect((await send(port, { method: 'GET', path: `/callback?${query}` })).status).toBe(400);
    const result = await login.result;
    expect(result.code).toBe(5);
    expect(result.stderr).toContain('The sign-in response was rejected.');
    expect(redemptions()).toBe(before);
  });

  test('leads to a page that is self-contained, with no code in its address; replayed, it finds nobody', async () => {
    const { login, link, port, state } = await startWaiting();
    // The port is this computer’s own: nobody else reaches it.
    if (process.platform === 'linux') {
      expect(await listeningAt(port)).toEqual(['0100007F', '00000000000000000000000001000000']);
    }
    const page = await completeSignIn(surroundings, link);
    expect((await login.result).code).toBe(0);
    expect(page.url).toMatch(new RegExp(`^http://localhost:${port}/?$`));
    expect(page.html).toContain('You’re signed in');
    expectSelfContained(page.html);
    for (const secret of surroundings.entra.issuedSecrets()) expect(page.html.includes(secret)).toBe(false);
    const body = new URLSearchParams({ code: 'again', state }).toString();
    await expect(send(port, { body })).rejects.toThrow(/ECONNREFUSED/);
  });

  test('two sign-ins at once do not disturb each other', async () => {
    const [one, two] = await Promise.all([startWaiting(), startWaiting()]);
    expect(one.port).not.toBe(two.port);
    // Each other’s state is a forged one.
    expect((await send(one.port, { body: `code=x&state=${two.state}` })).status).toBe(400);
    await Promise.all([one, two].map(({ link }) => completeSignIn(surroundings, link)));
    expect((await one.login.result).code).toBe(0);
    expect((await two.login.result).code).toBe(0);
    expect(JSON.parse((await cli.run('status', '--json')).stdout).state).toBe('fresh');
  });
});

describe('the page after the sign-in', () => {
  beforeEach(() => start.enter());

  test('in a real browser: no request but the answer, no message on the console', {
    timeout: 60_000,
  }, async () => {
    const person = await Person.arrive(surroundings);
    try {
      const { login, link, port } = await startWaiting();
      const page = await person.open(link);
      const seen: string[] = [];
      page.on('request', (each) => seen.push(`${each.method()} ${each.url()}`));
      page.on('console', (message) => seen.push(message.text()));
      await page.getByLabel('User name').fill(surroundings.entra.users[0]?.username ?? '');
      await page.getByLabel('Password').fill(surroundings.entra.users[0]?.password ?? '');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('heading', { name: 'You’re signed in' }).waitFor();
      await page.waitForLoadState('networkidle');
      expect((await login.result).code).toBe(0);
      expect(page.url()).toBe(`http://localhost:${port}/`);
      expect(seen.filter((each) => !each.includes(surroundings.entra.origin))).toEqual([
        `POST http://localhost:${port}/`,
      ]);
    } finally {
      await person.leave();
    }
  });

  test('after a refusal it says so, and repeats nothing of what came', async () => {
    surroundings.entra.setScenario({ consent: 'declined-by-user' });
    const { login, link } = await startWaiting();
    const page = await completeSignIn(surroundings, link);
    expect((await login.result).code).toBe(5);
    expect(page.html).toContain('Sign-in failed');
    expect(page.html).toContain('See the terminal for details.');
    expect(page.html).not.toMatch(/AADSTS|access_denied/);
    expectSelfContained(page.html);
  });

  // Which language a locale means: test/unit/languages.test.ts.
  test.each([
    [{ LC_ALL: 'pt_PT.UTF-8' }, 'pt', pt],
    // An empty LC_ALL is none: LANG decides (POSIX, 8.2).
    [{ LC_ALL: '', LC_MESSAGES: '', LANG: 'fr_CA.UTF-8' }, 'fr', fr],
    [{ LC_ALL: 'de_DE.UTF-8' }, 'en', en],
  ])('is in the person’s language: %s', async (variables, language, { signInPage }) => {
    const login = new Cli(surroundings, variables).start('login', '--no-browser');
    const [link = ''] = await login.said(/https:\/\/\S+/);
    const { html } = await completeSignIn(surroundings, link);
    expect((await login.result).code).toBe(0);
    // For screen readers and translators (WCAG 3.1.1).
    expect(html).toMatch(new RegExp(`<html lang="${language}\\b`));
    expect(html).toContain(`<h1>${signInPage.successTitle}</h1>`);
    expect(html).toContain(signInPage.successBody);
    expectSelfContained(html);
  });
});
