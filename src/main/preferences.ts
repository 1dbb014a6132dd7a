import { nativeTheme } from 'electron';
import type { Settings } from '../core/app/settings.ts';
import type { ShortcutState } from '../shared/app-state.ts';
import { localeOf } from '../shared/languages.ts';
import { loadTranslate, type Translate } from '../shared/messages/index.ts';
import { setLoginItem } from './login-item.ts';

export interface DesktopPreferencesOptions {
  readonly setShortcut: (accelerator: string) => ShortcutState;
  /** BCP 47 tag. */
  readonly systemLocale: string;
  /** Called when the language has changed. */
  readonly onChange: () => void;
  /** Called when the login item can't be changed. */
  readonly onFailure: (error: unknown) => void;
}

/** Has the desktop do what the person chose, and speaks their language. */
export class DesktopPreferences {
  readonly #options: DesktopPreferencesOptions;
  #applied: Settings | undefined;
  #loginItem = Promise.resolve();
  #shortcut: ShortcutState = 'none';
  #words: { readonly locale: string; readonly t: Translate };

  private constructor(options: DesktopPreferencesOptions, t: Translate) {
    this.#options = options;
    this.#words = { locale: options.systemLocale, t };
  }

  /** Speaks the system's language until the settings have been read. */
  static async create(options: DesktopPreferencesOptions): Promise<DesktopPreferences> {
    return new DesktopPreferences(options, await loadTranslate(options.systemLocale));
  }

  /** BCP 47 tag of the language and formats. */
  get locale(): string {
    return this.#words.locale;
  }

  /** The messages in the chosen language. */
  get t(): Translate {
    return this.#words.t;
  }

  /** What has become of the chosen shortcut. */
  get shortcut(): ShortcutState {
    return this.#shortcut;
  }

  /** Applies what differs from what was applied last. */
  apply(settings: Settings): void {
    const before = this.#applied;
    this.#applied = settings;
    const { setShortcut, systemLocale, onFailure } = this.#options;
    const { language, theme, copyShortcut, startAtLogin } = settings;
    const locale = localeOf(language, systemLocale);
    if (before?.language !== language && locale !== this.locale) void this.#speak(locale);
    if (before?.theme !== theme) nativeTheme.themeSource = theme;
    if (before?.copyShortcut !== copyShortcut) this.#shortcut = setShortcut(copyShortcut);
    // At the start it is as it was left: a person may have taken it out of the system's own list.
    // One after the other: what was chosen last is what stays.
    if (before && before.startAtLogin !== startAtLogin)
      this.#loginItem = this.#loginItem.then(() => setLoginItem(startAtLogin)).catch(onFailure);
  }

  async #speak(locale: string): Promise<void> {
    this.#words = { locale, t: await loadTranslate(locale) };
    this.#options.onChange();
  }
}
