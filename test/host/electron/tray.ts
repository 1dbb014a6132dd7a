import { EventEmitter } from 'node:events';
import type { MenuItemView, TrayView } from '../desktop.ts';
import { guise } from './guise.ts';
import { choose, type Menu, viewOf } from './menu.ts';
import { loudClass } from './missing.ts';
import { imageFrom, type NativeImage } from './native-image.ts';

const icons: Tray[] = [];

/** Whether the desktop has a place for tray icons; with `HOST_TRAY_HOST=late` not yet. */
let hasPlace = process.env.HOST_TRAY_HOST !== 'late';

/**
 * Electron's `Tray`. It never throws for want of a place; on Linux the place is looked for once, so that an icon that
 * came before it is never seen.
 */
export class Tray
  extends EventEmitter
  implements
    Pick<
      Electron.Tray,
      | 'setImage'
      | 'setToolTip'
      | 'setTitle'
      | 'setContextMenu'
      | 'popUpContextMenu'
      | 'setIgnoreDoubleClickEvents'
      | 'getBounds'
      | 'destroy'
    >
{
  /** Whether a person can see it. */
  readonly isSeen = hasPlace;
  #image: NativeImage;
  #toolTip = '';
  #title = '';
  #menu: Menu | null = null;
  #published: MenuItemView[] = [];
  #poppedUp: Menu | null = null;
  #isDestroyed = false;

  constructor(image: Electron.NativeImage | string) {
    super();
    this.#image = imageFrom(image);
    icons.push(this);
  }

  setImage(image: Electron.NativeImage | string): void {
    this.#assertAlive();
    this.#image = imageFrom(image);
  }
  setToolTip(toolTip: string): void {
    this.#assertAlive();
    this.#toolTip = toolTip;
  }
  setTitle(title: string): void {
    this.#assertAlive();
    this.#title = title;
  }
  setContextMenu(menu: Electron.Menu | null): void {
    this.#assertAlive();
    this.#menu = menu as unknown as Menu | null;
    this.#publish();
  }
  popUpContextMenu(menu?: Electron.Menu): void {
    this.#assertAlive();
    this.#poppedUp = (menu as unknown as Menu | undefined) ?? this.#menu;
    this.#poppedUp?.willShow();
  }
  setIgnoreDoubleClickEvents(): void {}
  getBounds(): Electron.Rectangle {
    return { ...guise.trayBounds };
  }
  destroy(): void {
    this.#isDestroyed = true;
    icons.splice(icons.indexOf(this), 1);
  }

  /** What a person sees. */
  view(): TrayView {
    const menu = this.#menu ? this.#visibleMenu(this.#menu) : this.#poppedUp ? viewOf(this.#poppedUp) : [];
    return { image: this.#image.name, toolTip: this.#toolTip, title: this.#title, menu };
  }
  /** A person clicks. @param withControl with the Control key down, which on macOS asks for the menu */
  press(withControl: boolean): void {
    const { x, y } = guise.trayBounds;
    const event = { triggeredByAccelerator: false, ctrlKey: withControl };
    this.emit('click', event, this.getBounds(), { x, y });
  }
  /** A person opens the menu and chooses. */
  chooseFromMenu(path: readonly string[]): void {
    if (!this.#menu) this.emit('right-click', { triggeredByAccelerator: false }, this.getBounds());
    const menu = this.#menu ?? this.#poppedUp;
    if (!menu) throw new Error('the tray icon has no menu');
    menu.willShow();
    choose(menu, path);
    // On Linux what a person has switched is seen at once, whatever the program makes of it.
    if (menu === this.#menu) this.#publish();
  }

  #assertAlive(): void {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed');
  }
  #publish(): void {
    this.#menu?.settleRadios();
    this.#published = this.#menu ? viewOf(this.#menu) : [];
  }
  /** On Linux a changed item is not seen before setContextMenu is called again, as Electron's documentation says. */
  #visibleMenu(menu: Menu): MenuItemView[] {
    return guise.platform === 'linux' ? this.#published : viewOf(menu);
  }
}
loudClass('Tray', Tray);

/** The tray icon that is there now. */
export function currentTray(): Tray | undefined {
  return icons.findLast(({ isSeen }) => isSeen);
}

/** The desktop has a place for tray icons from now on. */
export function trayHostAppears(): void {
  hasPlace = true;
}
