import type { HostCalls } from '../control/messages.ts';
import { app } from './app.ts';
import { devTools } from './chromium.ts';
import { askDriver, connectDriver, flushToDriver } from './driver.ts';
import { hostEvent } from './event.ts';
import { pressShortcut } from './global-shortcut.ts';
import { shownNotifications } from './notification.ts';
import { powerMonitor } from './power-monitor.ts';
import { record } from './record.ts';
import { currentTray, type Tray } from './tray.ts';
import { openWindows } from './windows.ts';

function trayOrThrow(): Tray {
  const tray = currentTray();
  if (!tray) throw new Error('the program shows no tray icon');
  return tray;
}

const answers: HostCalls = {
  tray: () => currentTray()?.view(),
  clickTray: () => trayOrThrow().press(),
  chooseFromTrayMenu: (path) => trayOrThrow().chooseFromMenu(path),
  notifications: () => shownNotifications().map(({ title, body }) => ({ title, body })),
  clickNotification: (index) => {
    const notification = shownNotifications()[index];
    if (!notification) throw new Error(`there is no notification ${index}`);
    notification.emit('click', hostEvent({}));
  },
  openedLinks: () => record.openedLinks,
  errorBoxes: () => record.errorBoxes,
  messageBoxes: () => record.messageBoxes,
  answerMessageBoxes: (button) => {
    record.messageBoxAnswer = button;
  },
  emitPower: (event) => {
    powerMonitor.emit(event);
  },
  pressShortcut,
  windows: () => ({ devTools: devTools(), windows: openWindows().map((window) => window.view()) }),
  closeWindow: () => {
    const window = openWindows().find((candidate) => candidate.isVisible());
    if (!window) throw new Error('the program shows no window');
    window.close();
  },
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
    .catch(() => undefined);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
  // Electron's main process lives until it quits, whether or not anything is going on in it.
  setInterval(() => undefined, 2 ** 30);
}
