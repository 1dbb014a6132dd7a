/**
 * The person's language and formats, as a BCP 47 tag: what the terminal says by POSIX rules (an empty variable is as
 * one that is not set), else what the system says.
 */
export function systemLocale(environment: NodeJS.ProcessEnv): string {
  const { LC_ALL, LC_MESSAGES, LANG } = environment;
  const [name = ''] = (LC_ALL || LC_MESSAGES || LANG || '').split(/[.@]/);
  const tag = name.replace('_', '-');
  if (tag === 'C' || tag === 'POSIX') return 'en';
  try {
    const [canonical] = Intl.getCanonicalLocales(tag || []);
    if (canonical) return canonical;
  } catch {
    // Not a language: the system's.
  }
  return Intl.DateTimeFormat().resolvedOptions().locale;
}
