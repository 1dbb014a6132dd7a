import type { TrayVariant } from '../shared/tray-images.ts';

/** The operating system, as Node names it. Electron runs on three. */
export const platform = process.platform as 'win32' | 'darwin' | 'linux';

const isWindows = platform === 'win32';
const isMac = platform === 'darwin';
const isLinux = platform === 'linux';
/** The session's compositor, not that of an X server inside it. */
const isWayland =
  isLinux && process.env.XDG_SESSION_TYPE === 'wayland' && !process.argv.includes('--ozone-platform=x11');

/**
 * Clipboard formats that tell histories and cloud clipboards to keep out, with their content. Sources: Microsoft Learn,
 * "Clipboard formats: Cloud Clipboard and Clipboard History formats"; nspasteboard.org; Klipper and the managers that
 * follow it.
 */
const SECRET_FORMATS: Readonly<Record<typeof platform, Readonly<Record<string, string>>>> = {
  win32: {
    ExcludeClipboardContentFromMonitorProcessing: '1',
    // A DWORD of zero, little-endian.
    CanIncludeInClipboardHistory: '\0\0\0\0',
    CanUploadToCloudClipboard: '\0\0\0\0',
  },
  darwin: { 'org.nspasteboard.ConcealedType': '1' },
  linux: { 'x-kde-passwordManagerHint': 'secret' },
};

/** What the program does differently from one operating system to the next. */
export const desktopOs = {
  /** The keys for copy, paste and close belong to the menu bar, which colours the tray's image and shows a text beside it. */
  hasMenuBar: isMac,
  trayVariant: ({ win32: 'windows', darwin: 'template', linux: 'linux' } as const)[
    platform
  ] satisfies TrayVariant,
  /** A menu that is set takes the left click too: it is shown at a right click only, or at one with Control. */
  menuTakesLeftClick: isMac,
  /** The place for tray icons may come later than the program, which the session's bus tells. */
  trayMayBeLate: isLinux,
  /** Where a program is named that starts when the person logs in. */
  loginItems: ({ win32: 'run-key', darwin: 'bundle', linux: 'xdg-autostart' } as const)[platform],
  /** A window has an icon of its own, which the program brings. */
  windowHasIcon: isLinux,
  /** Notifications of a program that is not installed leave a shortcut to Electron behind, under the program's name. */
  notifiesOnlyInstalled: isWindows,
  /** The system tells when the screen is locked; elsewhere it is looked at. */
  tellsLocks: !isLinux,
  /**
   * `focus`: the compositor takes a copy only from the window that has the keyboard, and drops any other without a word.
   * `turns`: while another program has the clipboard open, whatever is done with it has no effect, without a word.
   */
  clipboard: isWindows ? 'turns' : isWayland ? 'focus' : 'open',
  /** The system may refuse a shortcut without telling. */
  asksForShortcuts: isWayland,
  secretClipboardFormats: SECRET_FORMATS[platform],
} as const;
