/** What the program does differently from one operating system to the next. */
interface DesktopTraits {
  /** The keys for copy and paste belong to the menu bar, which colours the tray's image and shows a text beside it. */
  readonly hasMenuBar: boolean;
  /** A menu that is set takes the left click too: it is shown at a right click only. */
  readonly menuTakesLeftClick: boolean;
  /** Where a program is named that starts when the person logs in. */
  readonly loginItems: 'electron' | 'xdg-autostart';
  /** Clipboard formats that tell histories and cloud clipboards to keep out, with their content. */
  readonly secretClipboardFormats: Readonly<Record<string, string>>;
}

/**
 * Sources of the clipboard's formats: Microsoft Learn, "Clipboard formats: Cloud Clipboard and Clipboard History
 * formats"; nspasteboard.org; Klipper and the managers that follow it.
 */
const TRAITS = {
  win32: {
    hasMenuBar: false,
    menuTakesLeftClick: false,
    loginItems: 'electron',
    secretClipboardFormats: {
      ExcludeClipboardContentFromMonitorProcessing: '1',
      // A DWORD of zero, little-endian.
      CanIncludeInClipboardHistory: '\0\0\0\0',
      CanUploadToCloudClipboard: '\0\0\0\0',
    },
  },
  darwin: {
    hasMenuBar: true,
    menuTakesLeftClick: true,
    loginItems: 'electron',
    secretClipboardFormats: { 'org.nspasteboard.ConcealedType': '1' },
  },
  linux: {
    hasMenuBar: false,
    menuTakesLeftClick: false,
    loginItems: 'xdg-autostart',
    secretClipboardFormats: { 'x-kde-passwordManagerHint': 'secret' },
  },
} as const satisfies Readonly<Record<string, DesktopTraits>>;

/** The operating system, as Node names it. Electron runs on three. */
export const platform = process.platform as keyof typeof TRAITS;

export const desktopOs: DesktopTraits = TRAITS[platform];
