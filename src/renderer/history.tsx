import { explain, type Translate } from '../shared/messages/index.ts';
import type { SessionEvent } from '../shared/session-event.ts';
import { timeOfDay } from '../shared/time.ts';
import { now, translate } from './store.ts';

/** What happened to the session since the program started. */
export function History({ events, locale }: { events: readonly SessionEvent[]; locale: string }) {
  const t = translate.value;
  return (
    <details class="ways">
      <summary>{t('window.history.title')}</summary>
      {events.length === 0 ? <p class="quiet">{t('window.history.nothing')}</p> : null}
      <ol class="history">
        {events.map((event) => (
          <li key={`${event.at} ${event.kind}`}>
            <time dateTime={new Date(event.at).toISOString()}>{timeOfDay(event.at, now.value, locale)}</time>{' '}
            {textOf(event, t)}
          </li>
        ))}
      </ol>
    </details>
  );
}

function textOf(event: SessionEvent, t: Translate): string {
  switch (event.kind) {
    case 'copied':
      return t('window.history.copied', { format: t(`copyFormat.${event.format}`) });
    case 'offline':
    case 'signInNeeded':
    case 'signInFailed':
      return t(`window.history.${event.kind}`, { why: explain(event.failure, t).why });
    default:
      return t(`window.history.${event.kind}`);
  }
}
