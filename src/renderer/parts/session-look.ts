import type { Translate } from '../../shared/messages/index.ts';
import type { SessionState } from '../../shared/session.ts';
import { minutesLeft, timeOfDay } from '../../shared/time.ts';
import type { IconName } from './icon.tsx';

/** How a state looks: a shape, and a colour beside it. */
export const LOOKS = {
  signedOut: { icon: 'none', tone: 'quiet' },
  signingIn: { icon: 'signIn', tone: 'quiet' },
  fresh: { icon: 'check', tone: 'good' },
  expiring: { icon: 'clock', tone: 'warn' },
  refreshing: { icon: 'refresh', tone: 'quiet' },
  offline: { icon: 'offline', tone: 'warn' },
  expired: { icon: 'warning', tone: 'bad' },
  signInRequired: { icon: 'signIn', tone: 'bad' },
  credentialRequired: { icon: 'key', tone: 'bad' },
} as const satisfies Readonly<Record<SessionState['kind'], { icon: IconName; tone: string }>>;

/** A duration in the largest unit that it has, such as "40 s". */
function shortDuration(milliseconds: number, t: Translate): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return t('window.seconds', { seconds });
  return t('tray.minutes', { minutes: Math.round(seconds / 60) });
}

/** What happens next by itself; undefined where nothing does. @param now epoch milliseconds */
export function whatIsNext(
  state: SessionState,
  now: number,
  locale: string,
  t: Translate,
): string | undefined {
  const { kind, nextRefresh } = state;
  if (nextRefresh === undefined || nextRefresh <= now) return undefined;
  switch (kind) {
    case 'fresh':
    case 'expiring':
      return t('window.refreshesAt', { time: timeOfDay(nextRefresh, now, locale) });
    case 'offline':
    case 'expired':
      return t('window.nextTry', { time: shortDuration(nextRefresh - now, t) });
    default:
      return undefined;
  }
}

/** A profile's state in a menu: the minutes left, where there are any, else its name. */
export function stateInBrief(state: SessionState, now: number, t: Translate): string {
  const { kind, token } = state;
  const isLive = token !== undefined && token.expiresOn > now;
  const isAsking = kind === 'signInRequired' || kind === 'credentialRequired' || kind === 'signingIn';
  if (!isLive || isAsking) return t(`state.${kind}`);
  return leftInWords(token.expiresOn, now, t);
}

/** "58 min left"; never "0 min left". */
function leftInWords(expiresOn: number, now: number, t: Translate): string {
  const minutes = minutesLeft(expiresOn, now);
  return minutes > 0 ? t('window.left', { minutes }) : t('window.underMinute');
}
