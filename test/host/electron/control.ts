import { flushCompileCache } from 'node:module';
import type { HostCalls } from '../control/messages.ts';
import { app } from './app.ts';
import { visibleWindow } from './browser-window.ts';
import { devTools } from './chromium.ts';
import { askDriver, connectDriver, flushToDriver } from './driver.ts';
import { hostEvent } from './event.ts';
import { pressShortcut } from './global-shortcut.ts';
import { pressCloseKey } from './menu.ts';
import { shownNotifications } from './notification.ts';
import { emitPower } from './power-monitor.ts';
import { record } from './record.ts';
import { currentTray, type Tray, trayHostAppears } from './tray.ts';
import { openWindows } from './windows.ts';

function trayOrThrow(): Tray {
  const tray = currentTray();
  if (!tray) throw new Error('the program shows no tray icon');
  return tray;
}

const answers: HostCalls = {
  tray: () => currentTray()?.view(),
  clickTray: (withControl) => trayOrThrow().press(withControl),
  chooseFromTrayMenu: (path) => trayOrThrow().chooseFromMenu(path),
  trayHostAppears,
  notifications: () => shownNotifications().map(({ title, body }) => ({ title, body })),
  clickNotification: (index) => {
    const notification = shownNotifications()[index];
    if (!notification) throw new Error(`there is no notification ${index}`);
    notification.emit('click', hostEvent({}));
  },
  openedLinks: () => record.openedLinks,
  errorBoxes: () => record.errorBoxes,
  loginItem: () => app.loginItem,
  emitPower,
  pressShortcut,
  windows: () => ({ devTools: devTools(), windows: openWindows().map((window) => window.view()) }),
  closeWindow: () => visibleWindow().close(),
  pressCloseKey,
  moveWindow: (x, y) => visibleWindow().moveTo(x, y),
  crashWindow: () => visibleWindow().crash(),
  rendererRequests: () => record.rendererRequests,
  // After the answer has been given.
  quit: () => void setImmediate(() => app.quit()),
};

/** Connects the parts to the outside: the driver, signals, and the life of the process. */
export function start(): void {
  // A test that is gone leaves no program behind.
  connectDriver(answers, () => app.exit(1));
  app.beforeExit(flushToDriver);
  app
    .whenReady()
    .then(() => askDriver('ready'))
    // Most starts end by a kill, which would leave nothing compiled to the next.
    .finally(() => setTimeout(flushCompileCache, 1_000).unref())
    .catch(() => undefined);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
  // Electron's main process lives until it quits, whether or not anything is going on in it.
  setInterval(() => undefined, 2 ** 30);
}
