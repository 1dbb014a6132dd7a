import type { Failure } from '../shared/failure.ts';
import { explain } from '../shared/messages/index.ts';
import { translate } from './store.ts';

/** What happened, why, and what to do next; with what the help desk will ask for. */
export function FailurePanel({
  failure,
  locale,
  onDismiss,
}: {
  failure: Failure;
  locale: string;
  onDismiss?: () => void;
}) {
  const t = translate.value;
  const { title, why, next } = explain(failure, t);
  return (
    <section class="panel" role="alert">
      <h2>{title}</h2>
      <p>{why}</p>
      <p>{next}</p>
      {failure.correlationId ? (
        <small class="quiet">
          {t('window.helpDesk')}: {failure.aadsts === undefined ? '' : `AADSTS${failure.aadsts}, `}
          {t('window.correlationId')} {failure.correlationId},{' '}
          {new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'long' }).format(failure.at)}
        </small>
      ) : null}
      {onDismiss ? (
        <button type="button" onClick={onDismiss}>
          {t('window.dismiss')}
        </button>
      ) : null}
    </section>
  );
}
