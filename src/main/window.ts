import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { Events, WindowView } from '../shared/ipc.ts';
import { WINDOW_URL } from './app-protocol.ts';
import { isVisibleOn, placeBeside, type Rectangle } from './window-place.ts';

/** What the window needs to know of the rest. */
export interface WindowSurroundings {
  readonly title: () => string;
  /** Where the person left it. */
  readonly savedBounds: () => Rectangle | undefined;
  readonly keepBounds: (bounds: Rectangle) => void;
  /** Where the tray icon is. */
  readonly besideBounds: () => Rectangle | undefined;
}

const SIZE = { width: 380, height: 560 };

/** The one window: made when shown, gone with its renderer when closed. */
export class AppWindow {
  readonly #surroundings: WindowSurroundings;
  #window: BrowserWindow | undefined;

  constructor(surroundings: WindowSurroundings) {
    this.#surroundings = surroundings;
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
      title: this.#surroundings.title(),
      ...SIZE,
      ...this.#place(),
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
    const before = window.getBounds();
    window.on('close', () => {
      const bounds = window.getNormalBounds();
      if (JSON.stringify(bounds) !== JSON.stringify(before)) this.#surroundings.keepBounds(bounds);
    });
    window.once('closed', () => {
      this.#window = undefined;
    });
    void window.loadURL(view ? `${WINDOW_URL}#${view}` : WINDOW_URL);
  }

  /** Tells the window something, if it is there. */
  send<E extends keyof Events>(event: E, payload: Events[E]): void {
    if (this.#window && !this.#window.isDestroyed()) this.#window.webContents.send(event, payload);
  }

  /** Where it was left, if a screen is still there; else beside the tray icon; else where the system likes. */
  #place(): Partial<Rectangle> {
    const { savedBounds, besideBounds } = this.#surroundings;
    const saved = savedBounds();
    if (saved && screen.getAllDisplays().some(({ workArea }) => isVisibleOn(workArea, saved))) return saved;
    const icon = besideBounds();
    return icon ? placeBeside(icon, SIZE, screen.getDisplayMatching(icon).workArea) : {};
  }
}
