// @ts-check
/**
 * Loaded into real Electron with `-r`, before the program: keeps what the program does to the desktop, and acts as the
 * person in front of it. It answers the driver by the same names as the desktop host does (control/messages.ts).
 */
const electron = require('electron');
const { basename } = require('node:path');
const { app, BrowserWindow, dialog, globalShortcut, nativeImage, Notification, powerMonitor, shell, Tray } =
  electron;

/** @typedef {{ tray: Electron.Tray, image: string, toolTip: string, title: string, menu: Electron.Menu | null }} SeenTray */
/** @type {SeenTray[]} */
const trays = [];
/** @type {Electron.Notification[]} */
const notifications = [];
/** @type {string[]} */
const openedLinks = [];
/** @type {{ title: string, content: string }[]} */
const errorBoxes = [];
/** @type {Map<string, () => void>} */
const shortcuts = new Map();
/** @type {WeakMap<Electron.NativeImage, string>} */
const imageFiles = new WeakMap();
let lastImageFile = '';
let earlyOutput = '';

/**
 * Runs `before` ahead of a method.
 * @param {any} owner
 * @param {string} name
 * @param {(self: any, args: any[]) => void} before
 */
function watch(owner, name, before) {
  const original = owner[name];
  owner[name] = function watched(/** @type {any[]} */ ...args) {
    before(this, args);
    return original.apply(this, args);
  };
}

for (const stream of [process.stdout, process.stderr]) {
  watch(stream, 'write', (_stream, [text]) => {
    if (typeof text === 'string') earlyOutput += text;
  });
}

const createFromPath = nativeImage.createFromPath;
nativeImage.createFromPath = (path) => {
  const image = createFromPath.call(nativeImage, path);
  imageFiles.set(image, path);
  lastImageFile = path;
  return image;
};

/**
 * A tray icon is known from the first method called on it: Electron's own constructor cannot be watched. What image it
 * was made with is then the last one read.
 * @param {Electron.Tray} tray
 */
function seen(tray) {
  let entry = trays.find((candidate) => candidate.tray === tray);
  if (!entry) {
    entry = { tray, image: basename(lastImageFile), toolTip: '', title: '', menu: null };
    trays.push(entry);
  }
  return entry;
}
watch(Tray.prototype, 'setImage', (tray, [image]) => {
  seen(tray).image = basename(typeof image === 'string' ? image : (imageFiles.get(image) ?? ''));
});
watch(Tray.prototype, 'setToolTip', (tray, [toolTip]) => {
  seen(tray).toolTip = toolTip;
});
watch(Tray.prototype, 'setTitle', (tray, [title]) => {
  seen(tray).title = title;
});
watch(Tray.prototype, 'setContextMenu', (tray, [menu]) => {
  seen(tray).menu = menu;
});
// On macOS the program shows its menu itself on a right click. Really shown, it would wait for somebody to close it.
Tray.prototype.popUpContextMenu = function popUpContextMenu(menu) {
  const entry = seen(this);
  entry.menu = menu ?? entry.menu;
};

watch(Tray.prototype, 'destroy', (tray) => {
  const index = trays.findIndex((candidate) => candidate.tray === tray);
  if (index >= 0) trays.splice(index, 1);
});
watch(Notification.prototype, 'show', (notification) => notifications.push(notification));

shell.openExternal = async (url) => {
  openedLinks.push(url);
};
dialog.showErrorBox = (title, content) => {
  errorBoxes.push({ title, content });
};
let isLocked = false;
powerMonitor.getSystemIdleState = () => (isLocked ? 'locked' : 'active');
const register = globalShortcut.register;
globalShortcut.register = (accelerator, callback) => {
  const registered = register.call(globalShortcut, accelerator, callback);
  if (registered) shortcuts.set(accelerator, callback);
  return registered;
};
watch(globalShortcut, 'unregister', (_self, [accelerator]) => shortcuts.delete(accelerator));
watch(globalShortcut, 'unregisterAll', () => shortcuts.clear());

/**
 * A label as a person sees it: an ampersand marks the next letter as the keyboard's, and two are one.
 * @param {string} label
 */
const shown = (label) => label.replace(/&(.?)/g, '$1');

/**
 * @param {Electron.Menu | null | undefined} menu
 * @returns {import('./desktop.ts').MenuItemView[]}
 */
function viewOf(menu) {
  return (menu?.items ?? [])
    .filter(({ visible }) => visible)
    .map((item) => ({
      ...(item.id && { id: item.id }),
      label: shown(item.label),
      type: item.type === 'header' || item.type === 'palette' ? 'normal' : item.type,
      enabled: item.enabled,
      checked: item.checked,
      ...(item.submenu && { submenu: viewOf(item.submenu) }),
    }));
}

function currentTray() {
  const entry = trays.findLast(({ tray }) => !tray.isDestroyed());
  if (!entry) throw new Error('the program shows no tray icon');
  return entry;
}

/**
 * @param {Electron.Menu} menu
 * @param {string[]} path
 */
function choose(menu, path) {
  let items = menu.items;
  /** @type {Electron.MenuItem | undefined} */
  let found;
  for (const step of path) {
    found = items.find(({ id, label, visible }) => visible && (id === step || shown(label) === step));
    if (!found) throw new Error(`no menu entry "${step}" (of ${path.join(' > ')})`);
    if (!found.enabled) throw new Error(`menu entry "${step}" (of ${path.join(' > ')}) is disabled`);
    items = found.submenu?.items ?? [];
  }
  if (!found || found.submenu) throw new Error(`menu entry "${path.join(' > ')}" cannot be chosen`);
  if (found.type === 'checkbox') found.checked = !found.checked;
  if (found.type === 'radio') found.checked = true;
  found.click({ triggeredByAccelerator: false }, BrowserWindow.getFocusedWindow() ?? undefined, undefined);
}

/**
 * On macOS the program hands its menu over only when it is asked for.
 * @param {SeenTray} entry
 */
function askForMenu({ tray }) {
  if (process.platform !== 'darwin') return;
  tray.emit('right-click', { triggeredByAccelerator: false }, tray.getBounds());
}

Reflect.set(globalThis, 'desktopRecord', {
  tray: () => {
    const entry = trays.findLast(({ tray }) => !tray.isDestroyed());
    if (!entry) return undefined;
    askForMenu(entry);
    const { image, toolTip, title, menu } = entry;
    return { image, toolTip, title, menu: viewOf(menu) };
  },
  clickTray: (/** @type {boolean} */ withControl) => {
    const { tray } = currentTray();
    const bounds = tray.getBounds();
    const event = { triggeredByAccelerator: false, ctrlKey: withControl };
    tray.emit('click', event, bounds, { x: bounds.x, y: bounds.y });
  },
  chooseFromTrayMenu: (/** @type {string[]} */ path) => {
    const entry = currentTray();
    askForMenu(entry);
    if (!entry.menu) throw new Error('the tray icon has no menu');
    choose(entry.menu, path);
  },
  notifications: () => notifications.map(({ title, body }) => ({ title, body })),
  clickNotification: (/** @type {number} */ index) => {
    const notification = notifications[index];
    if (!notification) throw new Error(`there is no notification ${index}`);
    notification.emit('click', { preventDefault() {} });
  },
  openedLinks: () => openedLinks,
  errorBoxes: () => errorBoxes,
  emitPower: (/** @type {string} */ event) => {
    const isAboutLock = event === 'lock-screen' || event === 'unlock-screen';
    if (isAboutLock) isLocked = event === 'lock-screen';
    // Linux does not tell of its locks: there the program has to look.
    if (!isAboutLock || process.platform !== 'linux') powerMonitor.emit(event);
  },
  pressShortcut: (/** @type {string} */ accelerator) => {
    const callback = shortcuts.get(accelerator);
    callback?.();
    return callback !== undefined;
  },
  closeWindow: () => {
    const window = BrowserWindow.getAllWindows().find((candidate) => candidate.isVisible());
    if (!window) throw new Error('the program shows no window');
    window.close();
  },
  windowCount: () => BrowserWindow.getAllWindows().filter((window) => window.isVisible()).length,
  rendererRequests: () => [],
  // After the answer has been given.
  quit: () => void setImmediate(() => app.quit()),
  output: () => earlyOutput,
});
