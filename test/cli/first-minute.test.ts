import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { AZURE_CLI_CLIENT_ID } from '../../src/shared/clouds.ts';
import { Cli, type CliResult, completeSignIn } from '../support/cli.ts';
import { ConnectProxy } from '../support/connect-proxy.ts';
import { nodeRuntime } from '../support/node-runtime.ts';
import { CLI_ENTRY } from '../support/paths.ts';
import { Surroundings } from '../support/surroundings.ts';
import { runAnyInTerminal, terminalPython } from '../support/terminal.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

/** A workspace's real name, as a person has it in the browser; behind a proxy it leads to the simulator. */
const HOST = 'adb-1234567890123456.7.azuredatabricks.net';
const ADDRESS = `https://${HOST}/?o=1234567890123456#notebook/1`;
const NAME = 'adb-1234567890123456';

let surroundings: Surroundings;
let proxy: ConnectProxy;
let cli: Cli;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  const portOf = (origin: string) => Number(new URL(origin).port);
  proxy = await ConnectProxy.start((host) => {
    if (host === HOST) return portOf(surroundings.workspace.origin);
    return host === 'login.microsoftonline.com' ? portOf(surroundings.entra.origin) : undefined;
  });
  cli = new Cli(surroundings, { LC_ALL: 'en_US.UTF-8', HTTPS_PROXY: proxy.url });
});
afterAll(async () => {
  proxy.stop();
  await surroundings.stop();
});
beforeEach(() => surroundings.reset());

interface Saved {
  readonly profiles: readonly { readonly id: string; readonly name: string }[];
  readonly activeProfileId?: string;
}

/** What is saved. */
async function settings(): Promise<Saved> {
  const text = await readFile(join(surroundings.home, 'settings.json'), 'utf8').catch(
    () => '{"profiles":[]}',
  );
  return JSON.parse(text);
}

async function activeName(): Promise<string | undefined> {
  const { profiles, activeProfileId } = await settings();
  return profiles.find(({ id }) => id === activeProfileId)?.name;
}

/** Signs in through the pages. @returns what the command did, and the app that it signed in with */
async function login(...args: string[]): Promise<CliResult & { app: string | null }> {
  const running = cli.start('login', '--no-browser', ...args);
  const link = await running.signInLink();
  await completeSignIn(surroundings, link);
  return { ...(await running.result), app: new URL(link).searchParams.get('client_id') };
}

/** A sign-in without pages. */
function loginByPassword(...args: string[]): Promise<CliResult> {
  const { username = '', password = '' } = surroundings.entra.users[0] ?? {};
  return cli.runWith(password, 'login', ...args, '--username', username, '--password-stdin');
}

test('an address leads to a token with one sign-in; what is there is found again, whatever it looks like', async () => {
  const { entra } = surroundings;
  const first = await login(ADDRESS);
  expect(first).toMatchObject({ code: 0, stdout: '', app: AZURE_CLI_CLIENT_ID });
  expect(first.stderr).toContain(`Detected tenant ${entra.tenantId}, authority login.microsoftonline.com.`);
  expect(first.stderr.match(/Microsoft’s public client.*--client-id ID\./g)).toHaveLength(1);
  const { stdout: token, stderr } = await cli.run('token');
  expect(stderr).toBe('');
  expect(await entra.verifyAccessToken(token.trim())).toMatchObject({ appid: AZURE_CLI_CLIENT_ID });
  const only = { name: NAME, cloud: 'public', tenantId: entra.tenantId, workspaceUrl: `https://${HOST}` };
  expect((await settings()).profiles).toMatchObject([only]);

  // An app of one's own is another profile, which is in use from now on.
  const own = await login(ADDRESS, '--client-id', entra.clientId);
  expect(own).toMatchObject({ code: 0, app: entra.clientId });
  expect(own.stderr).not.toContain('public client');
  expect(own.stderr).toContain(`Default profile: “${NAME} 2”.`);
  expect(await activeName()).toBe(`${NAME} 2`);
  // Of two the one in use is meant, where none is named.
  const again = await loginByPassword(HOST.toUpperCase());
  expect(again.code).toBe(0);
  expect(again.stderr).not.toMatch(/added|Detected|Default profile/);
  await loginByPassword(ADDRESS, '--profile', 'mine');
  expect(await activeName()).toBe('mine');

  const misspelled = await cli.run('login', ADDRESS, '--profile', 'adb-123456789012345');
  expect(misspelled).toMatchObject({ code: 2 });
  expect(misspelled.stderr).toContain(`Did you mean “${NAME}”?`);
  const other = await cli.run('login', ADDRESS, '--profile', NAME, '--client-id', entra.clientId);
  expect(other.code).toBe(2);
  expect(other.stderr).toContain('is for another workspace, app, tenant, or authority');
  expect((await settings()).profiles).toHaveLength(3);
});

test('what is no workspace’s address adds nothing', async () => {
  for (const [args, says] of [
    [['nonsense'], /^entra-token: The workspace must be an address/],
    [['--client-id', surroundings.entra.clientId], /need a workspace URL[\s\S]*entra-token login --help/],
    [[], /entra-token login https:\/\/adb-/],
  ] as const) {
    const result = await cli.run('login', ...args);
    expect(result.code, result.stderr).toBe(2);
    expect(result.stderr).toMatch(says);
  }
  expect((await settings()).profiles).toEqual([]);
});

test('where Microsoft’s public client is refused, an own registration is offered, in a command that works', async () => {
  const refused = { faults: { token: { kind: 'error', error: 'invalid_client', aadsts: 65002 } } } as const;
  surroundings.entra.setScenario(refused);
  const { code, stderr } = await loginByPassword(ADDRESS);
  expect(code).toBe(5);
  const offer =
    /^ {2}Or: .*“entra-token profile set "([^"]+)" --client-id CLIENT_ID”.*https:\S+app-registration\.md$/m;
  const [, name = ''] = offer.exec(stderr) ?? [];
  const set = await cli.run('profile', 'set', name, '--client-id', surroundings.entra.clientId);
  expect(set.code, stderr).toBe(0);
  // To whom has one, there is nothing to offer.
  const own = await loginByPassword();
  expect(own.code).toBe(5);
  expect(own.stderr).not.toMatch(/^ {2}Or:/m);
});

test.runIf(terminalPython)('at a terminal without a profile the address is asked for', async () => {
  const { shown, code } = await runAnyInTerminal(
    surroundings,
    [nodeRuntime().command, CLI_ENTRY, 'login', '--no-browser'],
    [
      ['Workspace URL:', `${ADDRESS}\r`],
      ['Waiting for your browser', '\u0003'],
    ],
    { HTTPS_PROXY: proxy.url, LC_ALL: 'en_US.UTF-8', TERM: 'xterm' },
  );
  expect(code, shown).toBe(130);
  expect(shown).toContain('Open this link to sign in: https://login.microsoftonline.com/');
  // The line that told what was awaited is gone.
  expect(shown.replaceAll('\u001b', '␛')).toMatch(
    /Waiting for your browser[^\n]*␛\[1G␛\[2K[^\n]*\n?Canceled\.\r\n$/,
  );
  // Next time it is there.
  expect((await settings()).profiles).toMatchObject([{ name: NAME }]);
});
