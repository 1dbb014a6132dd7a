import { EventEmitter } from 'node:events';
import type { MenuItemView, TrayView } from '../desktop.ts';
import { choose, type Menu, viewOf } from './menu.ts';
import { loudClass } from './missing.ts';
import { imageFrom, imageName, type NativeImage } from './native-image.ts';

const BOUNDS: Electron.Rectangle = { x: 1240, y: 4, width: 24, height: 24 };
const POSITION: Electron.Point = { x: 1252, y: 16 };

const shown: Tray[] = [];

/** Electron's `Tray`. With `HOST_NO_TRAY=1` the desktop has no place for one and the constructor throws. */
export class Tray
  extends EventEmitter
  implements
    Pick<
      Electron.Tray,
      | 'setImage'
      | 'setPressedImage'
      | 'setToolTip'
      | 'setTitle'
      | 'getTitle'
      | 'setContextMenu'
      | 'popUpContextMenu'
      | 'closeContextMenu'
      | 'setIgnoreDoubleClickEvents'
      | 'getIgnoreDoubleClickEvents'
      | 'getBounds'
      | 'getGUID'
      | 'focus'
      | 'destroy'
      | 'isDestroyed'
    >
{
  #image: NativeImage;
  #toolTip = '';
  #title = '';
  #menu: Menu | null = null;
  #published: MenuItemView[] = [];
  #poppedUp: Menu | null = null;
  #ignoresDoubleClicks = false;
  #destroyed = false;
  readonly #guid: string | null;

  constructor(image: Electron.NativeImage | string, guid?: string) {
    super();
    if (process.env.HOST_NO_TRAY === '1') throw new Error('this desktop has no tray (HOST_NO_TRAY=1)');
    this.#image = imageFrom(image);
    this.#guid = guid ?? null;
    shown.push(this);
  }

  setImage(image: Electron.NativeImage | string): void {
    this.#assertAlive();
    this.#image = imageFrom(image);
  }
  setPressedImage(image: Electron.NativeImage | string): void {
    imageFrom(image);
  }
  setToolTip(toolTip: string): void {
    this.#assertAlive();
    this.#toolTip = toolTip;
  }
  setTitle(title: string): void {
    this.#assertAlive();
    this.#title = title;
  }
  getTitle(): string {
    return this.#title;
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
  closeContextMenu(): void {
    this.#poppedUp = null;
  }
  setIgnoreDoubleClickEvents(ignore: boolean): void {
    this.#ignoresDoubleClicks = ignore;
  }
  getIgnoreDoubleClickEvents(): boolean {
    return this.#ignoresDoubleClicks;
  }
  getBounds(): Electron.Rectangle {
    return { ...BOUNDS };
  }
  getGUID(): string | null {
    return this.#guid;
  }
  focus(): void {}
  destroy(): void {
    this.#destroyed = true;
    const index = shown.indexOf(this);
    if (index >= 0) shown.splice(index, 1);
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }

  /** What a person sees. */
  view(): TrayView {
    const menu = this.#menu ? this.#visibleMenu(this.#menu) : this.#poppedUp ? viewOf(this.#poppedUp) : [];
    return { image: imageName(this.#image), toolTip: this.#toolTip, title: this.#title, menu };
  }
  /** A person clicks. */
  press(): void {
    this.emit('click', { triggeredByAccelerator: false }, { ...BOUNDS }, { ...POSITION });
  }
  /** A person opens the menu and chooses. */
  chooseFromMenu(path: readonly string[]): void {
    if (!this.#menu) this.emit('right-click', { triggeredByAccelerator: false }, { ...BOUNDS });
    const menu = this.#menu ?? this.#poppedUp;
    if (!menu) throw new Error('the tray icon has no menu');
    menu.willShow();
    choose(menu, path);
    this.#publish();
  }

  #assertAlive(): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed');
  }
  #publish(): void {
    this.#menu?.settleRadios();
    this.#published = this.#menu ? viewOf(this.#menu) : [];
  }
  /** On Linux a changed item is not seen before setContextMenu is called again, as Electron's documentation says. */
  #visibleMenu(menu: Menu): MenuItemView[] {
    return process.platform === 'linux' ? this.#published : viewOf(menu);
  }
}
loudClass('Tray', Tray);

/** The tray icon that is there now. */
export function currentTray(): Tray | undefined {
  return shown.at(-1);
}
