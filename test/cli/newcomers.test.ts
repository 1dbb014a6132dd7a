import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { tellsPeers } from '../../src/core/platform/peer.ts';
import { AZURE_CLI_CLIENT_ID } from '../../src/shared/clouds.ts';
import { timeOfDay } from '../../src/shared/time.ts';
import { profileId } from '../support/cache.ts';
import { Cli } from '../support/cli.ts';
import { StartingPoint } from '../support/starting-point.ts';
import { Surroundings } from '../support/surroundings.ts';
import { runInTerminal, terminalPython } from '../support/terminal.ts';

// Dozens of programs, one after the other, on a machine that may have others to do.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let surroundings: Surroundings;
let cli: Cli;
/** Signed in with `work`, the profile of the workspace, which is the default one; `other` is signed out. */
let signedIn: StartingPoint;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  cli = new Cli(surroundings, { LC_ALL: 'en_US.UTF-8' });
  const { profileArguments, workspaceArguments } = surroundings;
  signedIn = new StartingPoint(surroundings, async () => {
    await cli.signInAtWorkspace();
    const added = await cli.run('profile', 'add', 'other', ...profileArguments, ...workspaceArguments);
    expect(added.code, added.stderr).toBe(0);
  });
});
afterAll(() => surroundings.stop());
beforeEach(() => surroundings.reset());

/** Those that are saved. */
async function profiles(): Promise<{ name: string; clientId: string; workspaceUrl?: string }[]> {
  const file = join(surroundings.home, 'settings.json');
  return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')).profiles : [];
}

describe('advice can be pasted', () => {
  test('a name that is taken: change it, which keeps its sign-in', async () => {
    await signedIn.enter();
    const { stderr } = await cli.run('profile', 'add', 'work', ...surroundings.profileArguments);
    expect(stderr).toContain('entra-token profile set "work"');
    expect(stderr).not.toContain('remove');
  });

  test('a name that is mistyped: the right one, and not to add the wrong one', async () => {
    await signedIn.enter();
    const { code, stderr } = await cli.run('profile', 'use', 'wrok');
    expect(code).toBe(2);
    expect(stderr).toContain('Did you mean “work”?');
    expect(stderr).not.toMatch(/--profile|profile add/);
    expect((await cli.run('token', '--profile', 'playground')).stderr).not.toContain('Did you mean');
  });

  test('IDs that were swapped are recognized, with and without the workspace', async () => {
    const { tenantId, clientId, origin } = surroundings.entra;
    const add = (...args: string[]) => cli.run('profile', 'add', 'work', '--authority', origin, ...args);
    for (const ids of [
      ['--tenant', clientId, '--client-id', tenantId, ...surroundings.workspaceArguments],
      ['--tenant', tenantId, '--client-id', tenantId],
    ]) {
      const { code, stderr } = await add(...ids);
      expect(code).toBe(2);
      expect(stderr).toContain('Were the two IDs swapped?');
    }
    expect(await profiles()).toEqual([]);
  });

  test('what Entra refuses leads to a command with the profile’s name, or to none that would not help', async () => {
    await signedIn.enter();
    const status = async (fault: { error: string; aadsts: number; suberror?: string }) => {
      surroundings.entra.setScenario({ faults: { token: { kind: 'error', ...fault } } });
      await cli.run('token', '--refresh');
      return (await cli.run('status')).stdout;
    };
    const ended = await status({ error: 'invalid_grant', aadsts: 70000 });
    expect(ended).toContain('entra-token login --profile "work"');
    const unknownApp = await status({ error: 'unauthorized_client', aadsts: 700016 });
    expect(unknownApp).toContain('entra-token profile set "work" --tenant');
    // Of a Conditional Access policy.
    const blocked = await status({ error: 'invalid_grant', aadsts: 53003, suberror: 'message_only' });
    expect(blocked).toContain('Signing in again won’t help.');
    expect(blocked).not.toMatch(/sign in again|entra-token login/);
  });

  test('a token that still works elsewhere is not to be removed before the import works', async () => {
    const file = join(surroundings.directory, 'with-pat.cfg');
    await writeFile(file, '[DEFAULT]\nhost = https://nowhere.invalid\ntoken = dapi0123456789\n');
    const { stderr } = await cli.run('import-script', file);
    expect(stderr).toContain('Not imported. Once this works, you can remove it from the file.');
  });
});

describe('who may not register an app', () => {
  test('is told of the public client, and chooses it in so many words', async () => {
    const { workspaceArguments, entra } = surroundings;
    const bare = await cli.run('profile', 'add', 'work', ...workspaceArguments);
    expect(bare.code).toBe(2);
    expect(bare.stderr).toMatch(
      /^entra-token: Missing client ID\. .*--public-client\.\n {2}Try: entra-token profile add --help\n$/,
    );

    const authority = ['--authority', entra.origin];
    const args = ['--public-client', ...workspaceArguments, ...authority];
    const added = await cli.run('profile', 'add', 'work', ...args);
    expect(added.code).toBe(0);
    expect(added.stderr).toContain('the page will read “Microsoft Azure CLI”');
    expect(await profiles()).toMatchObject([{ clientId: AZURE_CLI_CLIENT_ID }]);
  });
});

describe('a profile is changed', () => {
  test('only where something is to change', async () => {
    await signedIn.enter();
    const { code, stderr } = await cli.run('profile', 'set', 'work');
    expect(code).toBe(2);
    expect(stderr.match(/Nothing to change\.|profile set --help/g)).toHaveLength(2);
    expect(stderr).not.toContain('“work” changed');
  });

  test('not to a workspace whose name nobody knows', async () => {
    await signedIn.enter();
    const { code, stderr } = await cli.run('profile', 'set', 'work', '--workspace', 'adb-1.2.invalid');
    expect(code).toBe(4);
    expect(stderr).toMatch(/^entra-token: No host named adb-1\.2\.invalid\.$/m);
    expect(stderr).toContain('Check for a typo, then VPN and DNS.');
    expect((await profiles())[0]).toMatchObject({ workspaceUrl: surroundings.workspace.origin });
  });
});

describe('status', () => {
  test('names the workspace; without a sign-in also the command, and no cache', async () => {
    await signedIn.enter();
    const { origin } = surroundings.workspace;
    const before = (await cli.run('status')).stdout;
    expect(before).toMatch(new RegExp(`^Workspace +${origin}$`, 'm'));
    expect(before).toMatch(/^Storage +(?:keyring|Keychain|encrypted file \(DPAPI\))$/m);
    await cli.run('logout');
    const after = (await cli.run('status')).stdout;
    expect(after).toMatch(/^Next .*entra-token login --profile "work"/m);
    expect(after).not.toMatch(/^Storage/m);
  });

  test('does not show a sign-in time that has passed as one to come', async () => {
    await signedIn.enter();
    const frequency = { signInFrequencySeconds: 12 * 3600, clockOffsetSeconds: 24 * 3600 };
    surroundings.entra.setScenario(frequency);
    expect((await cli.run('token', '--refresh')).code).toBe(0);
    const { stdout } = await cli.run('status');
    expect(stdout).toContain('sign-in frequency policy');
    expect(stdout).not.toContain('asked for again after');
  });

  test('says that settings cannot be read, not that they cannot be saved', async () => {
    // Unreadable for root too.
    await mkdir(join(surroundings.home, 'settings.json'), { recursive: true });
    const { code, stderr } = await cli.run('status');
    expect(code).toBe(6);
    expect(stderr).toMatch(/The system returned EISDIR for .*settings\.json/);
    expect(stderr).not.toContain('save');
  });
});

test('an address that is no workspace is recognized, and not asked', async () => {
  const { tenantId, clientId } = surroundings.entra;
  const ids = ['--tenant', tenantId, '--client-id', clientId];
  const address = 'https://portal.azure.com/#@contoso/resource';
  const { code, stderr } = await cli.run('profile', 'add', 'work', '--workspace', address, ...ids);
  expect(code).toBe(2);
  expect(stderr).toMatch(/is the Azure portal[\s\S]*azuredatabricks\.net/);
});

describe('requests', () => {
  const refreshes = () =>
    surroundings.entra.requests.filter(({ grantType }) => grantType === 'refresh_token').length;

  test('are not repeated right after a new token fell short', async () => {
    await signedIn.enter();
    surroundings.entra.setScenario({ accessTokenLifetimeSeconds: 3600 });
    const before = refreshes();
    await cli.run('token', '--refresh');
    const { code, stdout, stderr } = await cli.run('token', '--min-valid', '80');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^eyJ/);
    expect(stderr).toContain('Microsoft Entra ID issued 60 min; you asked for 80.');
    expect(stderr).not.toContain('couldn’t get a new token');
    expect(refreshes()).toBe(before + 1);
  });

  const momentsFile = async () =>
    join(surroundings.home, 'cache', `${await profileId(surroundings)}.requests`);

  async function notedRequests(): Promise<number[]> {
    return JSON.parse(await readFile(await momentsFile(), 'utf8'));
  }

  /** Puts down when Entra was asked to refresh. */
  async function noteRequests(requests: readonly number[]): Promise<void> {
    await writeFile(await momentsFile(), JSON.stringify(requests));
  }

  test('are counted for all processes: 20 in a row, and then one now and then', async () => {
    await signedIn.enter();
    const now = Date.now();
    await noteRequests([now - 3_700_000, ...Array.from({ length: 19 }, () => now - 60_000)]);
    const before = refreshes();
    expect((await cli.run('token', '--refresh')).stderr).toBe('');
    const { code, stdout, stderr } = await cli.run('token', '--refresh');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^eyJ/);
    expect(stderr).toContain('Too many refreshes');
    expect(refreshes()).toBe(before + 1);
    // One that was killed before Entra answered, and one that is refused, count as well.
    await noteRequests([]);
    surroundings.entra.setScenario({ faults: { token: { kind: 'hang' } } });
    const killed = cli.start('token', '--refresh');
    const asked = refreshes();
    await expect.poll(refreshes, { timeout: 30_000 }).toBeGreaterThan(asked);
    killed.kill('SIGKILL');
    await killed.result;
    expect(await notedRequests()).toHaveLength(1);
    // What a clock that was wrong has dated into the future does not.
    await noteRequests([...(await notedRequests()), ...Array.from({ length: 30 }, () => now + 86_400_000)]);
    surroundings.entra.setScenario({ faults: { token: { kind: 'status', status: 503 } } });
    expect((await cli.run('token', '--refresh')).stderr).toContain('temporarily unavailable');
    expect(await notedRequests()).toHaveLength(2);
  });
});

describe('what is typed wrong', () => {
  test.each([
    [['tokn'], 'Unknown command: tokn. Did you mean token?', 'entra-token --help'],
    [
      ['connect', 'databricks'],
      '“databricks” isn’t a tool that can be connected. Did you mean databrickscfg? It can be databrickscfg, azure-cli',
      'entra-token connect --help',
    ],
  ])('%j', async (args, complaint, help) => {
    const { code, stderr } = await cli.run(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(complaint);
    expect(stderr).toContain(`Try: ${help}`);
  });

  test('is said in the person’s language', async () => {
    const { stderr } = await new Cli(surroundings, { LC_ALL: 'fr_FR.UTF-8' }).run('token', '--nope');
    expect(stderr).toMatch(/Option inconnue.: --nope\./);
    expect(stderr).not.toMatch(/unknown|option '/);
  });
});

describe('the terminal', () => {
  test.runIf(process.platform !== 'win32')('Ctrl-C takes one line', async () => {
    await signedIn.enter();
    const login = cli.start('login', '--no-browser');
    await login.signInLink();
    login.kill('SIGINT');
    const { code, stderr } = await login.result;
    expect(code).toBe(130);
    expect(stderr).toMatch(/\n(?:\^C)?Canceled\.\n$/);
  });

  test('empty lists are lists, with a hint', async () => {
    for (const [list, hint] of [
      ['profile', 'login https://'],
      ['target', 'target add'],
    ] as const) {
      const { code, stdout, stderr } = await cli.run(list, 'list');
      expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
      expect(stderr).toContain(`entra-token ${hint}`);
    }
    expect(await cli.run('target', 'list', '--json')).toMatchObject({ code: 0, stdout: '[]\n' });
  });

  test('--profile counts before the command too', async () => {
    await signedIn.enter();
    const status = async (...args: string[]) => JSON.parse((await cli.run(...args)).stdout);
    const { origin: workspace } = surroundings.workspace;
    const other = await status('--profile', 'other', 'status', '--json');
    expect(other).toMatchObject({ profile: 'other', workspace });
    const work = await status('--profile', 'other', 'status', '--json', '--profile', 'work');
    expect(work).toMatchObject({ profile: 'work', workspace });
    expect((await cli.run('--profile', 'othr', 'token')).stderr).toContain('Did you mean “other”?');
  });

  test('times are as they are written there', () => {
    const evening = new Date(2026, 10, 27, 21, 29).getTime();
    const clock = (locale: string) => timeOfDay(evening, evening, locale).replaceAll('\u202f', ' ');
    expect(clock('en-US')).toBe('9:29 PM');
    expect(clock('fr-CA')).toMatch(/^21 h 29$/);
    expect(timeOfDay(new Date(2026, 10, 27, 9, 5).getTime(), evening, 'en-GB')).toBe('09:05');
  });
});

describe('login', () => {
  test('a refresh token that is none is not the administrator’s business', async () => {
    await signedIn.enter();
    const { code, stderr } = await cli.runWith('abc', 'login', '--refresh-token-stdin');
    expect(code).toBe(5);
    expect(stderr).toContain('didn’t accept this refresh token');
    expect(stderr).not.toContain('administrator');
  });

  test.runIf(terminalPython)(
    'at a terminal: says that it waits, and what is wrong on a line of its own',
    async () => {
      await signedIn.enter();
      const waits = await runInTerminal(
        surroundings,
        ['login', '--username', 'a@example.com', '--password-stdin'],
        [['Reading from standard input', '\r\x04']],
      );
      expect(waits.code, waits.shown).toBe(2);
      const prompt = await runInTerminal(
        surroundings,
        ['login', '--username', 'a@example.com'],
        [['Password for', '\r']],
      );
      expect(prompt.shown).toMatch(/Password for a@example\.com: [^\n]*\r?\n(?:\r?\n)?entra-token:/);
    },
  );
});

describe('import-script', () => {
  test('says that a template still has its placeholders', async () => {
    const file = join(surroundings.directory, 'get-tokens.py');
    await writeFile(file, "client_id = '<client-id>'\ntenant_id = '<tenant-id>'\nusername = '<username>'\n");
    const { code, stderr } = await cli.run('import-script', file);
    expect(code).toBe(2);
    expect(stderr).toContain('has <client-id>, <tenant-id> where the values belong');
    expect(await profiles()).toEqual([]);
  });

  test('says that a file is not there', async () => {
    expect(await cli.run('import-script', 'no-such.py')).toMatchObject({
      code: 2,
      stderr: 'entra-token: File not found: no-such.py\n  Try: entra-token import-script --help\n',
    });
  });
});

describe('a file that is kept current', () => {
  test('says while what runs; when the endpoint ends a comment tells why the section is gone', async () => {
    await signedIn.enter();
    const file = join(surroundings.directory, 'kept.cfg');
    const before =
      '[DEFAULT]\r\nhost = https://elsewhere.example\r\n\r\n[last]\r\nhost = https://last.example';
    await writeFile(file, before);
    const added = await cli.run('target', 'add', 'databrickscfg', '--file', file, '--section', 'mine');
    expect(added.stderr).toContain('Syncing while the tray app or “entra-token serve” runs.');
    for (let round = 0; round < 2; round++) {
      const serve = cli.start('serve');
      await expect.poll(() => readFile(file, 'utf8'), { timeout: 20_000 }).toContain('\r\n\r\n[mine]\r\n');
      expect(await readFile(file, 'utf8')).not.toContain('#');
      serve.kill('SIGTERM');
      await serve.result;
      const after = await readFile(file, 'utf8');
      expect(after.startsWith(`${before}\r\n\r\n# [mine] `)).toBe(true);
      expect(after.slice(before.length)).toMatch(/^\r\n\r\n# \[mine\] [^\r\n]*entra-token serve[^\r\n]*$/);
    }
    await cli.run('target', 'remove', '1');
    expect(await readFile(file, 'utf8')).toBe(before);
  });
});

// Last: it revokes the sign-in that the other tests have copies of.
describe('serve', () => {
  test('says how each profile stands, and once what comes between', async () => {
    await signedIn.enter();
    const serve = cli.start('serve');
    await serve.said(tellsPeers() ? /to programs that run as you or as root/ : /Anyone who knows an address/);
    await serve.said(/^work: Signed in$/m);
    // Of one that only finds another, nobody needs to know how profiles stand.
    const second = await cli.run('serve');
    expect(second.stderr).toMatch(/^entra-token: A local token endpoint is already running\.$/m);
    expect(second.stderr).not.toMatch(/^(?:work|other): /m);
    await serve.said(/^other: signed out\. Sign in with: entra-token login --profile "other"$/m);
    surroundings.entra.revokeRefreshTokens();
    await cli.run('token', '--refresh');
    await serve.said(/^work: You need to sign in again\..*entra-token login --profile "work"/m);
    await cli.run('logout', '--profile', 'work');
    await serve.said(/^work: signed out\./m);
    serve.kill('SIGTERM');
    const { stderr } = await serve.result;
    expect(stderr.match(/^work: You need to sign in again/gm)).toHaveLength(1);
    expect(stderr.match(/^other: /gm)).toHaveLength(1);
  });
});
