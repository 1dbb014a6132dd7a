import { readdir } from 'node:fs/promises';
import { expect, nextLink, test, windowOf } from './fixtures.ts';

/** The main job on each desktop that the host can pretend to be, as its systems treat programs. */
for (const guise of ['gnome-wayland', 'x11', 'windows', 'macos'] as const) {
  test(`${guise}: first start by a person, sign in, copy from the tray, quit`, async ({
    startOn,
    person,
    surroundings,
  }) => {
    const { entra } = surroundings;
    const found = await readdir('.');
    const desktop = await startOn(guise, { byPerson: true });
    const window = await windowOf(desktop);
    await window.fillSetup({
      name: 'work',
      tenantId: entra.tenantId,
      clientId: entra.clientId,
      authority: entra.origin,
    });
    await window.button('Continue to sign-in').click();
    await person.signIn(await nextLink(desktop));
    await expect(window.state).toHaveText('Signed in');
    await expect.poll(async () => (await desktop.tray())?.toolTip).toMatch(/^work · (59|60) min left/);
    await desktop.closeWindow();
    await expect.poll(() => desktop.windowCount()).toBe(0);

    // Told only when it is there: nobody else's clipboard is looked at here.
    await desktop.chooseFromTrayMenu('token.copy raw');
    await expect.poll(async () => (await desktop.notifications()).at(-1)?.title).toBe('Token copied');
    await entra.verifyAccessToken((await desktop.readClipboard()).text);
    // Where only the window with the keyboard may copy, it has come for that.
    expect(await desktop.windowCount()).toBe(guise === 'gnome-wayland' ? 1 : 0);

    expect(await desktop.quit()).toBe(0);
    expect((await desktop.readClipboard()).text).toBe('');
    expect(await readdir('.'), 'where it was started').toEqual(found);
  });
}
