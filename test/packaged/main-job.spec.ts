import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, expect, type Page, test } from '@playwright/test';
import spawn from 'cross-spawn';
import { packagedHere } from '../../scripts/package/check.ts';
import { executableOf, resourcesOf } from '../../scripts/package/contents.ts';
import { AppWindowPage } from '../e2e/app-window.ts';
import { Person } from '../support/person.ts';
import { Surroundings } from '../support/surroundings.ts';

/**
 * What `npm run package` has made, on its own Electron. Its fuses keep Playwright's loader out, so that it is driven as a
 * person does: by its window, over Chromium's own protocol, and by its command line.
 */
test('from nothing to a token: window and command line of the packaged program', async ({ browser }) => {
  const packaged = packagedHere();
  const surroundings = await Surroundings.start();
  surroundings.entra.setScenario({ deviceCodeIntervalSeconds: 1 });
  const person = await Person.arrive(surroundings, { browser });
  const { ELECTRON_RUN_AS_NODE: _, NODE_OPTIONS: __, ...environment } = surroundings.environment;
  const launcher = join(
    resourcesOf(packaged),
    'bin',
    process.platform === 'win32' ? 'entra-token.cmd' : 'entra-token',
  );
  const runCli = (...args: string[]) => spawn.sync(launcher, args, { encoding: 'utf8', env: environment });
  let program: ChildProcess | undefined;
  try {
    const added = runCli('profile', 'add', 'work', ...surroundings.profileArguments);
    expect(added.status, added.stderr).toBe(0);
    const args = [
      '--remote-debugging-port=0',
      `--ignore-certificate-errors-spki-list=${surroundings.entra.spkiSha256}`,
      ...(process.platform === 'linux' ? ['--no-sandbox'] : []),
    ];
    const startProgram = () => spawn(executableOf(packaged), args, { env: environment, stdio: 'ignore' });
    program = startProgram();
    const debugged = await chromium.connectOverCDP(await debuggerAddress(surroundings.home));
    // Where there is a tray the window may wait to be asked for: a second start does.
    startProgram();
    const [context] = debugged.contexts();
    await expect.poll(() => context?.pages().length ?? 0, { timeout: 30_000 }).toBe(1);
    const [page] = context?.pages() ?? [];
    if (!page) throw new Error('the program has no window');
    expect(page.url()).toMatch(/^app:/);
    const window = new AppWindowPage(page);

    // By a code: a browser that the program opened would be this machine's own.
    await expect(window.state).toHaveText('Signed out');
    const options = window.row('Sign-in options');
    await ((await options.isVisible()) ? options.click() : window.choose('Sign-in options'));
    await window.row('Use a device code').click();
    const code = page.locator('.device-code');
    await expect(code).toHaveText(/^[A-Z0-9]{9}$/);
    await typeCode(
      await person.open(`${surroundings.entra.origin}/common/oauth2/deviceauth`),
      (await code.textContent()) ?? '',
      surroundings,
    );
    await expect(window.state).toHaveText('Signed in');

    const { status, stdout, stderr } = runCli('token');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    await surroundings.entra.verifyAccessToken(stdout.trim());
    await debugged.close();
  } finally {
    program?.kill();
    await person.leave();
    await surroundings.stop();
  }
});

/** On any device, as the window says. */
async function typeCode(entra: Page, code: string, { entra: { users } }: Surroundings): Promise<void> {
  await entra.getByLabel('Code').fill(code);
  await entra.getByRole('button', { name: 'Next' }).click();
  await entra.getByLabel('User name').fill(users[0]?.username ?? '');
  await entra.getByLabel('Password').fill(users[0]?.password ?? '');
  await entra.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Chromium writes its port where it keeps its own files. */
async function debuggerAddress(home: string): Promise<string> {
  const file = join(home, 'electron', 'DevToolsActivePort');
  await expect.poll(() => existsSync(file), { timeout: 30_000 }).toBe(true);
  const [port] = (await readFile(file, 'utf8')).split('\n');
  return `http://127.0.0.1:${port}`;
}
