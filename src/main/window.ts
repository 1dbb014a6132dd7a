import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { Events, WindowView } from '../shared/operations.ts';
import { WINDOW_URL } from './app-protocol.ts';
import { desktopOs } from './desktop-os.ts';
import { placeBeside } from './window-place.ts';

const SIZE = { width: 380, height: 600 };
/** A page that takes longer is shown as far as it is there. Milliseconds. */
const PAINT_LIMIT_MS = 2_000;
/** A person has to notice the window, where the desktop does not give it the keyboard by itself. Milliseconds. */
const FOCUS_LIMIT_MS = 15_000;

interface AppWindowOptions {
  readonly title: () => string;
  readonly trayBounds: () => Electron.Rectangle | undefined;
  readonly onCrash: (reason: string) => void;
}

/** The one window: made when shown, gone with its renderer when closed. */
export class AppWindow {
  readonly #options: AppWindowOptions;
  #window: BrowserWindow | undefined;
  /** The view to show once the page listens; undefined when there is none, or the page does. */
  #awaited: { view?: WindowView } | undefined;

  constructor(options: AppWindowOptions) {
    this.#options = options;
    nativeTheme.on('updated', () => this.#window?.setBackgroundColor(background()));
  }

  /** Shows the window, making it first if it is not there. @param view the view to show; the one that is there by default */
  show(view?: WindowView): void {
    const window = this.#window;
    if (!window) {
      this.#open(view);
      return;
    }
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
    if (!view) return;
    if (this.#awaited) this.#awaited.view = view;
    else this.send('view:show', view);
  }

  /** Shows the window; resolves when it has the keyboard, with false where it does not get it. */
  async focus(): Promise<boolean> {
    this.show();
    const window = this.#window;
    if (!window || window.isFocused()) return window !== undefined;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    window.once('focus', () => resolve(true));
    window.once('closed', () => resolve(false));
    return Promise.race([promise, sleep(FOCUS_LIMIT_MS, false)]);
  }

  /** Tells the window something, if it is there. */
  send<E extends keyof Events>(event: E, payload: Events[E]): void {
    if (this.#window && !this.#window.isDestroyed()) this.#window.webContents.send(event, payload);
  }

  #open(view: WindowView | undefined): void {
    const window = new BrowserWindow({
      name: 'main',
      title: this.#options.title(),
      ...SIZE,
      ...this.#place(),
      // Where the person left it counts more.
      windowStatePersistence: { displayMode: false },
      minWidth: 320,
      minHeight: 420,
      show: false,
      fullscreenable: false,
      autoHideMenuBar: true,
      backgroundColor: background(),
      ...(desktopOs.windowHasIcon
        ? { icon: join(import.meta.dirname, '../../assets/icons/256x256.png') }
        : {}),
      webPreferences: {
        preload: join(import.meta.dirname, '../preload/index.cjs'),
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        spellcheck: false,
      },
    });
    this.#window = window;
    this.#awaited = {};
    window.removeMenu();
    this.#showWhenPainted(window);
    window.once('closed', () => {
      this.#window = undefined;
      this.#awaited = undefined;
    });
    const { webContents } = window;
    webContents.once('did-finish-load', () => {
      const later = this.#awaited?.view;
      this.#awaited = undefined;
      if (later) this.send('view:show', later);
    });
    webContents.on('render-process-gone', (_event, { reason }) => {
      this.#options.onCrash(reason);
      // Without its page it is of no use: the next time it is opened anew.
      window.destroy();
    });
    // A page that cannot be loaded is told by an event.
    window.loadURL(view ? `${WINDOW_URL}#${view}` : WINDOW_URL).catch(() => undefined);
  }

  /** `ready-to-show` often never comes under Wayland (github.com/electron/electron/issues/48859). */
  #showWhenPainted(window: BrowserWindow): void {
    let isShown = false;
    const show = () => {
      clearTimeout(timer);
      if (isShown || window.isDestroyed()) return;
      isShown = true;
      window.show();
    };
    const timer = setTimeout(show, PAINT_LIMIT_MS);
    window.once('ready-to-show', show);
    window.webContents.once('did-finish-load', show);
    window.webContents.once('did-fail-load', show);
  }

  /** Beside the tray icon, or where the system likes. */
  #place(): { x?: number; y?: number } {
    const icon = this.#options.trayBounds();
    return icon ? placeBeside(icon, SIZE, screen.getDisplayMatching(icon).workArea) : {};
  }
}

/** What is seen before the page is, and beside it while the window is made larger. */
function background(): string {
  return nativeTheme.shouldUseDarkColors ? '#1c1e22' : '#f6f7f9';
}
