import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Desktop } from '../host/desktop.ts';
import { SdkClient } from '../support/sdk-client.ts';
import type { Surroundings } from '../support/surroundings.ts';
import { expect, openWindow, test } from './fixtures.ts';

type BridgeWindow = { bridge: { request(channel: string): Promise<unknown> } };
const ENDPOINT = 'endpoint.set';

async function addressOf({ home }: Surroundings): Promise<{ url: string; path: string } | undefined> {
  const text = await readFile(join(home, 'endpoint.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { port, paths } = JSON.parse(text);
  const [path] = Object.values<string>(paths);
  return path === undefined ? undefined : { url: `http://127.0.0.1:${port}/${path}`, path };
}

/** Chooses as a person does: after a look at what the menu shows. It shows what is so, a moment after it is. */
async function switchEndpoint(desktop: Desktop, isOn: boolean): Promise<void> {
  const isChecked = async () => (await desktop.tray())?.menu.find(({ id }) => id === ENDPOINT)?.checked;
  await expect.poll(isChecked).toBe(!isOn);
  await desktop.chooseFromTrayMenu(ENDPOINT);
}

test.beforeEach(({ world }) => world.addProfile(...world.surroundings.workspaceArguments));

test('an unmodified SDK lists clusters through the tray’s endpoint, across refreshes and a restart', async ({
  cli,
  surroundings,
  start,
  startSignedIn,
}) => {
  const { entra, workspace } = surroundings;
  const first = await startSignedIn();
  expect(await addressOf(surroundings), 'off by default').toBeUndefined();
  await switchEndpoint(first, true);
  await expect.poll(() => addressOf(surroundings)).toBeDefined();
  const { url, path } = (await addressOf(surroundings)) ?? { url: '', path: '' };

  const sdk = new SdkClient({
    ...surroundings.environment,
    DATABRICKS_HOST: workspace.origin,
    DATABRICKS_AUTH_TYPE: 'metadata-service',
    DATABRICKS_METADATA_SERVICE_URL: url,
  });
  const refreshes = () => entra.requests.filter(({ grantType }) => grantType === 'refresh_token').length;
  try {
    // 42 s: the SDK takes a token with under 40 s left for dead, and comes again.
    entra.setScenario({ accessTokenLifetimeSeconds: 42 });
    await cli.run('token', '--refresh');
    // The tray has noticed.
    await expect.poll(async () => (await first.tray())?.toolTip).toMatch(/ 0 min left/);
    const before = refreshes();
    await expect(async () => {
      expect(await sdk.listClusters()).toBe('Shared Autoscaling, Nightly reports');
      expect(refreshes() - before).toBeGreaterThanOrEqual(2);
    }).toPass({ timeout: 30_000 });

    expect(await first.quit()).toBe(0);
    expect(await addressOf(surroundings), 'gone with the program').toBeUndefined();
    await expect(fetch(url)).rejects.toThrow();
    const second = await start();
    await expect.poll(() => addressOf(surroundings)).toBeDefined();
    expect((await addressOf(surroundings))?.url, 'the same address after a restart').toBe(url);
    expect(await sdk.listClusters()).toBe('Shared Autoscaling, Nightly reports');

    // Off and on again: another secret, and the old one is void.
    await switchEndpoint(second, false);
    await expect.poll(() => addressOf(surroundings)).toBeUndefined();
    await switchEndpoint(second, true);
    await expect.poll(() => addressOf(surroundings)).toBeDefined();
    expect((await addressOf(surroundings))?.path).not.toBe(path);
    await switchEndpoint(second, false);
    await expect.poll(() => addressOf(surroundings)).toBeUndefined();
  } finally {
    sdk.end();
  }
});

test('kill -9 with the endpoint on: the next start is signed in and cleans up, whether it is on or off; the window never learns the endpoint’s address, and a page in a browser gets nothing from it', async ({
  cli,
  person,
  surroundings,
  start,
  startSignedIn,
}) => {
  const first = await startSignedIn();
  await switchEndpoint(first, true);
  await expect.poll(() => addressOf(surroundings)).toBeDefined();
  const before = await addressOf(surroundings);
  await first.kill();
  expect(await addressOf(surroundings), 'left behind').toEqual(before);
  expect((await cli.run('token')).code).toBe(0);
  const second = await start();
  await expect.poll(async () => (await second.tray())?.image).toMatch(/^fresh/);
  await expect.poll(async () => (await cli.run('token')).code).toBe(0);
  await expect.poll(async () => (await fetch(before?.url ?? '').catch(() => undefined))?.status).toBe(400);

  await expect.poll(() => addressOf(surroundings)).toEqual(before);
  const { url, path } = before ?? { url: '', path: 'x' };
  const window = await openWindow(second);
  const state = () =>
    window.page.evaluate(async () =>
      JSON.stringify(await (globalThis as unknown as BridgeWindow).bridge.request('state.get')),
    );
  await expect.poll(state).toContain('"endpoint":{"kind":"on"');
  expect(await state()).not.toContain(path);
  // The person is tricked into opening the very address, and a page into fetching it.
  const page = await person.open(url);
  expect(await page.content()).not.toContain('eyJ');
  const fetched = await page.evaluate(
    async ([address, host]) => {
      const headers = { 'x-databricks-metadata-version': '1', 'x-databricks-host': host as string };
      return fetch(address as string, { headers }).then(
        (answer) => answer.text(),
        (error: unknown) => `${error}`,
      );
    },
    [url, surroundings.workspace.origin],
  );
  expect(fetched).not.toContain('eyJ');

  await switchEndpoint(second, false);
  await expect.poll(() => addressOf(surroundings)).toBeUndefined();
  expect(await second.openedLinks()).toEqual([]);
});

test('verify in the window: who we are, and what the workspace refuses', async ({
  surroundings,
  startSignedIn,
}) => {
  const desktop = await startSignedIn();
  const window = await openWindow(desktop);
  await window.button('Test connection').click();
  await expect(window.page.locator('.answer b')).toHaveText('Some One');
  await window.page.getByText(/^users.* · Clusters: 2$/).click();
  await expect(window.page.getByRole('definition').filter({ hasText: 'someone@example.com' })).toBeVisible();
  await expect(window.page.getByText('Shared Autoscaling RUNNING')).toBeVisible();
  await expect(window.page.getByText('BI (large) STOPPED')).toBeVisible();

  // Of several warehouses the person has one in mind; a single one needs no question.
  const jdbc = async () => {
    await desktop.chooseFromTrayMenu('Copy as', 'JDBC URL');
    return (await desktop.readClipboard()).text.replace(/^.*;/, '');
  };
  await expect.poll(jdbc).toBe('httpPath=');
  surroundings.workspace.setScenario({
    warehouses: [{ id: '5e6f7a8b', name: 'Only', state: 'RUNNING' }],
    clustersRefused: true,
  });
  await window.button('Test connection').click();
  await window.page.locator('.answer summary').click();
  await expect(window.page.getByText('Only RUNNING')).toBeVisible();
  await expect(window.page.getByText('The workspace doesn’t allow this.'), 'no alarm').toBeVisible();
  await expect(window.alert).toHaveCount(0);
  await window.page.getByRole('button', { name: /Copy HTTP path/ }).click();
  await expect.poll(async () => (await desktop.readClipboard()).text).toBe('/sql/1.0/warehouses/5e6f7a8b');
  await expect.poll(jdbc).toBe('httpPath=/sql/1.0/warehouses/5e6f7a8b');

  surroundings.workspace.setScenario({ members: [] });
  await window.button('Test connection').click();
  await expect(window.alert).toContainText('You’re not a member of this workspace.');
  await window.button('Dismiss').click();
  await expect(window.alert).toHaveCount(0);
});

test('files kept current follow the tray: refresh, endpoint on and off, sign-out; copy as: each form is on the clipboard, and leaves it as the token does', async ({
  cli,
  folder,
  surroundings,
  start,
  world,
}) => {
  await world.signIn();
  const config = join(folder, 'databrickscfg');
  const dotenv = join(folder, 'dotenv');
  await cli.run('target', 'add', 'databrickscfg', '--file', config);
  await cli.run('target', 'add', 'dotenv', '--file', dotenv);
  const text = (file: string) => readFile(file, 'utf8').catch(() => '');
  const desktop = await start();
  await expect.poll(async () => (await desktop.tray())?.image).toMatch(/^fresh/);
  const token = (await cli.run('token')).stdout.trim();
  await expect.poll(() => text(dotenv)).toContain(token);

  const menu = (await desktop.tray())?.menu.find(({ label }) => label === 'Copy as');
  expect(menu?.submenu).toHaveLength(9);
  for (const { label, enabled } of menu?.submenu ?? []) {
    expect(enabled, label).toBe(true);
    // The form before has the token too.
    const { text: before } = await desktop.readClipboard();
    const copied = async () => {
      const { text } = await desktop.readClipboard();
      return text !== before && text.includes(token);
    };
    await desktop.chooseFromTrayMenu('Copy as', label);
    await expect.poll(copied, label).toBe(true);
  }
  await desktop.chooseFromTrayMenu('Copy as', 'Shell variables (bash, zsh)');
  await expect.poll(async () => (await desktop.readClipboard()).text).toContain('export');
  const { text: copied } = await desktop.readClipboard();
  expect(copied).toBe((await cli.run('token', '--format', 'bash')).stdout.trimEnd());
  if (process.platform !== 'win32') {
    const script = `${copied}\nprintf %s "$DATABRICKS_TOKEN"`;
    expect((await promisify(execFile)('bash', ['--norc', '-c', script])).stdout).toBe(token);
  }
  // They all come by the same way, and go by it.
  await desktop.emitPower('lock-screen');
  await expect.poll(async () => (await desktop.readClipboard()).text).toBe('');
  await desktop.emitPower('unlock-screen');

  await desktop.chooseFromTrayMenu('Refresh now');
  await expect.poll(() => text(dotenv)).not.toContain(token);
  expect(await text(dotenv)).toContain('eyJ');

  await switchEndpoint(desktop, true);
  await expect.poll(() => text(config)).toContain('127.0.0.1');
  await expect.poll(() => text(config)).toContain((await addressOf(surroundings))?.url);
  if (process.platform !== 'win32') expect((await stat(config)).mode & 0o777).toBe(0o600);
  await switchEndpoint(desktop, false);
  await expect.poll(() => text(config)).not.toContain('127.0.0.1');
  await switchEndpoint(desktop, true);
  await expect.poll(() => text(config)).toContain('127.0.0.1');

  await desktop.chooseFromTrayMenu('session.signOut');
  await expect.poll(async () => `${await text(config)}${await text(dotenv)}`).not.toMatch(/127\.0\.0\.1|eyJ/);
});
