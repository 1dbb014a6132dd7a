import { expect, needs, openWindow, test } from './fixtures.ts';

test.beforeEach(({ world }) => world.addProfile());

test('follows what the command line does: sign-in, sign-out, profiles; a second start shows the window and ends', async ({
  cli,
  start,
  surroundings,
}) => {
  const desktop = await start();
  await expect.poll(async () => (await desktop.tray())?.toolTip).toBe('work · Signed out');
  expect(await desktop.windowCount()).toBe(0);
  expect(await desktop.startAgain([])).toBe(0);
  await expect.poll(() => desktop.windowCount()).toBe(1);
  await cli.signIn();
  await expect.poll(async () => (await desktop.tray())?.toolTip).toMatch(/(59|60) min left/);
  await cli.run('profile', 'add', 'other', ...surroundings.profileArguments);
  await expect.poll(async () => (await desktop.tray())?.menu.map(({ label }) => label)).toContain('Profile');
  await desktop.chooseFromTrayMenu('Profile', 'other');
  await expect.poll(async () => (await desktop.tray())?.toolTip).toBe('other · Signed out');
  expect((await cli.run('profile', 'list')).stdout).toMatch(/^\* other/m);
  await desktop.chooseFromTrayMenu('Profile', 'work');
  await cli.run('logout');
  await expect.poll(async () => (await desktop.tray())?.toolTip).toBe('work · Signed out');
});

test('offline: the live token is still copied, with the minutes said; back online', async ({
  cli,
  start,
  surroundings,
}) => {
  surroundings.entra.setScenario({ accessTokenLifetimeSeconds: 500 });
  await cli.signIn();
  surroundings.entra.setScenario({ faults: { token: { kind: 'reset' } } });
  const desktop = await start();
  const toolTip = async () => (await desktop.tray())?.toolTip;
  await expect.poll(toolTip).toMatch(/8 min left/);
  await desktop.clickTray();
  await expect
    .poll(async () => (await desktop.notifications()).at(-1)?.body)
    .toMatch(/^Only 8 min left\. Couldn’t connect/);
  expect((await desktop.readClipboard()).text).toMatch(/^eyJ/);
  await expect.poll(async () => (await desktop.tray())?.image).toMatch(/^offline/);
  const window = await openWindow(desktop);
  await expect(window.state).toHaveText('Offline: token still valid');
  await expect(window.alert).toContainText('can’t be reached');

  surroundings.entra.resetScenario();
  await window.button('Refresh').click();
  await expect(window.state).toHaveText('Signed in');
  await expect(window.alert).toHaveCount(0);
});

test('refreshed by itself on waking up; the clipboard is cleared when the screen locks, but only if it still holds our token', async ({
  cli,
  start,
  startSignedIn,
  surroundings,
}) => {
  const desktop = await startSignedIn();
  const toolTip = async () => (await desktop.tray())?.toolTip;
  // A token that is due at half of its life, which the program would notice at its next look, within 30 s.
  surroundings.entra.setScenario({ accessTokenLifetimeSeconds: 12 });
  await cli.run('token', '--refresh');
  surroundings.entra.resetScenario();
  await expect.poll(toolTip).toMatch(/ 0 min left/);
  await expect
    .poll(async () => {
      await desktop.emitPower('resume');
      return toolTip();
    })
    .toMatch(/(59|60) min left/);

  // Told once it was seen to be there: until then it is written again.
  const copies = async () =>
    (await desktop.notifications()).filter(({ title }) => title === 'Token copied').length;
  const before = await copies();
  await desktop.writeClipboard('something else');
  await desktop.clickTray();
  await expect.poll(copies).toBe(before + 1);
  expect((await desktop.readClipboard()).text).toMatch(/^eyJ/);
  await desktop.emitPower('lock-screen');
  await expect.poll(async () => (await desktop.readClipboard()).text).toBe('');
  await desktop.emitPower('unlock-screen');

  await desktop.clickTray();
  await expect.poll(copies).toBe(before + 2);
  await desktop.writeClipboard('something of the person’s own');
  await desktop.emitPower('lock-screen');
  await desktop.quit();
  // Looked at by another start: a program that has ended sees no clipboard. X11's is gone with whoever wrote it, which on
  // real Electron was this program.
  needs(
    desktop.runtime === 'desktop host' || process.platform !== 'linux',
    'a clipboard that outlives programs',
  );
  const next = await start();
  expect((await next.readClipboard()).text).toBe('something of the person’s own');
});
