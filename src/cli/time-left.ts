import type { Translate } from '../shared/messages/index.ts';
import { minutesLeft } from '../shared/time.ts';

/** How long it is until `expiresOn`, in words. Under a minute is not none. */
export function timeLeft(
  expiresOn: number,
  now: number,
  t: Translate,
  inMinutes: 'window.left' | 'cli.onlyLeft' = 'window.left',
): string {
  const minutes = minutesLeft(expiresOn, now);
  return minutes < 1 ? t('window.underMinute') : t(inMinutes, { minutes });
}
