import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import { type DataDirectory, dataDirectory } from '../core/platform/data-directory.ts';
import { asFolderFailure } from '../core/platform/data-folder.ts';
import { registerAppScheme } from './app-protocol.ts';
import { denyByDefault } from './hardening.ts';
import { isStartAtLogin } from './login-item.ts';
import { runTray } from './run-tray.ts';
import { endWith } from './start-failure.ts';

/** The program's start: whatever goes wrong in it is shown to the person, and ends it. */

start().catch(endWith);

async function start(): Promise<void> {
  const directory = prepareFolder();
  app.setAppUserModelId('io.github.entra-token-tray');
  // It would take the switch away again, with which the process has begun.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  registerAppScheme();
  denyByDefault();
  if (!app.requestSingleInstanceLock()) return app.quit();

  // A second start may come before there is a window to show.
  const { promise: shows, resolve: canShow } = Promise.withResolvers<() => void>();
  const show = () => void shows.then((showWindow) => showWindow());
  app.on('second-instance', (_event, argv) => {
    if (!isStartAtLogin(argv)) show();
  });
  app.on('activate', show);
  // The program lives in the tray: no window is no reason to end.
  app.on('window-all-closed', () => undefined);
  await app.whenReady();
  canShow(await runTray(directory, isStartAtLogin(process.argv)));
}

/**
 * Before anything else: Chromium's own files, and with them the single-instance lock, go where our data is.
 * @throws FailureError where there is no folder to run on
 */
function prepareFolder(): DataDirectory {
  let electronFiles = '';
  try {
    const found = dataDirectory();
    electronFiles = join(found.root, 'electron');
    mkdirSync(electronFiles, { recursive: true, mode: 0o700 });
    app.setPath('userData', electronFiles);
    return found;
  } catch (error) {
    throw asFolderFailure(error, electronFiles);
  }
}
