import type { ActiveProfile } from '../../shared/app-state.ts';
import { explain } from '../../shared/messages/index.ts';
import type { SessionEvent } from '../../shared/session-event.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { Page } from '../parts/page.tsx';
import { RowLink } from '../parts/rows.tsx';
import { t, timeInWords } from '../store.ts';

const LOOKS: Readonly<Record<SessionEvent['kind'], { icon: IconName; tone: string }>> = {
  signedIn: { icon: 'signIn', tone: 'good' },
  refreshed: { icon: 'refresh', tone: 'good' },
  online: { icon: 'check', tone: 'good' },
  copied: { icon: 'copy', tone: 'quiet' },
  used: { icon: 'key', tone: 'quiet' },
  signedOut: { icon: 'signOut', tone: 'quiet' },
  offline: { icon: 'offline', tone: 'warn' },
  expired: { icon: 'warning', tone: 'bad' },
  signInNeeded: { icon: 'signIn', tone: 'bad' },
  credentialNeeded: { icon: 'key', tone: 'bad' },
  signInFailed: { icon: 'warning', tone: 'bad' },
};

/** What happened to the session since the program started, and which programs got the token in the last day. */
export function ActivityPage({ active: { events, profile } }: { active: ActiveProfile }) {
  return (
    <Page title={t('window.history.title')} about={profile.name}>
      {events.length === 0 ? (
        <p class="quiet">{t('window.history.nothing')}</p>
      ) : (
        <ol class="card history">
          {events.map((event, index) => {
            const { icon, tone } = LOOKS[event.kind];
            const { title, why } = wordsOf(event);
            return (
              <li key={`${event.at} ${event.kind} ${index}`} class="row">
                <Icon name={icon} class={tone} />
                <span class="words">
                  <b>{title}</b>
                  {why ? <span class="quiet small">{why}</span> : null}
                </span>
                <time class="quiet small" dateTime={new Date(event.at).toISOString()}>
                  {timeInWords(event.at)}
                </time>
              </li>
            );
          })}
        </ol>
      )}
    </Page>
  );
}

/** The row that leads here, with the newest event and its time. */
export function ActivityRow({ events: [last] }: { events: readonly SessionEvent[] }) {
  return (
    <RowLink
      to={{ kind: 'activity' }}
      icon="activity"
      label={t('window.history.title')}
      about={last && `${wordsOf(last).title} · ${timeInWords(last.at)}`}
    />
  );
}

function wordsOf(event: SessionEvent): { title: string; why?: string } {
  switch (event.kind) {
    case 'copied':
      return { title: t('window.history.copied', { format: t(`copyFormat.${event.format}`) }) };
    case 'used':
      return { title: t('window.history.used', { program: event.program }) };
    case 'offline':
    case 'signInNeeded':
    case 'signInFailed':
      return { title: t(`window.history.${event.kind}`), why: explain(event.failure, t).why };
    case 'credentialNeeded':
      return {
        title: t('window.history.credentialNeeded'),
        ...(event.failure ? { why: explain(event.failure, t).why } : {}),
      };
    default:
      return { title: t(`window.history.${event.kind}`) };
  }
}
