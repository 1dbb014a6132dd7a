import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { app, dialog, Menu, powerMonitor } from 'electron';
import { AppModel } from '../core/app/app-model.ts';
import { Application } from '../core/app/application.ts';
import { coreOperations } from '../core/app/operations/index.ts';
import type { OperationTable } from '../core/app/operations/table.ts';
import { Service } from '../core/app/service.ts';
import { asFailure } from '../core/platform/as-failure.ts';
import { type DataDirectory, dataDirectory } from '../core/platform/data-directory.ts';
import { asFolderFailure } from '../core/platform/data-folder.ts';
import { openSystemStore } from '../core/platform/keyring/system-store.ts';
import { openLog } from '../core/platform/logger.ts';
import { tellsPeers } from '../core/platform/peer.ts';
import { type Failure, FailureError, kindOf } from '../shared/failures.ts';
import { explain, inOneLine, loadTranslate, type Translate } from '../shared/messages/index.ts';
import type { CopiedToken, OperationCall } from '../shared/operations.ts';
import { registerAppScheme, serveAppScheme } from './app-protocol.ts';
import { attempts } from './attempt.ts';
import { CopyShortcut } from './copy-shortcut.ts';
import { desktopOperations } from './desktop.ts';
import { desktopOs, platform } from './desktop-os.ts';
import { denyByDefault, denyPermissions } from './hardening.ts';
import { serveOperations } from './ipc.ts';
import { netFetch } from './net-fetch.ts';
import { watchNetwork } from './network-watch.ts';
import { Notifier } from './notifier.ts';
import { DesktopPreferences } from './preferences.ts';
import { SignInLinks } from './sign-in-links.ts';
import { SystemClipboard } from './token-clipboard.ts';
import { TrayIcon } from './tray.ts';
import { trayView } from './tray-view.ts';
import { AppWindow } from './window.ts';

/** The composition root: the only file that knows all parts. */

/** A desktop that does not answer must not keep the program from ending. */
const QUIT_LIMIT_MS = 3_000;

const directory = prepareFolder();
app.setAppUserModelId('io.github.entra-token-tray');
app.enableSandbox();
registerAppScheme();
denyByDefault();

if (directory instanceof FailureError) void refuse(directory);
else if (app.requestSingleInstanceLock()) void run(directory);
else app.quit();

/** Before anything else: Chromium's own files, and with them the single-instance lock, go where our data is. */
function prepareFolder(): DataDirectory | FailureError {
  let electronFiles = '';
  try {
    const found = dataDirectory();
    electronFiles = join(found.root, 'electron');
    mkdirSync(electronFiles, { recursive: true, mode: 0o700 });
    app.setPath('userData', electronFiles);
    return found;
  } catch (error) {
    const failure = asFolderFailure(error, electronFiles);
    if (failure instanceof FailureError) return failure;
    throw error;
  }
}

/** Without a folder there is nothing to run on. */
async function refuse({ failure }: FailureError): Promise<void> {
  await app.whenReady();
  endWith(failure, await loadTranslate(app.getPreferredSystemLanguages()[0] ?? app.getLocale()));
}

function endWith(failure: Failure, t: Translate): void {
  const { title, why, next } = explain(failure, t);
  dialog.showErrorBox(title, `${why}\n\n${next}`);
  app.exit(1);
}

async function run(directory: DataDirectory): Promise<void> {
  await app.whenReady();
  const log = openLog(() => directory.logFile, 'tray');
  process.on('uncaughtException', (error) => log.error(`${error.stack}`));
  process.on('unhandledRejection', (reason) =>
    log.error(reason instanceof Error ? `${reason.stack}` : `${reason}`),
  );

  app.dock?.hide();
  const menu = [{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }] as const;
  Menu.setApplicationMenu(desktopOs.hasMenuBar ? Menu.buildFromTemplate([...menu]) : null);
  denyPermissions();
  serveAppScheme();

  const attempt = attempts(log);
  const clipboard = new SystemClipboard();
  const links = new SignInLinks();
  const preferences = await DesktopPreferences.create({
    shortcut: new CopyShortcut(() => void act({ name: 'token.copy', input: 'raw' })),
    systemLocale: app.getPreferredSystemLanguages()[0] ?? app.getLocale(),
    onChange: () => model.emit(),
    onFailure: (error) => model.notify({ kind: 'action_failed', failure: asFailure(error) }),
  });
  const application = new Application({
    directory,
    fetch: netFetch,
    log,
    prompt: (profile) => links.prompt(profile, preferences.t),
    onNotice: (notice) => model.notify(notice),
    onSignedOut: () => clipboard.clear(),
  });
  const model = new AppModel(application, () => ({
    locale: preferences.locale,
    isShortcutRefused: preferences.isShortcutRefused,
    platform,
    version: app.getVersion(),
  }));
  const service = new Service(application, {
    explain: (failure) => inOneLine(failure, preferences.t),
    onChange: () => {
      preferences.apply(application.settings);
      model.update();
    },
    wantsEndpoint: ({ localEndpoint }) => localEndpoint,
    // Where whoever knows the secret is served, one that the next holder of the port was told must not come back.
    ...(tellsPeers()
      ? {
          endpointStore: ({ allowPlaintextCache }) =>
            openSystemStore(directory.cacheDirectory, 'endpoint', allowPlaintextCache),
        }
      : {}),
  });
  const window = new AppWindow(
    () => preferences.t('window.title'),
    () => tray?.bounds,
  );
  const operations: OperationTable = {
    ...coreOperations,
    ...desktopOperations({ model, clipboard, links, showWindow: (view) => window.show(view) }),
  };
  const notifier = new Notifier(
    () => preferences.t,
    (call) => void act(call),
  );
  const tray = showTray();
  serveOperations(operations, application, attempt);

  model.subscribe((state) => {
    tray?.show(trayView(state, Date.now(), preferences.t));
    notifier.update(state);
    window.send('state:changed', state);
  });
  const showWindow = () => void act({ name: 'window.show', input: undefined });
  app.on('second-instance', showWindow);
  app.on('activate', showWindow);
  // The program lives in the tray: no window is no reason to end.
  app.on('window-all-closed', () => undefined);
  powerMonitor.on('unlock-screen', () => void act({ name: 'sessions.tick', input: undefined }));
  powerMonitor.on('lock-screen', () => void clipboard.clear());
  watchNetwork(() => {
    for (const session of application.sessions.all) void session.retryNow();
  });
  stopBeforeQuitting();

  try {
    await service.start();
  } catch (error) {
    const failure = asFailure(error);
    log.error(`[start] ${failure.code} ${failure.cause ?? ''}`);
    await log.settled();
    return endWith(failure, preferences.t);
  }
  const { profiles } = application.settings;
  log.info(`[start] version ${app.getVersion()}, ${profiles.length} profiles`);
  // Without a tray, or without a profile, the window is the only way in.
  if (!tray || profiles.length === 0) window.show();

  /** Does what tray, shortcut or notification ask for, where no window shows the answer. */
  async function act({ name, input }: OperationCall): Promise<void> {
    const result = await attempt(() => operations[name].run(application, input as never));
    if (!result.ok) showWhatIsNeeded(name, result.failure);
    else if (result.value && 'minutesLeft' in result.value)
      notifier.copied(result.value as CopiedToken, model.state);
  }

  /** The window shows what is needed; what the state itself says is there already. */
  function showWhatIsNeeded(name: OperationCall['name'], failure: Failure): void {
    if (name === 'session.refresh' || name === 'session.cancelSignIn') return;
    const kind = kindOf(failure);
    const isInState = name === 'session.signIn' || name === 'endpoint.set';
    if (!isInState && kind !== 'signInNeeded' && kind !== 'transient')
      model.notify({ kind: 'action_failed', failure });
    window.show();
  }

  function showTray(): TrayIcon | undefined {
    try {
      return new TrayIcon(trayView(model.state, Date.now(), preferences.t), (call) => void act(call));
    } catch (error) {
      log.warn(`[tray] this desktop has none: ${error instanceof Error ? error.message : error}`);
      return undefined;
    }
  }

  /** Quitting waits until the token is off the clipboard and no port is open. */
  function stopBeforeQuitting(): void {
    let stopped = false;
    const stop = () => Promise.all([service.stop(), clipboard.clear()]);
    app.on('will-quit', (event) => {
      if (stopped) return;
      event.preventDefault();
      Promise.race([stop(), sleep(QUIT_LIMIT_MS)])
        .catch((error: unknown) => log.error(`[quit] ${error instanceof Error ? error.stack : error}`))
        .then(() => log.settled())
        .finally(() => {
          stopped = true;
          app.quit();
        });
    });
  }
}
