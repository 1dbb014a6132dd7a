import type { SessionState } from '../shared/session.ts';
import { countdown } from '../shared/time.ts';
import { translate } from './store.ts';

const RADIUS = 44;
const LENGTH = 2 * Math.PI * RADIUS;
/** A full ring: an hour, the shortest life of a token of Entra's. */
const FULL_MS = 60 * 60_000;

/** The life that is left, as a ring and as a number. The number is no live region: it changes every second. */
export function CountdownRing({ kind, leftMs }: { kind: SessionState['kind']; leftMs: number }) {
  const t = translate.value;
  const share = Math.min(1, Math.max(0, leftMs / FULL_MS));
  return (
    <div class="ring" data-kind={kind} role="timer" aria-live="off">
      <svg viewBox="0 0 100 100" aria-hidden="true">
        <circle class="track" cx="50" cy="50" r={RADIUS} />
        {share > 0 ? (
          <circle
            class="left"
            cx="50"
            cy="50"
            r={RADIUS}
            stroke-dasharray={LENGTH}
            stroke-dashoffset={LENGTH * (1 - share)}
          />
        ) : null}
      </svg>
      <div class="time">
        <strong>{countdown(leftMs)}</strong>
        <span class="quiet">{t('window.minutesLeft')}</span>
      </div>
    </div>
  );
}
