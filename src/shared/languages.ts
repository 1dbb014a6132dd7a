import { keysOf } from './keys-of.ts';

interface LanguageFacts {
  /** BCP 47 tag of the messages, and of the formats where the system speaks another language. */
  readonly locale: string;
  /** As the language calls itself, so that whoever is lost in a wrong one finds their own. */
  readonly name: string;
}

/** The languages of the program. Each has its words in `messages/`. */
export const LANGUAGES = {
  en: { locale: 'en', name: 'English' },
  fr: { locale: 'fr', name: 'Français' },
  pt: { locale: 'pt-BR', name: 'Português (Brasil)' },
} as const satisfies Readonly<Record<string, LanguageFacts>>;

export type Language = keyof typeof LANGUAGES;

export const LANGUAGE_CODES = keysOf(LANGUAGES);

/** The locale of the chosen language, with the system's formats where it is the system's language too. */
export function localeOf(language: Language | 'system', systemLocale: string): string {
  if (language === 'system' || systemLocale.toLowerCase().startsWith(language)) return systemLocale;
  return LANGUAGES[language].locale;
}

/** The program's language for a BCP 47 tag; English where it does not speak that one. */
export function languageOf(locale: string): Language {
  const base = locale.toLowerCase().split('-')[0];
  return LANGUAGE_CODES.find((language) => language === base) ?? 'en';
}
