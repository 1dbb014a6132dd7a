import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest';
import { browserFlow } from '../../src/core/entra/identity/flows/browser.ts';
import type { FlowContext } from '../../src/core/entra/identity/flows/sign-in-flow.ts';
import { oneTimePage } from '../../src/core/platform/one-time-page.ts';
import { Cli, type CliProcess, completeSignIn } from '../support/cli.ts';
import { ASK, HAS_NEIGHBOUR, IDLE, LISTEN, Neighbour, SQUAT } from '../support/neighbour.ts';
import { CLI_ENTRY } from '../support/paths.ts';
import { askEndpoint, type Served, startServing } from '../support/serving.ts';
import { Surroundings } from '../support/surroundings.ts';

// Dozens of programs, one after the other, on a machine that may have others to do.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

/** What other users of the machine see, can hold, and are told. They are real: processes of another user. */

const FALSE_TOKEN = 'eyJmYWxzZSI6MX0.eyJ0aWQiOiJ4In0.c2ln';

let surroundings: Surroundings;
let cli: Cli;
const neighbours: Neighbour[] = [];

beforeAll(async () => {
  surroundings = await Surroundings.start();
  cli = new Cli(surroundings);
  const args = [...surroundings.profileArguments, ...surroundings.workspaceArguments];
  expect((await cli.run('profile', 'add', 'work', ...args)).code).toBe(0);
  expect((await cli.signIn()).code).toBe(0);
});
afterAll(() => surroundings.stop());
afterEach(async () => {
  for (const neighbour of neighbours.splice(0)) await neighbour.leave();
});

function neighbour(script: string, argument?: unknown): Neighbour {
  const arrived = new Neighbour(script, argument);
  neighbours.push(arrived);
  return arrived;
}

const addressFile = () => join(surroundings.home, 'endpoint.json');

async function ask(served: Served, host?: string): Promise<number> {
  return (await askEndpoint(served, host === undefined ? {} : { host })).status;
}

/** The token that the program itself vouches for. */
async function expectRealToken(from = cli): Promise<void> {
  const { code, stdout, stderr } = await from.run('token');
  expect(code, stderr).toBe(0);
  await surroundings.entra.verifyAccessToken(stdout.trim());
}

describe('the endpoint', () => {
  let served: Served;
  beforeAll(async () => {
    served = await startServing(cli);
  });
  afterAll(async () => {
    served.process.kill('SIGKILL');
    await served.process.result;
    await rm(addressFile(), { force: true });
  });

  test.runIf(HAS_NEIGHBOUR)('whoever knows the secret, another user gets 403 and no token', async () => {
    for (const [host, family] of [
      ['127.0.0.1', 4],
      // As Java connects: the connection stands in the kernel's other table.
      ['::ffff:127.0.0.1', 6],
    ] as const) {
      const { port, path, headers } = served;
      const answer = await neighbour(ASK, { host, family, port, path, headers }).told<{ body: string }>();
      expect(answer).toMatchObject({ status: 403, body: expect.stringContaining('user') });
      expect(answer.body).not.toContain('eyJ');
      expect(await ask(served, host), `this user by way of ${host}`).toBe(200);
    }
    // The guess tells nothing: a wrong path is answered as always.
    const guess = { ...served, host: '127.0.0.1', path: '/guess' };
    expect(await neighbour(ASK, guess).told()).toMatchObject({ status: 404 });
  });

  test.runIf(HAS_NEIGHBOUR)('700 silent connections of another user keep nobody out', async () => {
    await neighbour(IDLE, { port: served.port, count: 700 }).told();
    for (let round = 0; round < 5; round++) expect(await ask(served)).toBe(200);
    await expectRealToken();
  });

  test('programs of this user come over a socket that is closed to others, and want a proof', async () => {
    const whole = await readFile(addressFile(), 'utf8');
    const address = JSON.parse(whole);
    const restore = async () => {
      await writeFile(addressFile(), whole);
      await chmod(addressFile(), 0o600);
      await chown(addressFile(), process.getuid?.() ?? 0, process.getgid?.() ?? 0);
    };
    // However this ends, the next test finds the endpoint.
    onTestFinished(restore);
    expect(address.socket).toBe(join(surroundings.home, 'endpoint.sock'));
    expect((await stat(surroundings.home)).mode & 0o777).toBe(0o700);
    // Without a keyring, only the endpoint can have given a token.
    const keyless = new Cli(surroundings, { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' });
    await writeFile(addressFile(), JSON.stringify({ ...address, socket: `${address.socket}x` }));
    expect((await keyless.run('token')).code, 'by the port').toBe(6);
    await writeFile(addressFile(), JSON.stringify({ ...address, proof: 'x' }));
    expect((await keyless.run('token')).code, 'an answer without the proof').toBe(6);
    await restore();
    await expectRealToken(keyless);
    await chmod(addressFile(), 0o622);
    expect((await keyless.run('token')).code, 'an address that anybody can have written').toBe(6);
    await restore();
    if (HAS_NEIGHBOUR) {
      await chown(addressFile(), 65_534, 65_534);
      expect((await keyless.run('token')).code, 'an address of another user').toBe(6);
    }
  });

  test.runIf(HAS_NEIGHBOUR)('an address that a killed program left leads nobody astray', async () => {
    served.process.kill('SIGKILL');
    await served.process.result;
    const squatter = neighbour(SQUAT, { port: served.port, token: FALSE_TOKEN });
    expect(await squatter.told()).toBe('listening');
    const address = JSON.parse(await readFile(addressFile(), 'utf8'));
    // The process ID is another program's by now: another user's, or one of this user's.
    for (const pid of [squatter.pid, process.pid]) {
      await writeFile(addressFile(), JSON.stringify({ ...address, pid }));
      await expectRealToken();
    }
    const executed = await cli.run('exec', '--', process.execPath, '-p', 'process.env.DATABRICKS_TOKEN');
    await surroundings.entra.verifyAccessToken(executed.stdout.trim());
    // What an SDK tells the squatter is of no use.
    expect(await ask(served)).toBe(200);
    const told = await squatter.told<string>();
    expect(told).toBe(served.path);
    // Nor is the next start kept from its work by it.
    const { port } = served;
    served = await startServing(cli);
    expect(served.port).not.toBe(port);
    expect(await ask(served)).toBe(200);
    const spent = { ...served, host: '127.0.0.1', path: told };
    expect(await neighbour(ASK, spent).told()).toMatchObject({ status: 404 });
    const held = neighbour(LISTEN, [{ host: '127.0.0.1', port: served.port }]);
    expect(await held.told(), 'while it runs').toEqual(['EADDRINUSE']);
  });
});

test.each([
  ['a path that is too long for a socket', 'x'.repeat(120), 0o700],
  ['a folder that others can enter', 'open', 0o755],
])('%s: the socket lies in a folder of its own, which goes with it', async (_, name, mode) => {
  const home = join(surroundings.directory, name);
  await mkdir(home, { mode });
  await chmod(home, mode);
  await writeFile(join(home, 'settings.json'), await readFile(join(surroundings.home, 'settings.json')), {
    mode: 0o600,
  });
  const runtime = await mkdtemp(join(tmpdir(), 'run-'));
  const elsewhere = new Cli(surroundings, { ENTRA_TOKEN_HOME: home, XDG_RUNTIME_DIR: runtime });
  const process = elsewhere.start('serve');
  await process.said(/Serving tokens/);
  const { socket } = JSON.parse(await readFile(join(home, 'endpoint.json'), 'utf8'));
  expect(socket.startsWith(`${runtime}/`)).toBe(true);
  expect((await stat(dirname(socket))).mode & 0o777).toBe(0o700);
  process.kill('SIGTERM');
  expect((await process.result).code).toBe(0);
  await expect(lstat(dirname(socket))).rejects.toThrow('ENOENT');
  await rm(runtime, { recursive: true });
});

describe('a sign-in', () => {
  async function waiting(): Promise<{ login: CliProcess; link: string; port: number }> {
    const login = cli.start('login', '--no-browser');
    const link = await login.signInLink();
    const redirectUri = new URL(link).searchParams.get('redirect_uri') ?? '';
    return { login, link, port: Number(new URL(redirectUri).port) };
  }

  test.runIf(HAS_NEIGHBOUR)('holds both loopback addresses; what comes by [::1] arrives', async () => {
    const { login, link, port } = await waiting();
    const places = ['127.0.0.1', '0.0.0.0', '::1', '::'].map((host) => ({ host, port }));
    expect(await neighbour(LISTEN, places).told()).toEqual(places.map(() => 'EADDRINUSE'));
    // A crowd at the door, and the browser after it.
    const hosts = ['127.0.0.1', '::1'].flatMap((host) => Array.from({ length: 300 }, () => host));
    const crowd = hosts.map((host) => connect(port, host).on('error', () => undefined));
    const isCutOff = () => crowd.filter(({ closed }) => closed).length;
    await expect.poll(isCutOff, { timeout: 20_000, message: 'of 600 some had to go' }).toBeGreaterThan(200);
    const page = await completeSignIn(surroundings, link);
    expect(page.html).toContain('You’re signed in');
    for (const socket of crowd) socket.destroy();
    expect((await login.result).code).toBe(0);
  });

  test('somebody else is at [::1]: another port is taken, and after five there are words', async () => {
    const squatters = await Promise.all(Array.from({ length: 5 }, () => listenAt('::1')));
    const free = await listenWhereFree();
    const flow = browserFlow(
      { kind: 'browser', account: 'choose' },
      {
        openPage: async (link) => void opened.push(link),
        showCode: () => undefined,
        pages: { success: '', error: '' },
      },
    );
    const opened: string[] = [];
    const answer = { accessToken: 'x' };
    const run = async (ports: number[]) => {
      const acquireTokenInteractive = async ({
        openBrowser,
      }: {
        openBrowser(link: string): Promise<void>;
      }) => {
        await openBrowser(
          `https://login.microsoftonline.com/?redirect_uri=http://localhost:${ports.shift()}`,
        );
        return answer;
      };
      // Entra and MSAL are not the matter here: only the port that MSAL happens to choose.
      return flow.acquire({
        profile: { cloud: 'public', tenantId: 't', clientId: 'c' },
        network: { getText: async () => '' },
        application: async () => ({ acquireTokenInteractive }),
        request: { scopes: [] },
        signal: new AbortController().signal,
        onStep: () => undefined,
      } as unknown as FlowContext);
    };
    const taken = squatters.map(({ port }) => port);
    expect(await run([...taken.slice(1), free.port])).toBe(answer);
    expect(opened).toEqual([`https://login.microsoftonline.com/?redirect_uri=http://localhost:${free.port}`]);
    await expect(run(taken)).rejects.toMatchObject({ failure: { code: 'loopback_unavailable' } });
    expect(opened).toHaveLength(1);
    for (const { close } of [...squatters, free]) close();
  });

  async function listenAt(host: string, port = 0): Promise<{ port: number; close(): void }> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => server.on('error', reject).listen(port, host, resolve));
    return { port: (server.address() as AddressInfo).port, close: () => server.close() };
  }

  /** At 127.0.0.1, with a port that nobody else has at [::1]: other tests sign in meanwhile. */
  async function listenWhereFree(): Promise<{ port: number; close(): void }> {
    const found = await listenAt('127.0.0.1');
    try {
      (await listenAt('::1', found.port)).close();
      return found;
    } catch {
      found.close();
      return listenWhereFree();
    }
  }

  test('the page that leads to the link answers once, and this user only', async () => {
    const over = new AbortController();
    const page = new URL(await oneTimePage('https://login.example/secret', over.signal));
    expect(page.hostname).toBe('localhost');
    const open = (path: string) => fetch(new URL(path, page), { redirect: 'manual' });
    expect((await open('/')).status).toBe(404);
    expect((await open(`${page.pathname}x`)).status).toBe(404);
    if (HAS_NEIGHBOUR) {
      for (const host of ['127.0.0.1', '::1']) {
        const asked = { host, port: page.port, path: page.pathname, headers: { host: page.host } };
        expect(await neighbour(ASK, asked).told()).toMatchObject({ status: 404, body: '' });
      }
    }
    // A crowd at the door, and the browser after it.
    const crowd = Array.from({ length: 300 }, () =>
      connect(Number(page.port), '127.0.0.1').on('error', () => undefined),
    );
    const isCutOff = () => crowd.filter(({ closed }) => closed).length;
    await expect.poll(isCutOff, { timeout: 20_000, message: 'of 300 some had to go' }).toBeGreaterThan(40);
    const answer = await open(page.pathname);
    for (const socket of crowd) socket.destroy();
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://login.example/secret']);
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    await expect(open(page.pathname)).rejects.toThrow();

    const unopened = await oneTimePage('https://login.example/secret', over.signal);
    over.abort();
    await expect(fetch(unopened)).rejects.toThrow();
  });
});

describe.runIf(process.platform === 'linux')('what every user can read in /proc', () => {
  /** Reads all arguments of all processes, again and again, until it is ended. */
  const SCANNER = `const { readdirSync, readFileSync } = require('node:fs');
    const seen = new Set();
    process.on('SIGTERM', () => { process.stdout.write([...seen].join('\\n'), () => process.exit()); });
    const scan = () => {
      for (const pid of readdirSync('/proc')) {
        if (!/^\\d+$/.test(pid)) continue;
        try { seen.add(readFileSync('/proc/' + pid + '/cmdline', 'latin1')); } catch {}
      }
      setTimeout(scan, 3);
    };
    scan();`;

  async function scanning(): Promise<() => Promise<string>> {
    const scanner: ChildProcess = spawn(process.execPath, ['-e', SCANNER], {
      // Not ours: one that outlived the test would hold the runner's own end.
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => void scanner.kill('SIGKILL'));
    let seen = '';
    scanner.stdout?.on('data', (data) => {
      seen += data;
    });
    await new Promise((resolve) => scanner.once('spawn', resolve));
    return async () => {
      const ended = new Promise((resolve) => scanner.once('close', resolve));
      scanner.kill('SIGTERM');
      await ended;
      return seen;
    };
  }

  test('neither link nor code nor token of a sign-in, of exec, and of what is copied', async () => {
    const record = join(surroundings.directory, 'opened');
    const browser = join(surroundings.directory, 'browser');
    // Long enough to be seen, as a browser is.
    await writeFile(
      browser,
      `#!/bin/sh\nprintf %s "$1" > '${record}.new'; mv '${record}.new' '${record}'; sleep 1\n`,
      {
        mode: 0o755,
      },
    );
    const seen = await scanning();
    const login = new Cli(surroundings, {
      ...{ SSH_CONNECTION: '', SSH_CLIENT: '', SSH_TTY: '', DISPLAY: '', WAYLAND_DISPLAY: '' },
      BROWSER: browser,
    }).start('login');
    const [, link = ''] = await login.said(/If no page has opened, open this link to sign in: (\S+)/);
    await expect.poll(() => readFile(record, 'utf8').catch(() => ''), { timeout: 20_000 }).not.toBe('');
    const page = await readFile(record, 'utf8');
    await completeSignIn(surroundings, page);
    expect((await login.result).code).toBe(0);
    await expect(completeSignIn(surroundings, page), 'answered once').rejects.toThrow();

    const sleeping = ['--', 'sleep', '0.2'];
    const ways = [sleeping, ['--endpoint', ...sleeping]];
    for (const { code } of await Promise.all(ways.map((args) => cli.run('exec', ...args)))) {
      expect(code).toBe(0);
    }
    const copied = (await cli.run('token', '--format', 'curl')).stdout.trim();
    const run = (command: string) =>
      promisify(execFile)('bash', ['--norc', '-c', `$(which true); . /dev/stdin <<< "$COMMAND"`], {
        env: { ...surroundings.environment, COMMAND: command, CURL_CA_BUNDLE: surroundings.caFile },
      });
    expect((await run(copied)).stdout).toContain('someone@example.com');
    const example = /^ +(printf .*\n.*curl .*)$/m.exec((await cli.run('--help')).stdout)?.[1] ?? '';
    const command = example
      .replace('entra-token token', `'${process.execPath}' '${CLI_ENTRY}' token`)
      .replace(/https:\S+/, `${surroundings.workspace.origin}/api/2.0/clusters/list`);
    expect((await run(command)).stdout).toContain('Shared Autoscaling');

    const all = await seen();
    expect(all, 'the scanner sees').toContain(page);
    expect(all).toContain('curl\0-H\0@-');
    const { searchParams } = new URL(link);
    const secrets = [searchParams.get('state'), searchParams.get('code_challenge'), link];
    for (const secret of [...secrets, ...surroundings.entra.issuedSecrets()]) {
      expect(secret).toBeTruthy();
      expect(all.includes(secret as string)).toBe(false);
    }
  });

  test('README and docs put no token into arguments', async () => {
    for (const file of ['README.md', 'docs/recipes.md', 'docs/guide.md', 'docs/cli.md']) {
      const text = await readFile(join(import.meta.dirname, '../..', file), 'utf8');
      expect(text).not.toMatch(/(?:curl|wget|http)\b[^\n|]*-(?:H|-header)[ =]["'][^\n]*\$\(entra-token/);
    }
  });
});

describe.runIf(HAS_NEIGHBOUR)('a file that is kept current, in a folder that others can write to', () => {
  let shared: string;
  let mine: string;
  let settings: string;
  const settingsFile = () => join(surroundings.home, 'settings.json');
  beforeAll(async () => {
    settings = await readFile(settingsFile(), 'utf8');
  });
  beforeEach(async () => {
    await writeFile(settingsFile(), settings);
    shared = await mkdtemp(join(tmpdir(), 'shared-'));
    mine = join(await mkdtemp(join(tmpdir(), 'mine-')), '.bashrc');
    await writeFile(mine, 'alias ll="ls -l"\n');
  });
  afterEach(() => Promise.all([shared, dirname(mine)].map((folder) => rm(folder, { recursive: true }))));

  const add = (file: string) => cli.run('target', 'add', 'dotenv', '--file', file);

  async function expectRefused(file: string): Promise<void> {
    const { code, stderr } = await add(file);
    expect(code).toBe(2);
    expect(stderr).toContain('behind a link in a folder that others can write to');
    expect(await readFile(mine, 'utf8')).toBe('alias ll="ls -l"\n');
  }

  test.each([
    ['everybody, with the sticky bit', async () => chmod(shared, 0o1777)],
    ['a group', async () => chown(shared, 0, 1234).then(() => chmod(shared, 0o775))],
    ['its owner', async () => chown(shared, 65_534, 65_534)],
  ])('open to %s: a link is not followed', async (_, open) => {
    await open();
    await symlink(mine, join(shared, '.env'));
    await expectRefused(join(shared, '.env'));
  });

  test('open to everybody: no link is followed', async () => {
    await chmod(shared, 0o777);
    await symlink(mine, join(shared, '.env'));
    await expectRefused(join(shared, '.env'));
    // A folder on the way is no better, nor is a link that leads to such a link.
    await symlink(dirname(mine), join(shared, 'project'));
    await expectRefused(join(shared, 'project', '.bashrc'));
    await symlink(join(shared, '.env'), join(dirname(mine), 'link'));
    await expectRefused(join(dirname(mine), 'link'));
  });

  test('swapped for a link after it was connected: the next token does not go there', async () => {
    await chmod(shared, 0o777);
    const file = join(shared, '.env');
    expect((await add(file)).code).toBe(0);
    expect(await readFile(file, 'utf8')).toContain('eyJ');
    await neighbour(
      `const fs = require('node:fs'); fs.unlinkSync(arg.file); fs.symlinkSync(arg.mine, arg.file); tell(1)`,
      {
        file,
        mine,
      },
    ).told();
    const { code, stderr } = await cli.run('token', '--refresh');
    expect(code).toBe(0);
    expect(stderr).toContain('behind a link in a folder that others can write to');
    expect(await readFile(mine, 'utf8')).toBe('alias ll="ls -l"\n');
  });

  test('a folder of one’s own, also one that the own group can write to: links are followed', async () => {
    await chmod(shared, 0o775);
    await symlink(mine, join(shared, '.env'));
    expect((await add(join(shared, '.env'))).code).toBe(0);
    expect(await readFile(mine, 'utf8')).toMatch(/^alias ll="ls -l"\nDATABRICKS_TOKEN=/);
  });
});
