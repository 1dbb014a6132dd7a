import { setTimeout as sleep } from 'node:timers/promises';
import { app, Menu, powerMonitor } from 'electron';
import { AppModel } from '../core/app/app-model.ts';
import { Application } from '../core/app/application.ts';
import { coreOperations } from '../core/app/operations/index.ts';
import type { OperationTable } from '../core/app/operations/table.ts';
import { Service } from '../core/app/service.ts';
import { asFailure } from '../core/platform/as-failure.ts';
import type { DataDirectory } from '../core/platform/data-directory.ts';
import { openSystemStore } from '../core/platform/keyring/system-store.ts';
import { openLog } from '../core/platform/logger.ts';
import { tellsPeers } from '../core/platform/peer.ts';
import { type Failure, kindOf } from '../shared/failures.ts';
import { inOneLine } from '../shared/messages/index.ts';
import type { CopiedToken, OperationCall } from '../shared/operations.ts';
import { serveAppScheme } from './app-protocol.ts';
import { copyShortcut } from './copy-shortcut.ts';
import { desktopOperations } from './desktop.ts';
import { desktopOs, platform } from './desktop-os.ts';
import { denyPermissions } from './hardening.ts';
import { attempts, serveOperations } from './ipc.ts';
import { SignInLinks } from './links.ts';
import { netFetch } from './net-fetch.ts';
import { watchNetwork } from './network-watch.ts';
import { Notifier } from './notifier.ts';
import { DesktopPreferences } from './preferences.ts';
import { watchScreenLock } from './screen-lock.ts';
import { systemLocale } from './start-failure.ts';
import { SystemClipboard } from './token-clipboard.ts';
import { TrayIcon } from './tray.ts';
import { whenTrayHostComes } from './tray-host.ts';
import { type TrayView, trayView } from './tray-view.ts';
import { AppWindow } from './window.ts';

/** The composition root: the only file that knows all parts. */

/** A desktop that does not answer must not keep the program from ending. */
const QUIT_LIMIT_MS = 3_000;

/**
 * Runs the program in the tray. Call when the app is ready.
 * @param isStartAtLogin nobody waits for the window
 * @returns what shows the window
 * @throws what kept it from starting
 */
export async function runTray(directory: DataDirectory, isStartAtLogin: boolean): Promise<() => void> {
  const log = openLog(() => directory.logFile, 'tray');
  process.on('uncaughtException', (error) => log.error(`${error.stack}`));
  process.on('unhandledRejection', (reason) =>
    log.error(reason instanceof Error ? `${reason.stack}` : `${reason}`),
  );

  app.dock?.hide();
  const menus = (['appMenu', 'fileMenu', 'editMenu', 'windowMenu'] as const).map((role) => ({ role }));
  Menu.setApplicationMenu(desktopOs.hasMenuBar ? Menu.buildFromTemplate(menus) : null);
  denyPermissions();
  serveAppScheme();

  const attempt = attempts(log);
  const watchLock = watchScreenLock(() => void clipboard.clear());
  const clipboard = new SystemClipboard(() => window.focus(), watchLock);
  const links = new SignInLinks();
  const preferences = await DesktopPreferences.create({
    setShortcut: copyShortcut(() => void act({ name: 'token.copy', input: 'raw' })),
    systemLocale: systemLocale(),
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
    shortcut: preferences.shortcut,
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
  const window = new AppWindow({
    title: () => preferences.t('window.title'),
    trayBounds: () => tray.bounds,
    onCrash: (reason) => log.error(`[window] its page is gone: ${reason}`),
  });
  const operations: OperationTable = {
    ...coreOperations,
    ...desktopOperations({ model, clipboard, links, showWindow: (view) => window.show(view) }),
  };
  const notifier = new Notifier({
    words: () => preferences.t,
    onClick: (call) => void act(call),
    onRefused: (reason, isFirst) => {
      log.warn(`[notification] not shown: ${reason}`);
      if (isFirst) model.notify({ kind: 'notifications_refused', params: { reason } });
      else model.emit();
    },
  });
  const tray = new TrayIcon(view(), (call) => void act(call));
  whenTrayHostComes(() => tray.renew());
  serveOperations(operations, application, attempt);

  model.subscribe((state) => {
    notifier.update(state);
    tray.show(view());
    window.send('state:changed', state);
  });
  powerMonitor.on('unlock-screen', () => void act({ name: 'sessions.tick', input: undefined }));
  watchNetwork(() => {
    for (const session of application.sessions.all) void session.retryNow();
  });
  stopBeforeQuitting(() => Promise.all([service.stop(), clipboard.clear()]), log);

  try {
    await service.start();
  } catch (error) {
    const { code, cause = '' } = asFailure(error);
    log.error(`[start] ${code} ${cause}`);
    await log.settled();
    throw error;
  }
  const { profiles } = application.settings;
  log.info(`[start] version ${app.getVersion()}, ${profiles.length} profiles`);
  const showWindow = () => void act({ name: 'window.show', input: undefined });
  // Whoever starts it waits for something to see, and the icon may be hidden or have no place. Without a profile there is
  // nothing that the icon could do.
  if (!isStartAtLogin || profiles.length === 0) showWindow();
  return showWindow;

  /** Does what tray, shortcut or notification ask for, where no window shows the answer. */
  async function act({ name, input }: OperationCall): Promise<void> {
    const result = await attempt(() => operations[name].run(application, input as never));
    if (!result.ok) showWhatIsNeeded(name, result.failure);
    else if (typeof result.value === 'object' && 'minutesLeft' in result.value)
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

  /** What the tray shows now; with what no notification has said. */
  function view(): TrayView {
    const shown = trayView(model.state, Date.now(), preferences.t);
    const { unheard } = notifier;
    return unheard ? { ...shown, toolTip: `${shown.toolTip}\n${unheard}` } : shown;
  }
}

/** Quitting waits until the token is off the clipboard and no port is open. */
function stopBeforeQuitting(stop: () => Promise<unknown>, log: ReturnType<typeof openLog>): void {
  let stopped = false;
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
