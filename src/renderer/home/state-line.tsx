import type { SessionState } from '../../shared/session.ts';
import { Icon } from '../parts/icon.tsx';
import { LOOKS, whatIsNext } from '../parts/session-look.ts';
import { now, translate } from '../store.ts';

/** What the session is, which is said when it changes, and what happens next, which counts down unsaid. */
export function StateLine({ session, locale }: { session: SessionState; locale: string }) {
  const t = translate.value;
  const { kind } = session;
  const { icon, tone } = LOOKS[kind];
  const next = whatIsNext(session, now.value, locale, t);
  return (
    <p class={`pill ${tone}`}>
      <Icon name={icon} {...(kind === 'refreshing' ? { class: 'turning' } : {})} />
      <span>
        <span class="state" role="status">
          {t(`state.${kind}`)}
        </span>
        {next ? ` · ${next}` : null}
      </span>
    </p>
  );
}
