import { EventEmitter } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { WindowView } from '../control/messages.ts';
import { app } from './app.ts';
import { emitRefusable, hostEvent } from './event.ts';
import { guise } from './guise.ts';
import { loudClass } from './missing.ts';
import { imageFrom } from './native-image.ts';
import { overlap, workAreaFor } from './screen.ts';
import { WebContents } from './web-contents.ts';
import { focusedWindow, type HostWindow, openWindows } from './windows.ts';

/** What a window of this program must never be created with. */
const FORBIDDEN: Electron.WebPreferences = {
  contextIsolation: false,
  sandbox: false,
  nodeIntegration: true,
  nodeIntegrationInWorker: true,
  nodeIntegrationInSubFrames: true,
  webSecurity: false,
  webviewTag: true,
  allowRunningInsecureContent: true,
};

function assertSafe(preferences: Electron.WebPreferences): void {
  for (const [name, value] of Object.entries(FORBIDDEN)) {
    if (preferences[name as keyof Electron.WebPreferences] === value) {
      throw new Error(`desktop host refuses a window with webPreferences.${name}: ${value}`);
    }
  }
}

let lastId = 0;

/** Electron's `BrowserWindow`: its place on the desktop; the page is its {@link WebContents}. */
export class BrowserWindow
  extends EventEmitter
  implements
    HostWindow,
    Pick<
      Electron.BrowserWindow,
      | 'id'
      | 'loadURL'
      | 'show'
      | 'hide'
      | 'focus'
      | 'close'
      | 'destroy'
      | 'isDestroyed'
      | 'isVisible'
      | 'isFocused'
      | 'isMinimized'
      | 'restore'
      | 'removeMenu'
      | 'setBackgroundColor'
    >
{
  readonly id: number = ++lastId;
  readonly #contents: WebContents;
  /** The file that keeps the window's place for its next start; undefined where none is to be kept. */
  readonly #placeFile: string | undefined;
  #bounds: Electron.Rectangle;
  #background: string;
  /** The base name of its icon's file. */
  readonly #icon: string;
  #visible = false;
  #focused = false;
  #closing = false;
  #destroyed = false;

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    assertSafe(options.webPreferences ?? {});
    const { name, windowStatePersistence, width = 800, height = 600 } = options;
    this.#placeFile =
      name && windowStatePersistence ? join(app.getPath('userData'), `${name}.place.json`) : undefined;
    this.#bounds = this.#lastBounds() ?? { ...placeFor(options, { width, height }), width, height };
    this.#background = options.backgroundColor ?? '#FFFFFF';
    this.#icon = options.icon ? imageFrom(options.icon).name : '';
    this.#contents = new WebContents(options.webPreferences?.preload, { width, height });
    if (guise.tellsReadyToShow) {
      this.#contents.once('did-finish-load', () => this.emit('ready-to-show', hostEvent({})));
    }
    this.#contents.once('destroyed', () => this.#closed());
    app.windowCreated(this);
    if (options.show !== false) this.show();
  }

  static getFocusedWindow(): Electron.BrowserWindow | null {
    return (focusedWindow() ?? null) as unknown as Electron.BrowserWindow | null;
  }

  get webContents(): Electron.WebContents {
    return this.#contents as unknown as Electron.WebContents;
  }
  loadURL(url: string): Promise<void> {
    this.#assertAlive();
    return this.#contents.loadURL(url);
  }

  show(): void {
    this.#assertAlive();
    if (!this.#visible) {
      this.#visible = true;
      this.#later('show');
    }
    this.focus();
  }
  hide(): void {
    this.#assertAlive();
    this.#blur();
    this.#visible = false;
  }
  /** The keyboard comes a moment after it was asked for; with `HOST_FOCUS=denied` it stays where it is. */
  focus(): void {
    this.#assertAlive();
    if (process.env.HOST_FOCUS === 'denied') return;
    setImmediate(() => {
      if (this.#focused || !this.#visible || this.#destroyed) return;
      const before = focusedWindow();
      if (before instanceof BrowserWindow) before.#blur();
      this.#focused = true;
      this.emit('focus', hostEvent({}));
    });
  }
  close(): void {
    if (this.#destroyed || this.#closing) return;
    if (emitRefusable(this, 'close')) {
      app.cancelQuit();
      return;
    }
    this.#closing = true;
    setImmediate(() => this.destroy());
  }
  destroy(): void {
    this.#contents.destroy();
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  isVisible(): boolean {
    return this.#visible && !this.#destroyed;
  }
  isFocused(): boolean {
    return this.#focused && !this.#destroyed;
  }
  isMinimized(): boolean {
    return false;
  }
  restore(): void {}
  removeMenu(): void {}
  setBackgroundColor(color: string): void {
    this.#background = color;
  }

  /** A person moves it. */
  moveTo(x: number, y: number): void {
    this.#bounds = { ...this.#bounds, x, y };
  }
  /** The window as the driver sees it. */
  view(): WindowView {
    return {
      targetId: this.#contents.targetId,
      visible: this.isVisible(),
      loaded: this.#contents.isLoaded,
      bounds: { ...this.#bounds },
      background: this.#background,
      icon: this.#icon,
    };
  }
  crash(): void {
    this.#contents.crash();
  }

  /** Where it was left, unless no display shows that any more. */
  #lastBounds(): Electron.Rectangle | undefined {
    try {
      const bounds = JSON.parse(readFileSync(this.#placeFile ?? '', 'utf8')) as Electron.Rectangle;
      return guise.displays.some((display) => overlap(display, bounds)) ? bounds : undefined;
    } catch {
      return undefined;
    }
  }
  #assertAlive(): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed');
  }
  #blur(): void {
    if (!this.#focused) return;
    this.#focused = false;
    this.#later('blur');
  }
  /** Electron tells of changes after the call that made them. */
  #later(event: string): void {
    setImmediate(() => {
      if (!this.#destroyed) this.emit(event, hostEvent({}));
    });
  }
  #closed(): void {
    if (this.#destroyed) return;
    if (this.#placeFile && guise.placesWindows) {
      mkdirSync(dirname(this.#placeFile), { recursive: true });
      writeFileSync(this.#placeFile, JSON.stringify(this.#bounds));
    }
    this.#destroyed = true;
    this.#visible = false;
    this.#focused = false;
    this.emit('closed');
    app.windowClosed(this);
  }
}
loudClass('BrowserWindow', BrowserWindow);

/** The place that the program asks for, where it may; else the middle of the first display. */
function placeFor(
  { x, y }: Electron.BrowserWindowConstructorOptions,
  { width, height }: Electron.Size,
): Electron.Point {
  if (guise.placesWindows && x !== undefined && y !== undefined) return { x, y };
  const area = workAreaFor({ x: 0, y: 0, width: 1, height: 1 });
  return {
    x: Math.round(area.x + (area.width - width) / 2),
    y: Math.round(area.y + (area.height - height) / 2),
  };
}

/** The window that a person sees. */
export function visibleWindow(): BrowserWindow {
  const window = openWindows().find((candidate) => candidate.isVisible());
  if (!(window instanceof BrowserWindow)) throw new Error('the program shows no window');
  return window;
}
