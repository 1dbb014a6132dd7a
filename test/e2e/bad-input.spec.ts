import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { overwriteCache, profileId } from '../support/cache.ts';
import { expect, expectNoSecret, needs, openWindow, test, windowOf } from './fixtures.ts';

test('settings that cannot be read: kept under another name, said; each wrong field is told beside it, and what was typed stays; a Python script imported: its IDs, never its password', async ({
  start,
  surroundings,
}) => {
  const { home } = surroundings;
  await mkdir(home, { mode: 0o700 });
  const rubbish = '{"version":1,"profiles":[{';
  await writeFile(join(home, 'settings.json'), rubbish);
  const desktop = await start();
  const window = await windowOf(desktop);
  await expect(window.page.getByText(/was kept as settings\.json\.broken-/)).toBeVisible();
  const kept = [...(await surroundings.files())].filter(([file]) => file.includes('settings.json.broken-'));
  expect(kept.map(([, content]) => content)).toEqual([rubbish]);
  await window.button('Dismiss').click();
  await expect(window.page.getByText(/was kept as/)).toHaveCount(0);

  await window.fillSetup({
    name: 'x'.repeat(65),
    tenantId: 'common',
    clientId: 'abc',
    authority: 'http://localhost:1',
    workspaceUrl: 'ftp://nowhere',
  });
  await window.button('Continue to sign-in').click();
  await expect(window.page.locator('.complaint')).toHaveCount(5);
  const tenant = window.page.getByLabel('Directory (tenant) ID');
  await expect(tenant).toHaveAttribute('aria-invalid', 'true');
  await expect(tenant).toHaveValue('common');

  const { tenantId, clientId, origin } = surroundings.entra;
  // Put right in the same form, all but one.
  await window.fillSetup({
    name: 'work',
    tenantId: randomUUID(),
    clientId: randomUUID(),
    authority: origin,
    workspaceUrl: 'ftp://nowhere',
  });
  await window.button('Continue to sign-in').click();
  await expect(window.page.locator('.complaint')).toHaveCount(1);

  await window.page.getByText('Import from a script or config file').click();
  const pasted = window.page.getByLabel(/^Paste a Python/);
  await pasted.fill(
    `import msal\nclient_id = '${clientId}'\ntenant_id = "${tenantId}"\n` +
      "username = 'someone@example.com'\npassword = 'In-The-Script-1'\n",
  );
  await window.button('Import').click();
  await expect(tenant).toHaveValue(tenantId);
  await expect(window.page.getByLabel('Application (client) ID', { exact: true })).toHaveValue(clientId);
  await expect(window.page.getByText(/It also holds a password or token\. Not imported\./)).toBeVisible();
  await expect(pasted).toHaveCount(0);

  const right = { name: 'work', tenantId, clientId, authority: origin };
  await window.fillSetup({ ...right, workspaceUrl: 'ftp://nowhere' });
  await window.button('Continue to sign-in').click();
  await expect(window.page.locator('.complaint')).toHaveCount(1);
  await window.fillSetup(right);
  await window.button('Continue to sign-in').click();
  await expect(window.state).toHaveText('Waiting for your browser');
  const files = [...(await surroundings.files()).values()].join('');
  expect(files).toContain(clientId);
  expect(`${files}${desktop.output()}`).not.toContain('In-The-Script-1');
});

test('settings of a newer version: the program ends, the file is untouched, the log says why', async ({
  start,
  surroundings,
  world,
}) => {
  await world.addProfile();
  const file = join(surroundings.home, 'settings.json');
  await writeFile(file, '{"version":99}');
  const desktop = await start();
  expect(await desktop.exited).toBe(1);
  expect(await readFile(file, 'utf8')).toBe('{"version":99}');
  expect(await readFile(join(surroundings.home, 'logs', 'entra-token.log'), 'utf8')).toContain(
    'settings_newer',
  );
});

test('a token cache that cannot be read: set aside, said, and the next sign-in works; the window gets no token, reaches no network, and cannot ask for what is not in the contract', async ({
  cli,
  start,
  surroundings,
  world,
}) => {
  await world.signIn();
  await overwriteCache(surroundings, await profileId(surroundings), '{"Account":');
  const desktop = await start();
  await expect.poll(async () => (await desktop.tray())?.toolTip).toBe('work · Signed out');
  const window = await openWindow(desktop);
  const { page } = window;
  await expect(page.getByText(/was set aside/)).toBeVisible();
  await cli.signIn();
  await expect(window.state).toHaveText('Signed in');

  await page.getByRole('button', { name: 'Copy token' }).click();
  await expect.poll(async () => (await desktop.readClipboard()).text).toMatch(/^eyJ/);

  const seen = await page.evaluate(`(async () => JSON.stringify([
    document.documentElement.outerHTML,
    await window.bridge.request('state.get'),
    await window.bridge.request('token.copy', 'raw'),
    await window.bridge.request('session.refresh'),
    Object.keys(window).map((key) => String(window[key])),
    { ...localStorage }, { ...sessionStorage }, document.cookie,
  ]))()`);
  expect(seen, 'what the window knows').toContain('someone@example.com');
  expectNoSecret(surroundings, [['the window', seen as string]]);

  const attempts = await page.evaluate(`Promise.all([
    ['nobody:knows'], ['state.get', 'surplus'], ['profile.use', '../../etc/passwd'], ['profile.use', { id: 1 }],
    ['profile.add', { name: 'x' }], ['profile.add', null], ['notice.dismiss', 5], ['token.copy', {}],
    ['token.copy', 'exe'], ['session.signIn', { kind: 'browser' }], ['endpoint.set', 'on'], ['clipboard.copyText', 5],
  ].map((request) => window.bridge.request(...request).then(() => 'answered', () => 'refused')))`);
  expect(attempts).toEqual(Array.from({ length: 12 }, () => 'refused'));

  const ways = await page.evaluate(`Promise.all([
    typeof require, typeof process, typeof window.ipcRenderer,
    fetch('https://example.com/').then(() => 'reached', () => 'blocked'),
    new Promise((resolve) => {
      const script = document.createElement('script');
      script.onload = () => resolve('reached');
      script.onerror = () => resolve('blocked');
      script.src = '/..%2Fmain%2Findex.js';
      document.head.append(script);
    }),
    Promise.resolve(window.open('https://example.com/') === null ? 'blocked' : 'reached'),
  ])`);
  expect(ways).toEqual(['undefined', 'undefined', 'undefined', 'blocked', 'blocked', 'blocked']);
  expect(await desktop.openedLinks()).toEqual([]);
  expect(await desktop.rendererRequests()).toEqual([]);
});

test('no keyring: said in the window, with what to do, before a browser opens', async ({ start, world }) => {
  needs(process.platform === 'linux', 'Linux');
  await world.addProfile();
  const desktop = await start({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' });
  await desktop.chooseFromTrayMenu('window.show');
  const window = await windowOf(desktop);
  await window.button('Sign in').click();
  await expect(window.alert).toContainText('keyring can’t be used');
  await expect(window.alert).toContainText('--allow-plaintext-cache');
  expect(await desktop.openedLinks()).toEqual([]);
});
