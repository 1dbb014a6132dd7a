import { useSignal } from '@preact/signals';
import type { Result as OperationResult } from '../shared/operations.ts';
import { CLOCK_SKEW_TOLD_MS, type Verification } from '../shared/verification.ts';
import { FailurePanel } from './failure-panel.tsx';
import { translate } from './store.ts';

/** Asks the workspace about the token, and shows what it said. */
export function Verify({ locale }: { locale: string }) {
  const t = translate.value;
  const isAsking = useSignal(false);
  const outcome = useSignal<OperationResult<Verification> | undefined>(undefined);
  const ask = async () => {
    isAsking.value = true;
    outcome.value = undefined;
    outcome.value = await window.bridge.request('session.verify');
    isAsking.value = false;
  };
  return (
    <section class="verify">
      <div class="actions">
        <button type="button" disabled={isAsking.value} onClick={() => void ask()}>
          {t('verify.ask')}
        </button>
      </div>
      <div role="status">
        {isAsking.value ? <p class="quiet">{t('verify.asking')}</p> : null}
        {outcome.value?.ok ? <Result verification={outcome.value.value} locale={locale} /> : null}
      </div>
      {outcome.value?.ok === false ? (
        <FailurePanel
          failure={outcome.value.failure}
          onDismiss={() => {
            outcome.value = undefined;
          }}
        />
      ) : null}
    </section>
  );
}

function Result({ verification, locale }: { verification: Verification; locale: string }) {
  const t = translate.value;
  const { displayName, userName, groups, clusters, roundTripMs, clockSkewMs } = verification;
  const number = new Intl.NumberFormat(locale);
  const isOff = clockSkewMs !== undefined && Math.abs(clockSkewMs) > CLOCK_SKEW_TOLD_MS;
  return (
    <>
      <dl class="facts">
        <dt>{t('verify.user')}</dt>
        <dd>{displayName && displayName !== userName ? `${displayName} (${userName})` : userName}</dd>
        <dt>{t('verify.groups')}</dt>
        <dd>{groups.length > 0 ? groups.join(', ') : t('verify.none')}</dd>
        <dt>{t('verify.roundTrip')}</dt>
        <dd>{number.format(roundTripMs)} ms</dd>
        {isOff ? (
          <>
            <dt>{t('verify.clock')}</dt>
            <dd>{t('verify.clockOff', { seconds: number.format(Math.round(clockSkewMs / 1000)) })}</dd>
          </>
        ) : null}
        {clusters.ok ? (
          <>
            <dt>{t('verify.clusters')}</dt>
            <dd>
              {clusters.list.length === 0 ? t('verify.none') : null}
              <ul>
                {clusters.list.map(({ name, state }, index) => (
                  <li key={index}>
                    {name} <span class="quiet">{state}</span>
                  </li>
                ))}
              </ul>
            </dd>
          </>
        ) : null}
      </dl>
      {clusters.ok ? null : <FailurePanel failure={clusters.failure} />}
    </>
  );
}
