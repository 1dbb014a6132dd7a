import { join } from 'node:path';
import { BrowserWindow, nativeTheme } from 'electron';
import type { Events } from '../shared/ipc.ts';
import { WINDOW_URL } from './app-protocol.ts';

/** The one window: made when shown, gone with its renderer when closed. */
export class AppWindow {
  readonly #title: string;
  #window: BrowserWindow | undefined;

  constructor(title: string) {
    this.#title = title;
  }

  /** Shows the window, making it first if it is not there. */
  show(): void {
    if (this.#window) {
      if (this.#window.isMinimized()) this.#window.restore();
      this.#window.show();
      this.#window.focus();
      return;
    }
    const window = new BrowserWindow({
      title: this.#title,
      width: 380,
      height: 560,
      minWidth: 320,
      minHeight: 420,
      useContentSize: true,
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
    void window.loadURL(WINDOW_URL);
  }

  /** Tells the window something, if it is there. */
  send<E extends keyof Events>(event: E, payload: Events[E]): void {
    if (this.#window && !this.#window.isDestroyed()) this.#window.webContents.send(event, payload);
  }
}
