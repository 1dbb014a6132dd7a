import type { ErrorBoxView, MessageBoxView, NotificationView, PowerEvent, TrayView } from '../desktop.ts';
import type { ClipboardContents } from './clipboard.ts';

/** A window as the driver needs to know it. */
export interface WindowView {
  /** The id of its page in the Chrome DevTools Protocol, once there is a page. */
  targetId: string | undefined;
  visible: boolean;
  /** Whether the document has been loaded. */
  loaded: boolean;
}

/** The program's windows and where to reach their pages. */
export interface WindowsView {
  /** The web socket address of Chromium's DevTools, once it runs. */
  devTools: string | undefined;
  windows: WindowView[];
}

/** What the driver asks of the host. */
export interface HostCalls {
  tray(): TrayView | undefined;
  clickTray(): void;
  chooseFromTrayMenu(path: string[]): void;
  notifications(): NotificationView[];
  clickNotification(index: number): void;
  openedLinks(): string[];
  errorBoxes(): ErrorBoxView[];
  messageBoxes(): MessageBoxView[];
  answerMessageBoxes(button: number): void;
  emitPower(event: PowerEvent): void;
  pressShortcut(accelerator: string): boolean;
  windows(): WindowsView;
  closeWindow(): void;
  rendererRequests(): string[];
  quit(): void;
}

/** What the host asks of the driver. */
export interface DriverCalls {
  /** The program's `app` is ready. */
  ready(): void;
  readClipboard(): ClipboardContents;
  writeClipboard(contents: ClipboardContents): void;
}
