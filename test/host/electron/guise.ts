import { tmpdir } from 'node:os';

/** The desktops that the host can pretend to be. */
export type GuiseName = 'gnome-wayland' | 'x11' | 'windows' | 'macos';

/** What differs from one desktop to the next, as read from Electron's and Chromium's source. */
interface Guise {
  readonly platform: 'linux' | 'win32' | 'darwin';
  /** Whether the program runs as it is installed. */
  readonly isPackaged: boolean;
  /** What the system says about its session. */
  readonly environment: Readonly<Record<string, string>>;
  /** `ready-to-show` comes; under Wayland it often never does (electron/electron#48859). */
  readonly tellsReadyToShow: boolean;
  /** A program may place its windows, and knows where they are. */
  readonly placesWindows: boolean;
  /**
   * `focus`: the compositor drops what a program without the keyboard writes, which reads its own cache then
   * (Chromium's wayland_data_device). `turns`: while another program has it open, nothing else gets at it.
   */
  readonly clipboard: 'open' | 'focus' | 'turns';
  /** Where the tray's icon is; StatusNotifier does not tell. */
  readonly trayBounds: Electron.Rectangle;
  /**
   * What colour the bar has, by `nativeTheme`: Linux has the application's only, Windows none before the first
   * `updated` (electron/electron#52308).
   */
  readonly barColour: 'application' | 'late' | 'known';
  /**
   * Whether `register` tells the truth and `unregister` works; the portal's does neither, and serves only programs
   * with a name in reverse DNS (electron/electron#52218).
   */
  readonly shortcuts: 'own' | 'portal';
  readonly tellsLocks: boolean;
  readonly displays: readonly Electron.Rectangle[];
}

const NOWHERE = { x: 0, y: 0, width: 0, height: 0 };
const FIRST = { x: 0, y: 0, width: 1280, height: 800 };
const SECOND = { x: 1280, y: 0, width: 1920, height: 1080 };

const LINUX = {
  platform: 'linux',
  trayBounds: NOWHERE,
  barColour: 'application',
  tellsLocks: false,
  displays: [FIRST],
} as const;

const GUISES: Readonly<Record<GuiseName, Guise>> = {
  'gnome-wayland': {
    ...LINUX,
    isPackaged: true,
    environment: { XDG_SESSION_TYPE: 'wayland', WAYLAND_DISPLAY: 'wayland-0', XDG_CURRENT_DESKTOP: 'GNOME' },
    tellsReadyToShow: false,
    placesWindows: false,
    clipboard: 'focus',
    shortcuts: 'portal',
  },
  x11: {
    ...LINUX,
    isPackaged: false,
    environment: { XDG_SESSION_TYPE: 'x11', WAYLAND_DISPLAY: '', XDG_CURRENT_DESKTOP: 'XFCE' },
    tellsReadyToShow: true,
    placesWindows: true,
    clipboard: 'open',
    shortcuts: 'own',
  },
  windows: {
    platform: 'win32',
    isPackaged: true,
    // Where Node looks for the folder for temporary files there.
    environment: { TEMP: tmpdir() },
    tellsReadyToShow: true,
    placesWindows: true,
    clipboard: 'turns',
    trayBounds: { x: 3000, y: 1046, width: 24, height: 24 },
    barColour: 'late',
    shortcuts: 'own',
    tellsLocks: true,
    displays: [FIRST, SECOND],
  },
  macos: {
    platform: 'darwin',
    isPackaged: true,
    environment: {},
    tellsReadyToShow: true,
    placesWindows: true,
    clipboard: 'open',
    trayBounds: { x: 1160, y: 0, width: 32, height: 24 },
    barColour: 'known',
    shortcuts: 'own',
    tellsLocks: true,
    displays: [FIRST, SECOND],
  },
};

const name = (process.env.HOST_GUISE ?? 'x11') as GuiseName;

/** The desktop of this process: `HOST_GUISE`. */
export const guise = GUISES[name];
if (!guise) throw new Error(`HOST_GUISE must be one of ${Object.keys(GUISES).join(', ')}, not "${name}"`);
