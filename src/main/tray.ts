import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron';
import type { OperationCall } from '../shared/operations.ts';
import { type TrayImage, trayImageFile } from '../shared/tray-images.ts';
import { desktopOs } from './desktop-os.ts';
import type { TrayMenuItem, TrayView } from './tray-view.ts';

/**
 * The icon in the tray: shows a {@link TrayView} and reports what a person does with it.
 * Keep a reference to it: Electron's tray icon goes when the object does.
 */
export class TrayIcon {
  readonly #onCall: (call: OperationCall) => void;
  #tray: Tray;
  #shown: TrayView;
  #menu: Menu = new Menu();

  constructor(view: TrayView, onCall: (call: OperationCall) => void) {
    this.#onCall = onCall;
    this.#shown = view;
    this.#tray = this.#make();
  }

  /** Where the icon is; nowhere on Linux. */
  get bounds(): Electron.Rectangle | undefined {
    const bounds = this.#tray.getBounds();
    return bounds.width > 0 ? bounds : undefined;
  }

  /** Makes the icon anew, for a place that was not there before. */
  renew(): void {
    this.#tray.destroy();
    this.#tray = this.#make();
  }

  show(view: TrayView): void {
    const before = this.#shown;
    this.#shown = view;
    if (before.image !== view.image) this.#tray.setImage(imageFor(view.image));
    if (before.toolTip !== view.toolTip) this.#tray.setToolTip(view.toolTip);
    if (desktopOs.hasMenuBar && before.title !== view.title) this.#tray.setTitle(view.title);
    if (!isDeepStrictEqual(before.menu, view.menu)) this.#setMenu(this.#tray);
  }

  #make(): Tray {
    const { image, toolTip, title } = this.#shown;
    const tray = new Tray(imageFor(image));
    tray.setIgnoreDoubleClickEvents(true);
    tray.on('click', ({ ctrlKey }) => {
      // What a person with one button means by Control.
      if (desktopOs.menuTakesLeftClick && ctrlKey) this.#openMenu();
      else this.#onCall({ name: 'tray.click', input: undefined });
    });
    tray.on('right-click', () => this.#openMenu());
    tray.setToolTip(toolTip);
    if (desktopOs.hasMenuBar) tray.setTitle(title);
    this.#setMenu(tray);
    return tray;
  }

  #openMenu(): void {
    this.#onCall({ name: 'sessions.tick', input: undefined });
    if (desktopOs.menuTakesLeftClick) this.#tray.popUpContextMenu(this.#menu);
  }

  #setMenu(tray: Tray): void {
    this.#menu = Menu.buildFromTemplate(this.#shown.menu.map((item) => this.#template(item)));
    // On Linux a menu is a copy: it must be set again after each change.
    if (!desktopOs.menuTakesLeftClick) tray.setContextMenu(this.#menu);
  }

  #template(item: TrayMenuItem): MenuItemConstructorOptions {
    switch (item.kind) {
      case 'separator':
        return { type: 'separator' };
      case 'submenu':
        return { label: shown(item.label), submenu: item.items.map((entry) => this.#template(entry)) };
      default: {
        const { label, enabled, checked, call } = item;
        return {
          id: idOf(call),
          type: TYPES[item.kind],
          label: shown(label),
          enabled,
          checked,
          click: () => {
            this.#onCall(call);
            // Electron has switched it already; whether that is so is for the state to say.
            if (item.kind !== 'action') this.#setMenu(this.#tray);
          },
        };
      }
    }
  }
}

const TYPES = { action: 'normal', toggle: 'checkbox', choice: 'radio' } as const;

/** A label in which an ampersand stands for itself, and not for the key of the letter after it. */
function shown(label: string): string {
  return label.replaceAll('&', '&&');
}

/** Names an item in every language. */
function idOf({ name, input }: OperationCall): string {
  return typeof input === 'string' ? `${name} ${input}` : name;
}

function imageFor(image: TrayImage): Electron.NativeImage {
  const file = trayImageFile(image, desktopOs.trayVariant);
  return nativeImage.createFromPath(join(import.meta.dirname, '../../assets/tray', file));
}
