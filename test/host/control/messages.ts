import type { ErrorBoxView, LoginItemView, NotificationView, PowerEvent, TrayView } from '../desktop.ts';
import type { ClipboardContents } from './clipboard.ts';

/** A window as the driver needs to know it. */
export interface WindowView {
  /** The id of its page in the Chrome DevTools Protocol, once there is a page. */
  targetId: string | undefined;
  visible: boolean;
  /** Whether the document has been loaded. */
  loaded: boolean;
  bounds: { x: number; y: number; width: number; height: number };
  /** The colour behind its page. */
  background: string;
  /** The base name of its icon's file; empty where the system takes the program's. */
  icon: string;
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
  clickTray(withControl: boolean): void;
  chooseFromTrayMenu(path: string[]): void;
  trayHostAppears(): void;
  notifications(): NotificationView[];
  clickNotification(index: number): void;
  openedLinks(): string[];
  errorBoxes(): ErrorBoxView[];
  loginItem(): LoginItemView;
  emitPower(event: PowerEvent): void;
  pressShortcut(accelerator: string): boolean;
  windows(): WindowsView;
  closeWindow(): void;
  pressCloseKey(): void;
  moveWindow(x: number, y: number): void;
  crashWindow(): void;
  rendererRequests(): string[];
  quit(): void;
}

/** What the host asks of the driver. */
export interface DriverCalls {
  /** The program's `app` is ready. */
  ready(): void;
  readClipboard(): ClipboardContents;
  /** The formats that are there, which are told even while another program holds the clipboard. */
  clipboardTypes(): string[];
  writeClipboard(contents: ClipboardContents): void;
}
