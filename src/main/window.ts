import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { Events, WindowView } from '../shared/operations.ts';
import { WINDOW_URL } from './app-protocol.ts';
import { placeBeside, type Rectangle } from './window-place.ts';

const SIZE = { width: 380, height: 560 };

/** The one window: made when shown, gone with its renderer when closed. */
export class AppWindow {
  readonly #title: () => string;
  readonly #trayBounds: () => Rectangle | undefined;
  #window: BrowserWindow | undefined;

  constructor(title: () => string, trayBounds: () => Rectangle | undefined) {
    this.#title = title;
    this.#trayBounds = trayBounds;
  }

  /** Shows the window, making it first if it is not there. @param view the view to show; the one that is there by default */
  show(view?: WindowView): void {
    if (this.#window) {
      if (this.#window.isMinimized()) this.#window.restore();
      this.#window.show();
      this.#window.focus();
      if (view) this.send('view:show', view);
      return;
    }
    const window = new BrowserWindow({
      name: 'main',
      title: this.#title(),
      ...SIZE,
      ...this.#place(),
      // Where the person left it counts more.
      windowStatePersistence: { displayMode: false },
      minWidth: 320,
      minHeight: 420,
      show: false,
      fullscreenable: false,
      autoHideMenuBar: true,
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#1b1d21' : '#ffffff',
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
    window.removeMenu();
    window.once('ready-to-show', () => window.show());
    window.once('closed', () => {
      this.#window = undefined;
    });
    void window.loadURL(view ? `${WINDOW_URL}#${view}` : WINDOW_URL);
  }

  /** Tells the window something, if it is there. */
  send<E extends keyof Events>(event: E, payload: Events[E]): void {
    if (this.#window && !this.#window.isDestroyed()) this.#window.webContents.send(event, payload);
  }

  /** Beside the tray icon, or where the system likes. */
  #place(): { x?: number; y?: number } {
    const icon = this.#trayBounds();
    return icon ? placeBeside(icon, SIZE, screen.getDisplayMatching(icon).workArea) : {};
  }
}
