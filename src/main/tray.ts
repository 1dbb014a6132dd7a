import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Menu, type MenuItemConstructorOptions, nativeImage, nativeTheme, Tray } from 'electron';
import type { TrayAction, TrayMenuItem, TrayView } from './tray-view.ts';

/**
 * The icon in the tray: shows a {@link TrayView} and reports what a person does with it.
 * Keep a reference to it: Electron's tray icon goes when the object does.
 */
export class TrayIcon {
  readonly #tray: Tray;
  readonly #onAction: (action: TrayAction) => void;
  #shown: TrayView | undefined;
  #menu: Menu = new Menu();

  /** @throws where the desktop has no tray */
  constructor(view: TrayView, onAction: (action: TrayAction) => void) {
    this.#onAction = onAction;
    this.#tray = new Tray(imageFor(view.image));
    this.#tray.setIgnoreDoubleClickEvents(true);
    this.#tray.on('click', () => onAction({ kind: 'click' }));
    // On macOS a menu that is set takes the left click too: it is shown on the right click only.
    this.#tray.on('right-click', () => {
      onAction({ kind: 'look' });
      if (process.platform === 'darwin') this.#tray.popUpContextMenu(this.#menu);
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
    if (process.platform === 'darwin' && before?.title !== view.title) this.#tray.setTitle(view.title);
    if (!isDeepStrictEqual(before?.menu, view.menu)) {
      this.#menu = Menu.buildFromTemplate(view.menu.map((item) => this.#template(item)));
      // On Linux a menu is a copy: it must be set again after each change.
      if (process.platform !== 'darwin') this.#tray.setContextMenu(this.#menu);
    }
  }

  #template(item: TrayMenuItem): MenuItemConstructorOptions {
    switch (item.kind) {
      case 'separator':
        return { type: 'separator' };
      case 'submenu':
        return { label: item.label, submenu: item.items.map((entry) => this.#template(entry)) };
      default: {
        const { label, enabled, checked, action } = item;
        return {
          id: idOf(action),
          type: TYPES[item.kind],
          label,
          enabled,
          checked,
          click: () => this.#onAction(action),
        };
      }
    }
  }
}

const TYPES = { action: 'normal', toggle: 'checkbox', choice: 'radio' } as const;

/** Names an item in every language. */
function idOf(action: TrayAction): string {
  switch (action.kind) {
    case 'copy':
      return action.format === 'raw' ? 'copy' : `copy ${action.format}`;
    case 'useProfile':
      return action.profileId;
    default:
      return action.kind;
  }
}

/** The file of a tray image. macOS colours its template images itself. */
function imageFor(image: TrayView['image']): Electron.NativeImage {
  const variant =
    process.platform === 'darwin'
      ? 'Template'
      : nativeTheme.shouldUseDarkColorsForSystemIntegratedUI
        ? '-dark'
        : '-light';
  return nativeImage.createFromPath(join(import.meta.dirname, '../../assets/tray', `${image}${variant}.png`));
}
