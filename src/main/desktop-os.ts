import type { TrayVariant } from '../shared/tray-images.ts';

/** What the program does differently from one operating system to the next. */
interface DesktopTraits {
  /** The keys for copy, paste and close belong to the menu bar, which colours the tray's image and shows a text beside it. */
  readonly hasMenuBar: boolean;
  readonly trayVariant: TrayVariant;
  /** A menu that is set takes the left click too: it is shown at a right click only, or at one with Control. */
  readonly menuTakesLeftClick: boolean;
  /** The place for tray icons may come later than the program, which the session's bus tells. */
  readonly trayMayBeLate: boolean;
  /** Where a program is named that starts when the person logs in. */
  readonly loginItems: 'run-key' | 'bundle' | 'xdg-autostart';
  /** A window has an icon of its own, which the program brings. */
  readonly windowHasIcon: boolean;
  /** Notifications of a program that is not installed leave a shortcut to Electron behind, under the program's name. */
  readonly notifiesOnlyInstalled: boolean;
  /** The system tells when the screen is locked; elsewhere it is looked at. */
  readonly tellsLocks: boolean;
  /**
   * `focus`: the compositor takes a copy only from the window that has the keyboard, and drops any other without a word.
   * `turns`: while another program has the clipboard open, whatever is done with it has no effect, without a word.
   */
  readonly clipboard: 'open' | 'focus' | 'turns';
  /** The system may refuse a shortcut without telling. */
  readonly asksForShortcuts: boolean;
  /** Clipboard formats that tell histories and cloud clipboards to keep out, with their content. */
  readonly secretClipboardFormats: Readonly<Record<string, string>>;
}

/** The session's compositor, not that of an X server inside it. */
const isWayland =
  process.env.XDG_SESSION_TYPE === 'wayland' && !process.argv.includes('--ozone-platform=x11');

/**
 * Sources of the clipboard's formats: Microsoft Learn, "Clipboard formats: Cloud Clipboard and Clipboard History
 * formats"; nspasteboard.org; Klipper and the managers that follow it.
 */
const TRAITS = {
  win32: {
    hasMenuBar: false,
    trayVariant: 'windows',
    menuTakesLeftClick: false,
    trayMayBeLate: false,
    loginItems: 'run-key',
    windowHasIcon: false,
    notifiesOnlyInstalled: true,
    tellsLocks: true,
    clipboard: 'turns',
    asksForShortcuts: false,
    secretClipboardFormats: {
      ExcludeClipboardContentFromMonitorProcessing: '1',
      // A DWORD of zero, little-endian.
      CanIncludeInClipboardHistory: '\0\0\0\0',
      CanUploadToCloudClipboard: '\0\0\0\0',
    },
  },
  darwin: {
    hasMenuBar: true,
    trayVariant: 'template',
    menuTakesLeftClick: true,
    trayMayBeLate: false,
    loginItems: 'bundle',
    windowHasIcon: false,
    notifiesOnlyInstalled: false,
    tellsLocks: true,
    clipboard: 'open',
    asksForShortcuts: false,
    secretClipboardFormats: { 'org.nspasteboard.ConcealedType': '1' },
  },
  linux: {
    hasMenuBar: false,
    trayVariant: 'linux',
    menuTakesLeftClick: false,
    trayMayBeLate: true,
    loginItems: 'xdg-autostart',
    windowHasIcon: true,
    notifiesOnlyInstalled: false,
    tellsLocks: false,
    clipboard: isWayland ? 'focus' : 'open',
    asksForShortcuts: isWayland,
    secretClipboardFormats: { 'x-kde-passwordManagerHint': 'secret' },
  },
} as const satisfies Readonly<Record<string, DesktopTraits>>;

/** The operating system, as Node names it. Electron runs on three. */
export const platform = process.platform as keyof typeof TRAITS;

export const desktopOs: DesktopTraits = TRAITS[platform];
