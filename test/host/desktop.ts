import type { Page } from 'playwright';
import type { SharedClipboard } from './control/clipboard.ts';
import type { GuiseName } from './electron/guise.ts';
import type { SharedChromium } from './shared-chromium.ts';

/** An entry of a menu as a person sees it. */
export interface MenuItemView {
  id?: string;
  label: string;
  type: 'normal' | 'separator' | 'submenu' | 'checkbox' | 'radio';
  enabled: boolean;
  checked: boolean;
  submenu?: MenuItemView[];
}

/** The tray icon as a person sees it. */
export interface TrayView {
  /** The base name of the icon's file. */
  image: string;
  toolTip: string;
  title: string;
  menu: MenuItemView[];
}

/** A notification that was shown. */
export interface NotificationView {
  title: string;
  body: string;
}

/** An error box that was shown. */
export interface ErrorBoxView {
  title: string;
  content: string;
}

/** What the system was asked to start at login. */
export interface LoginItemView {
  openAtLogin?: boolean;
  path?: string;
  args?: string[];
}

/** What happens to a computer while the program runs. Not every system tells its programs of all of it. */
export type PowerEvent = 'suspend' | 'resume' | 'lock-screen' | 'unlock-screen';

/** A running program and the desktop around it, as a test drives them. */
export interface Desktop {
  /** Which of the two runs the program. */
  readonly runtime: 'desktop host' | 'electron';
  /** The tray icon; undefined when there is none now. */
  tray(): Promise<TrayView | undefined>;
  /** A left click on the tray icon. */
  clickTray(how?: { withControl: boolean }): Promise<void>;
  /** Chooses an entry of the tray's menu by a path of labels or ids; throws when it is missing or disabled. */
  chooseFromTrayMenu(...labels: string[]): Promise<void>;
  /** On real Electron the program's own view of it, while it runs. */
  readClipboard(): Promise<{ text: string; formats: string[] }>;
  writeClipboard(text: string): Promise<void>;
  /** All notifications shown so far, oldest first. */
  notifications(): Promise<NotificationView[]>;
  /** Clicks a notification by its place in {@link notifications}. */
  clickNotification(index: number): Promise<void>;
  /** The addresses handed to the system's browser so far. */
  openedLinks(): Promise<string[]>;
  errorBoxes(): Promise<ErrorBoxView[]>;
  emitPower(event: PowerEvent): Promise<void>;
  /** Presses a global shortcut; false when the program has not registered it. */
  pressShortcut(accelerator: string): Promise<boolean>;
  /** The page of the program's visible window, waiting for it for up to 30 s. */
  window(): Promise<Page>;
  /** How many windows are visible. */
  windowCount(): Promise<number>;
  /** Closes the visible window as its title bar's button does: the program may refuse. */
  closeWindow(): Promise<void>;
  /** Requests of pages to the outside, all of them refused; always empty on real Electron, where they are not seen. */
  rendererRequests(): Promise<string[]>;
  /** Starts the program a second time, by default in the same way, and waits for that start's exit code. */
  startAgain(args?: string[]): Promise<number>;
  readonly processId: number;
  /** What the program has written to stdout and stderr so far. */
  output(): string;
  /** Ends the program politely and gives its exit code; throws when it does not end within 30 s. */
  quit(): Promise<number>;
  /** Ends the program without warning (SIGKILL). */
  kill(): Promise<void>;
  /** The exit code, null after a signal. */
  readonly exited: Promise<number | null>;
}

/** What only the desktop host's desktop can be made to do. */
export interface HostDesktop extends Desktop {
  readonly runtime: 'desktop host';
  /** The desktop gets a place for tray icons, later than the program came. */
  trayHostAppears(): Promise<void>;
  /** Another program opens the clipboard, or lets go of it. */
  holdClipboard(isHeld: boolean): void;
  loginItem(): Promise<LoginItemView>;
  /** The visible window's place, the colour behind its page, and its icon. */
  windowLook(): Promise<{ x: number; y: number; background: string; icon: string }>;
  /** A person moves the visible window. */
  moveWindow(x: number, y: number): Promise<void>;
  /** A person presses the key that closes a window by the menu bar: ⌘W. */
  pressCloseKey(): Promise<void>;
  /** The visible window's page dies. */
  crashWindow(): Promise<void>;
}

/** How to start the program. */
export interface LaunchOptions {
  /** The absolute path of the built main bundle. */
  mainEntry: string;
  /** Added to the test's own environment. */
  env: Record<string, string>;
  args?: string[];
  /** Real Electron only: the certificate that Chromium is to trust, as `--ignore-certificate-errors-spki-list` wants it. */
  spkiSha256?: string;
  /** Desktop host only: which desktop it is; X11 by default. */
  guise?: GuiseName;
  /** Desktop host only: the clipboard, for tests that start the program more than once. */
  clipboard?: SharedClipboard;
  /** Desktop host only: the Chromium that shows the windows, for tests that start many programs; else each its own. */
  chromium?: SharedChromium;
}
