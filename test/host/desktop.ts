import type { Page } from 'playwright';
import type { SharedClipboard } from './control/clipboard.ts';
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

/** A message box that was shown. */
export interface MessageBoxView {
  title: string;
  message: string;
  detail: string;
  buttons: string[];
}

/** What happens to a computer while the program runs. */
export type PowerEvent = 'suspend' | 'resume' | 'lock-screen' | 'unlock-screen';

/** A running program and the desktop around it, as a test drives them. */
export interface Desktop {
  /** Which of the two runs the program. */
  readonly runtime: 'desktop host' | 'electron';
  /** The tray icon; undefined when there is none now. */
  tray(): Promise<TrayView | undefined>;
  /** A left click on the tray icon. */
  clickTray(): Promise<void>;
  /** Chooses an entry of the tray's menu by a path of labels or ids; throws when it is missing or disabled. */
  chooseFromTrayMenu(...labels: string[]): Promise<void>;
  readClipboard(): Promise<{ text: string; formats: string[] }>;
  writeClipboard(text: string): Promise<void>;
  /** All notifications shown so far, oldest first. */
  notifications(): Promise<NotificationView[]>;
  /** Clicks a notification by its place in {@link notifications}. */
  clickNotification(index: number): Promise<void>;
  /** The addresses handed to the system's browser so far. */
  openedLinks(): Promise<string[]>;
  errorBoxes(): Promise<ErrorBoxView[]>;
  messageBoxes(): Promise<MessageBoxView[]>;
  /** Which button later message boxes are answered with; without it, the one for cancel. */
  answerMessageBoxes(button: number): Promise<void>;
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
  /** Starts the program a second time in the same environment and waits for that start's exit code. */
  startAgain(): Promise<number>;
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

/** How to start the program. */
export interface LaunchOptions {
  /** The absolute path of the built main bundle. */
  mainEntry: string;
  /** Added to the test's own environment. */
  env: Record<string, string>;
  args?: string[];
  /** Real Electron only: the certificate that Chromium is to trust, as `--ignore-certificate-errors-spki-list` wants it. */
  spkiSha256?: string;
  /** Desktop host only: the clipboard, for tests that start the program more than once. */
  clipboard?: SharedClipboard;
  /** Desktop host only: the Chromium that shows the windows, for tests that start many programs; else each its own. */
  chromium?: SharedChromium;
}
