import type { SessionState } from '../../shared/session.ts';
import { countdown, timeOfDay } from '../../shared/time.ts';
import { LOOKS } from '../parts/session-look.ts';
import { now, translate } from '../store.ts';

const RADIUS = 76;
const LENGTH = 2 * Math.PI * RADIUS;

/** The part of the token's life that is left, as a ring, and the time. It is no live region: it changes every second. */
export function CountdownRing({ session, locale }: { session: SessionState; locale: string }) {
  const t = translate.value;
  const { kind, token } = session;
  if (!token) return null;
  const { expiresOn, obtainedOn } = token;
  const leftMs = Math.max(0, expiresOn - now.value);
  const share = Math.min(1, leftMs / Math.max(1, expiresOn - obtainedOn));
  const left = countdown(leftMs);
  const time = timeOfDay(expiresOn, now.value, locale);
  return (
    <div class="ring" data-tone={LOOKS[kind].tone} role="timer" aria-live="off">
      <svg viewBox="0 0 168 168" aria-hidden="true">
        <circle class="track" cx="84" cy="84" r={RADIUS} />
        {share > 0 ? (
          <circle
            class="left"
            cx="84"
            cy="84"
            r={RADIUS}
            stroke-dasharray={LENGTH}
            stroke-dashoffset={LENGTH * (1 - share)}
          />
        ) : null}
      </svg>
      <div class="time">
        <strong class={left.length > 5 ? 'long' : ''}>{left}</strong>
        <span class="quiet small">{t(leftMs > 0 ? 'window.until' : 'window.since', { time })}</span>
      </div>
    </div>
  );
}
