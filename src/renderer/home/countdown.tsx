import type { SessionState } from '../../shared/session.ts';
import { countdown } from '../../shared/time.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { now, t, timeInWords } from '../store.ts';

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

const RADIUS = 76;
const LENGTH = 2 * Math.PI * RADIUS;

/** The part of the token's life that is left, as a ring, and the time. It is no live region: it changes every second. */
export function CountdownRing({ session: { kind, token } }: { session: SessionState }) {
  if (!token) return null;
  const { expiresOn, obtainedOn } = token;
  const leftMs = Math.max(0, expiresOn - now.value);
  const share = Math.min(1, leftMs / Math.max(1, expiresOn - obtainedOn));
  const left = countdown(leftMs);
  const circle = { cx: 84, cy: 84, r: RADIUS };
  return (
    <div class="ring" data-tone={LOOKS[kind].tone} role="timer" aria-live="off">
      <svg viewBox="0 0 168 168" aria-hidden="true">
        <circle class="track" {...circle} />
        {share > 0 ? (
          <circle
            class="left"
            {...circle}
            stroke-dasharray={LENGTH}
            stroke-dashoffset={LENGTH * (1 - share)}
          />
        ) : null}
      </svg>
      <div class="time">
        <strong class={left.length > 5 ? 'long' : ''}>{left}</strong>
        <span class="quiet small">
          {t(leftMs > 0 ? 'window.until' : 'window.since', { time: timeInWords(expiresOn) })}
        </span>
      </div>
    </div>
  );
}

/** What the session is, which is said when it changes, and what happens next, which counts down unsaid. */
export function StateLine({ session }: { session: SessionState }) {
  const { kind } = session;
  const { icon, tone } = LOOKS[kind];
  const next = whatIsNext(session);
  return (
    <p class={`pill ${tone}`}>
      <Icon name={icon} class={kind === 'refreshing' ? 'turning' : ''} />
      <span>
        <span class="state" role="status">
          {t(`state.${kind}`)}
        </span>
        {next ? ` · ${next}` : null}
      </span>
    </p>
  );
}

/** What happens next by itself; undefined where nothing does. */
function whatIsNext({ kind, nextRefresh = 0 }: SessionState): string | undefined {
  if (nextRefresh <= now.value) return undefined;
  const seconds = Math.round((nextRefresh - now.value) / 1000);
  switch (kind) {
    case 'fresh':
    case 'expiring':
      return t('window.refreshesAt', { time: timeInWords(nextRefresh) });
    case 'offline':
    case 'expired': {
      const minutes = Math.round(seconds / 60);
      return t('window.nextTry', {
        time: seconds < 60 ? t('window.seconds', { seconds }) : t('tray.minutes', { minutes }),
      });
    }
    default:
      return undefined;
  }
}
