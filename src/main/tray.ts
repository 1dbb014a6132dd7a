import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Menu, type MenuItemConstructorOptions, nativeImage, nativeTheme, Tray } from 'electron';
import type { OperationCall } from '../shared/operations.ts';
import { type TrayImage, trayImageFile } from '../shared/tray-images.ts';
import { desktopOs } from './desktop-os.ts';
import type { TrayMenuItem, TrayView } from './tray-view.ts';

/**
 * The icon in the tray: shows a {@link TrayView} and reports what a person does with it.
 * Keep a reference to it: Electron's tray icon goes when the object does.
 */
export class TrayIcon {
  readonly #tray: Tray;
  readonly #onCall: (call: OperationCall) => void;
  #shown: TrayView | undefined;
  #menu: Menu = new Menu();

  /** @throws where the desktop has no tray */
  constructor(view: TrayView, onCall: (call: OperationCall) => void) {
    this.#onCall = onCall;
    this.#tray = new Tray(imageFor(view.image));
    this.#tray.setIgnoreDoubleClickEvents(true);
    this.#tray.on('click', () => onCall({ name: 'tray.click', input: undefined }));
    this.#tray.on('right-click', () => {
      onCall({ name: 'sessions.tick', input: undefined });
      if (desktopOs.menuTakesLeftClick) this.#tray.popUpContextMenu(this.#menu);
    });
    nativeTheme.on('updated', () => {
      if (this.#shown) this.#tray.setImage(imageFor(this.#shown.image));
    });
    this.show(view);
  }

  /** Where the icon is; nowhere on Linux. */
  get bounds(): Electron.Rectangle | undefined {
    const bounds = this.#tray.getBounds();
    return bounds.width > 0 ? bounds : undefined;
  }

  show(view: TrayView): void {
    const before = this.#shown;
    this.#shown = view;
    if (before?.image !== view.image) this.#tray.setImage(imageFor(view.image));
    if (before?.toolTip !== view.toolTip) this.#tray.setToolTip(view.toolTip);
    if (desktopOs.hasMenuBar && before?.title !== view.title) this.#tray.setTitle(view.title);
    if (!isDeepStrictEqual(before?.menu, view.menu)) {
      this.#menu = Menu.buildFromTemplate(view.menu.map((item) => this.#template(item)));
      // On Linux a menu is a copy: it must be set again after each change.
      if (!desktopOs.menuTakesLeftClick) this.#tray.setContextMenu(this.#menu);
    }
  }

  #template(item: TrayMenuItem): MenuItemConstructorOptions {
    switch (item.kind) {
      case 'separator':
        return { type: 'separator' };
      case 'submenu':
        return { label: item.label, submenu: item.items.map((entry) => this.#template(entry)) };
      default: {
        const { label, enabled, checked, call } = item;
        return {
          id: idOf(call),
          type: TYPES[item.kind],
          label,
          enabled,
          checked,
          click: () => this.#onCall(call),
        };
      }
    }
  }
}

const TYPES = { action: 'normal', toggle: 'checkbox', choice: 'radio' } as const;

/** Names an item in every language. */
function idOf({ name, input }: OperationCall): string {
  return typeof input === 'string' ? `${name} ${input}` : name;
}

function imageFor(image: TrayImage): Electron.NativeImage {
  const themed = nativeTheme.shouldUseDarkColorsForSystemIntegratedUI ? 'dark' : 'light';
  const file = trayImageFile(image, desktopOs.hasMenuBar ? 'template' : themed);
  return nativeImage.createFromPath(join(import.meta.dirname, '../../assets/tray', file));
}
