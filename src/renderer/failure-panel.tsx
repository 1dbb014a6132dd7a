import { useSignal } from '@preact/signals';
import { type Failure, helperOf } from '../shared/failures.ts';
import { explain, helpDeskLines } from '../shared/messages/index.ts';
import { appState, translate } from './store.ts';

/** What happened, why, who can fix it, and what to do next; with what the help desk will ask for. */
export function FailurePanel({ failure, onDismiss }: { failure: Failure; onDismiss?: () => void }) {
  const t = translate.value;
  const isCopied = useSignal(false);
  const profile = appState.value?.active?.profile;
  const { title, why, who, next } = explain(failure, t, profile?.name);
  const details = helpDeskLines(failure, profile, t);
  const copy = async () => {
    const text = [title, why, ...details].join('\n');
    const outcome = await window.bridge.request('clipboard.copyText', text);
    isCopied.value = outcome.ok;
  };
  return (
    <section class="panel" role="alert">
      <h2>{title}</h2>
      <p>{why}</p>
      <p>{next}</p>
      {who ? (
        <p class="who" data-helper={helperOf(failure)}>
          {who}
        </p>
      ) : null}
      {failure.correlationId ? (
        <details>
          <summary>{t('helpDesk.label')}</summary>
          <ul class="details">
            {details.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <button type="button" onClick={() => void copy()}>
            {isCopied.value ? t('window.detailsCopied') : t('window.copyDetails')}
          </button>
        </details>
      ) : null}
      {onDismiss ? (
        <button type="button" onClick={onDismiss}>
          {t('window.dismiss')}
        </button>
      ) : null}
    </section>
  );
}
