import { EventEmitter } from 'node:events';
import type { WindowView } from '../control/messages.ts';
import { app } from './app.ts';
import { emitRefusable, hostEvent } from './event.ts';
import { loudClass } from './missing.ts';
import { primaryDisplay } from './screen.ts';
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
      | 'title'
      | 'loadURL'
      | 'reload'
      | 'show'
      | 'showInactive'
      | 'hide'
      | 'focus'
      | 'blur'
      | 'close'
      | 'destroy'
      | 'isDestroyed'
      | 'isVisible'
      | 'isFocused'
      | 'isMinimized'
      | 'isMaximized'
      | 'isFullScreen'
      | 'isNormal'
      | 'minimize'
      | 'maximize'
      | 'unmaximize'
      | 'restore'
      | 'setBounds'
      | 'getBounds'
      | 'getNormalBounds'
      | 'getContentBounds'
      | 'setPosition'
      | 'getPosition'
      | 'setSize'
      | 'getSize'
      | 'setContentSize'
      | 'getContentSize'
      | 'setMinimumSize'
      | 'getMinimumSize'
      | 'center'
      | 'setMenu'
      | 'setMenuBarVisibility'
      | 'isMenuBarVisible'
      | 'setAutoHideMenuBar'
      | 'removeMenu'
      | 'setTitle'
      | 'getTitle'
      | 'setIcon'
      | 'setSkipTaskbar'
      | 'setBackgroundColor'
      | 'getBackgroundColor'
      | 'setAlwaysOnTop'
      | 'isAlwaysOnTop'
      | 'setVisibleOnAllWorkspaces'
      | 'setContentProtection'
      | 'setProgressBar'
      | 'setOverlayIcon'
      | 'flashFrame'
      | 'moveTop'
      | 'setResizable'
      | 'isResizable'
      | 'setMinimizable'
      | 'setMaximizable'
      | 'setFullScreenable'
      | 'setTitleBarOverlay'
      | 'setVibrancy'
      | 'setBackgroundMaterial'
    >
{
  readonly id: number = ++lastId;
  readonly #contents: WebContents;
  #bounds: Electron.Rectangle;
  #minimumSize: [number, number];
  #title: string;
  #background: string;
  #visible = false;
  #focused = false;
  #minimized = false;
  #maximized = false;
  #menuBarVisible = true;
  #alwaysOnTop: boolean;
  #resizable: boolean;
  #closing = false;
  #destroyed = false;

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    assertSafe(options.webPreferences ?? {});
    const { width = 800, height = 600 } = options;
    const { workArea } = primaryDisplay;
    const centered = {
      x: Math.round(workArea.x + (workArea.width - width) / 2),
      y: Math.round(workArea.y + (workArea.height - height) / 2),
    };
    this.#bounds = { x: options.x ?? centered.x, y: options.y ?? centered.y, width, height };
    this.#minimumSize = [options.minWidth ?? 0, options.minHeight ?? 0];
    this.#title = options.title ?? app.getName();
    this.#background = options.backgroundColor ?? '#FFFFFF';
    this.#alwaysOnTop = options.alwaysOnTop ?? false;
    this.#resizable = options.resizable ?? true;
    this.#contents = new WebContents(options.webPreferences?.preload, { width, height }, () => this.#focused);
    this.#contents.once('did-finish-load', () => this.emit('ready-to-show', hostEvent({})));
    this.#contents.on('page-title-updated', (_event, title: string, explicit: boolean) => {
      if (!emitRefusable(this, 'page-title-updated', title, explicit)) this.#title = title;
    });
    this.#contents.once('destroyed', () => this.#closed());
    app.windowCreated(this);
    if (options.show !== false) this.show();
  }

  static getAllWindows(): Electron.BrowserWindow[] {
    return openWindows() as unknown[] as Electron.BrowserWindow[];
  }
  static getFocusedWindow(): Electron.BrowserWindow | null {
    return (focusedWindow() ?? null) as unknown as Electron.BrowserWindow | null;
  }
  static fromWebContents(contents: Electron.WebContents): Electron.BrowserWindow | null {
    const found = (openWindows() as BrowserWindow[]).find((window) => window.webContents === contents);
    return (found ?? null) as unknown as Electron.BrowserWindow | null;
  }
  static fromId(id: number): Electron.BrowserWindow | null {
    return (openWindows().find((window) => window.id === id) ??
      null) as unknown as Electron.BrowserWindow | null;
  }

  get webContents(): Electron.WebContents {
    return this.#contents as unknown as Electron.WebContents;
  }
  loadURL(url: string): Promise<void> {
    this.#assertAlive();
    return this.#contents.loadURL(url);
  }
  reload(): void {
    this.#contents.reload();
  }

  show(): void {
    this.#assertAlive();
    this.showInactive();
    this.focus();
  }
  showInactive(): void {
    this.#assertAlive();
    this.#minimized = false;
    if (this.#visible) return;
    this.#visible = true;
    this.#later('show');
  }
  hide(): void {
    this.#assertAlive();
    if (!this.#visible) return;
    this.blur();
    this.#visible = false;
    this.#later('hide');
  }
  focus(): void {
    this.#assertAlive();
    if (this.#focused || !this.#visible) return;
    const before = focusedWindow();
    if (before instanceof BrowserWindow) before.blur();
    this.#focused = true;
    this.#later('focus');
    setImmediate(() => app.emit('browser-window-focus', hostEvent({}), this));
  }
  blur(): void {
    if (!this.#focused) return;
    this.#focused = false;
    this.#later('blur');
    setImmediate(() => app.emit('browser-window-blur', hostEvent({}), this));
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
    return this.#minimized;
  }
  isMaximized(): boolean {
    return this.#maximized;
  }
  isFullScreen(): boolean {
    return false;
  }
  isNormal(): boolean {
    return !this.#minimized && !this.#maximized;
  }
  minimize(): void {
    if (this.#minimized) return;
    this.#minimized = true;
    this.blur();
    this.#later('minimize');
  }
  maximize(): void {
    this.#maximized = true;
    this.#later('maximize');
  }
  unmaximize(): void {
    this.#maximized = false;
    this.#later('unmaximize');
  }
  restore(): void {
    if (!this.#minimized) return;
    this.#minimized = false;
    this.#later('restore');
  }

  setBounds(bounds: Partial<Electron.Rectangle>): void {
    const before = this.#bounds;
    this.#bounds = { ...before, ...bounds };
    const { x, y, width, height } = this.#bounds;
    if (width !== before.width || height !== before.height) {
      this.#contents.resize({ width, height });
      this.#later('resize');
    }
    if (x !== before.x || y !== before.y) this.#later('move');
  }
  getBounds(): Electron.Rectangle {
    return { ...this.#bounds };
  }
  getNormalBounds(): Electron.Rectangle {
    return this.getBounds();
  }
  getContentBounds(): Electron.Rectangle {
    return this.getBounds();
  }
  setPosition(x: number, y: number): void {
    this.setBounds({ x, y });
  }
  getPosition(): number[] {
    return [this.#bounds.x, this.#bounds.y];
  }
  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }
  getSize(): number[] {
    return [this.#bounds.width, this.#bounds.height];
  }
  setContentSize(width: number, height: number): void {
    this.setSize(width, height);
  }
  getContentSize(): number[] {
    return this.getSize();
  }
  setMinimumSize(width: number, height: number): void {
    this.#minimumSize = [width, height];
  }
  getMinimumSize(): number[] {
    return [...this.#minimumSize];
  }
  center(): void {
    const { workArea } = primaryDisplay;
    const { width, height } = this.#bounds;
    this.setPosition(
      Math.round(workArea.x + (workArea.width - width) / 2),
      Math.round(workArea.y + (workArea.height - height) / 2),
    );
  }

  setMenu(menu: Electron.Menu | null): void {
    this.#menuBarVisible = menu !== null;
  }
  removeMenu(): void {
    this.#menuBarVisible = false;
  }
  setMenuBarVisibility(visible: boolean): void {
    this.#menuBarVisible = visible;
  }
  isMenuBarVisible(): boolean {
    return this.#menuBarVisible;
  }
  setAutoHideMenuBar(): void {}
  setTitle(title: string): void {
    this.#title = title;
  }
  getTitle(): string {
    return this.#title;
  }
  get title(): string {
    return this.#title;
  }
  set title(title: string) {
    this.#title = title;
  }
  setBackgroundColor(color: string): void {
    this.#background = color;
  }
  getBackgroundColor(): string {
    return this.#background;
  }
  setAlwaysOnTop(flag: boolean): void {
    this.#alwaysOnTop = flag;
  }
  isAlwaysOnTop(): boolean {
    return this.#alwaysOnTop;
  }
  setResizable(resizable: boolean): void {
    this.#resizable = resizable;
  }
  isResizable(): boolean {
    return this.#resizable;
  }
  // What only changes how a real window looks or behaves under a person's hands.
  setIcon(): void {}
  setSkipTaskbar(): void {}
  setVisibleOnAllWorkspaces(): void {}
  setContentProtection(): void {}
  setProgressBar(): void {}
  setOverlayIcon(): void {}
  flashFrame(): void {}
  moveTop(): void {}
  setMinimizable(): void {}
  setMaximizable(): void {}
  setFullScreenable(): void {}
  setTitleBarOverlay(): void {}
  setVibrancy(): void {}
  setBackgroundMaterial(): void {}

  /** The window as the driver sees it. */
  view(): WindowView {
    return { targetId: this.#contents.targetId, visible: this.isVisible(), loaded: this.#contents.isLoaded };
  }

  #assertAlive(): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed');
  }
  /** Electron tells of changes after the call that made them. */
  #later(event: string): void {
    setImmediate(() => {
      if (!this.#destroyed) this.emit(event, hostEvent({}));
    });
  }
  #closed(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#visible = false;
    this.#focused = false;
    this.emit('closed');
    app.windowClosed(this);
  }
}
loudClass('BrowserWindow', BrowserWindow);
