import type { Language } from './languages.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** The version of the settings file that this program writes. A change of meaning gets a new one and a migration. */
export const SETTINGS_VERSION = 2;

/** What a person can choose in the window; times in the unit that the name tells. */
export interface Preferences {
  readonly language: 'system' | Language;
  readonly theme: Theme;
  /** What a left click on the tray icon does (Windows, macOS). */
  readonly clickAction: 'copy' | 'open';
  readonly notifications: boolean;
  readonly minValidMinutes: number;
  readonly clipboardClearSeconds: number;
  readonly startAtLogin: boolean;
  /** Electron's accelerator of the shortcut that copies; empty for none. */
  readonly copyShortcut: string;
  /** macOS: the minutes left beside the icon. */
  readonly minutesInMenuBar: boolean;
}

/** The bounds of the numbers among them. */
export const PREFERENCE_BOUNDS = {
  minValidMinutes: { min: 1, max: 45 },
  clipboardClearSeconds: { min: 10, max: 86_400 },
} as const;
