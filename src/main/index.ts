import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { app, dialog, Menu, nativeTheme, powerMonitor } from 'electron';
import { asFailure } from '../core/auth/msal-failure.ts';
import { dataDirectory } from '../core/data-directory.ts';
import { openLog } from '../core/log/logger.ts';
import { assertNever } from '../shared/assert-never.ts';
import { type Failure, kindOf } from '../shared/failure.ts';
import { explain } from '../shared/messages/index.ts';
import { AppController } from './app-controller.ts';
import { registerAppScheme, serveAppScheme } from './app-protocol.ts';
import { CopyShortcut } from './copy-shortcut.ts';
import { denyByDefault, denyPermissions } from './hardening.ts';
import { handleRequests } from './ipc-handlers.ts';
import { openFolder, openLink } from './links.ts';
import { setLoginItem } from './login-item.ts';
import { netFetch } from './net-fetch.ts';
import { followNetwork } from './network-watch.ts';
import { Notifier } from './notifier.ts';
import { SystemClipboard } from './token-clipboard.ts';
import { TrayIcon } from './tray.ts';
import { type TrayAction, trayView } from './tray-view.ts';
import { AppWindow } from './window.ts';

/** The composition root: the only file that knows all parts. */

const COPY: TrayAction = { kind: 'copy', format: 'raw' };
/** A desktop that does not answer must not keep the program from ending. */
const QUIT_LIMIT_MS = 3_000;

const directory = dataDirectory();
// Before anything else: Chromium's own files, and with them the single-instance lock, go where our data is.
const electronFiles = join(directory.root, 'electron');
mkdirSync(electronFiles, { recursive: true, mode: 0o700 });
app.setPath('userData', electronFiles);
app.setAppUserModelId('io.github.entra-token-tray');
app.enableSandbox();
registerAppScheme();
denyByDefault();

if (app.requestSingleInstanceLock()) void run();
else app.quit();

async function run(): Promise<void> {
  await app.whenReady();
  const log = openLog(directory.logFile, 'tray');
  process.on('uncaughtException', (error) => log.error(`${error.stack}`));
  process.on('unhandledRejection', (reason) =>
    log.error(reason instanceof Error ? `${reason.stack}` : `${reason}`),
  );

  app.dock?.hide();
  // On macOS the keys for copy and paste belong to the menu.
  const menu = [{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }] as const;
  Menu.setApplicationMenu(process.platform === 'darwin' ? Menu.buildFromTemplate([...menu]) : null);
  denyPermissions();
  serveAppScheme();

  const clipboard = new SystemClipboard();
  const shortcut = new CopyShortcut(() => void act(COPY));
  const controller = await AppController.create(
    directory,
    {
      clipboard,
      fetch: netFetch,
      openLink,
      openFolder,
      setLoginItem,
      setCopyShortcut: (accelerator) => shortcut.set(accelerator),
      setTheme: (theme) => {
        nativeTheme.themeSource = theme;
      },
      platform: process.platform,
      version: app.getVersion(),
      locale: app.getPreferredSystemLanguages()[0] ?? app.getLocale(),
    },
    log,
  );
  const window = new AppWindow({
    title: () => controller.t('window.title'),
    savedBounds: () => controller.windowBounds,
    keepBounds: (bounds) => void controller.keepWindowBounds(bounds),
    besideBounds: () => tray?.bounds,
  });
  const notifier = new Notifier(() => controller.t, {
    signIn: () => void act({ kind: 'signIn' }),
    open: () => void act({ kind: 'open' }),
  });
  const tray = showTray();
  handleRequests(controller);

  controller.onChange((state) => {
    tray?.show(trayView(state, Date.now(), controller.t));
    notifier.follow(state);
    window.send('state:changed', state);
  });
  app.on('second-instance', () => void act({ kind: 'open' }));
  app.on('activate', () => void act({ kind: 'open' }));
  // The program lives in the tray: no window is no reason to end.
  app.on('window-all-closed', () => undefined);
  powerMonitor.on('unlock-screen', () => controller.look());
  powerMonitor.on('lock-screen', () => void clipboard.clear());
  followNetwork(controller);
  stopBeforeQuitting();

  try {
    await controller.start();
  } catch (error) {
    const { title, why, next } = explain(asFailure(error), controller.t);
    log.error(`[start] ${title} ${why}`);
    await log.settled();
    dialog.showErrorBox(title, `${why}\n\n${next}`);
    app.exit(1);
    return;
  }
  log.info(`[start] version ${app.getVersion()}, ${controller.state.profiles.length} profiles`);
  // Without a tray, or without a profile, the window is the only way in.
  if (!tray || controller.state.profiles.length === 0) window.show();

  /** What the tray's icon and menu do. */
  async function act(action: TrayAction): Promise<void> {
    switch (action.kind) {
      case 'copy': {
        const outcome = await controller.copy(action.format);
        if (outcome.ok) notifier.copied(outcome, controller.state);
        else showWhatIsNeeded(outcome.failure);
        return;
      }
      case 'signIn': {
        const outcome = await controller.signIn({ kind: 'browser', account: 'last' });
        if (!outcome.ok) window.show();
        return;
      }
      case 'cancelSignIn':
        await controller.cancelSignIn();
        return;
      case 'signOut': {
        const outcome = await controller.signOut();
        if (!outcome.ok) showWhatIsNeeded(outcome.failure);
        return;
      }
      case 'refresh':
        await controller.refresh();
        return;
      case 'useProfile':
        await controller.useProfile(action.profileId);
        return;
      case 'setEndpoint': {
        const outcome = await controller.setEndpoint(action.isOn);
        // The window shows why.
        if (!outcome.ok) window.show();
        return;
      }
      case 'click':
        await act(controller.state.preferences.clickAction === 'open' ? { kind: 'open' } : COPY);
        return;
      case 'open':
        controller.look();
        window.show();
        return;
      case 'settings':
        window.show('settings');
        return;
      case 'look':
        controller.look();
        return;
      case 'quit':
        app.quit();
        return;
      default:
        assertNever(action);
    }
  }

  /** Nothing could be done here: the window shows what is needed instead. What the session itself says is there. */
  function showWhatIsNeeded(failure: Failure): void {
    const kind = kindOf(failure);
    if (kind !== 'signInNeeded' && kind !== 'transient') controller.tell(failure);
    window.show();
  }

  function showTray(): TrayIcon | undefined {
    try {
      return new TrayIcon(trayView(controller.state, Date.now(), controller.t), (action) => void act(action));
    } catch (error) {
      log.warn(`[tray] this desktop has none: ${error instanceof Error ? error.message : error}`);
      return undefined;
    }
  }

  /** Quitting waits until the token is off the clipboard and no port is open. */
  function stopBeforeQuitting(): void {
    let stopped = false;
    app.on('will-quit', (event) => {
      if (stopped) return;
      event.preventDefault();
      Promise.race([controller.stop(), sleep(QUIT_LIMIT_MS)])
        .catch((error: unknown) => log.error(`[quit] ${error instanceof Error ? error.stack : error}`))
        .then(() => log.settled())
        .finally(() => {
          stopped = true;
          app.quit();
        });
    });
  }
}
