/**
 * Times as people read them. All instants are epoch milliseconds; a locale is a BCP 47 tag.
 */

/** Whole minutes left until `expiresOn`, rounded down so that we never promise more than there is. */
export function minutesLeft(expiresOn: number, now: number): number {
  return Math.max(0, Math.floor((expiresOn - now) / 60_000));
}

/** "58:07", "89:00"; "2:05:09" from 100 minutes on. Negative durations show as zero. */
export function countdown(milliseconds: number): string {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  const minutes = Math.floor(total / 60);
  const two = (value: number) => String(value).padStart(2, '0');
  return minutes < 100
    ? `${minutes}:${two(total % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(total % 60)}`;
}

/** A day such as "December 12, 2026". */
export function longDate(instant: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(instant);
}

/** The local time of day, such as "19:04"; with the day when it is not today. */
export function timeOfDay(instant: number, now: number, locale: string): string {
  const sameDay = new Date(instant).toDateString() === new Date(now).toDateString();
  const { hour12 } = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions();
  return new Intl.DateTimeFormat(locale, {
    // "9:29 PM", but "09:29".
    hour: hour12 ? 'numeric' : '2-digit',
    minute: '2-digit',
    ...(sameDay ? {} : { weekday: 'short' }),
  }).format(instant);
}
