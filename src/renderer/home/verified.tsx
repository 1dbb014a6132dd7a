import { timeOfDay } from '../../shared/time.ts';
import { CLOCK_SKEW_TOLD_MS, type Verification } from '../../shared/verification.ts';
import { FailurePanel } from '../parts/failure-panel.tsx';
import { Icon } from '../parts/icon.tsx';
import { RowWords } from '../parts/rows.tsx';
import { now, said, translate, verified } from '../store.ts';

/** Asks the workspace about the token; the answer stays until the next. */
export async function testConnection(profileId: string): Promise<void> {
  verified.value = { profileId, at: Date.now(), outcome: 'asking' };
  said.value = translate.value('verify.asking');
  const outcome = await window.bridge.request('session.verify', profileId);
  verified.value = { profileId, at: Date.now(), outcome };
  said.value = outcome.ok ? (outcome.value.displayName ?? outcome.value.userName) : '';
}

/** What the workspace said of the token: whom it takes them for, in one line, and the rest folded away. */
export function Verified({ profileId, locale }: { profileId: string; locale: string }) {
  const answer = verified.value;
  if (answer?.profileId !== profileId || answer.outcome === 'asking') return null;
  const { outcome, at } = answer;
  if (!outcome.ok) {
    return (
      <FailurePanel
        failure={outcome.failure}
        onDismiss={() => {
          verified.value = undefined;
        }}
      />
    );
  }
  return <Answer verification={outcome.value} at={at} locale={locale} />;
}

function Answer({ verification, at, locale }: { verification: Verification; at: number; locale: string }) {
  const t = translate.value;
  const { displayName, userName, groups, clusters, roundTripMs, clockSkewMs } = verification;
  const number = new Intl.NumberFormat(locale);
  const isOff = clockSkewMs !== undefined && Math.abs(clockSkewMs) > CLOCK_SKEW_TOLD_MS;
  const seconds = number.format(Math.abs(Math.round((clockSkewMs ?? 0) / 1000)));
  const brief = [
    groups.join(', '),
    ...(clusters.ok ? [t('app.labelled', { label: t('verify.clusters'), value: clusters.list.length })] : []),
  ];
  return (
    <>
      <details class="card answer">
        <summary class="row">
          <RowWords
            icon="verified"
            iconClass="good"
            label={displayName ?? userName}
            about={brief.filter(Boolean).join(' · ')}
          />
          <span class="quiet small">{timeOfDay(at, now.value, locale)}</span>
          <Icon name="down" class="quiet" />
        </summary>
        <dl class="facts">
          <dt>{t('verify.user')}</dt>
          <dd>{userName}</dd>
          <dt>{t('verify.groups')}</dt>
          <dd>{groups.length > 0 ? groups.join(', ') : t('verify.none')}</dd>
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
          <dt>{t('verify.roundTrip')}</dt>
          <dd>{number.format(roundTripMs)} ms</dd>
        </dl>
      </details>
      {isOff ? (
        <p class="pill warn">
          <Icon name="clock" />
          {t('app.labelled', {
            label: t('verify.clock'),
            value: t(clockSkewMs < 0 ? 'verify.clockBehind' : 'verify.clockAhead', { seconds }),
          })}
        </p>
      ) : null}
      {clusters.ok ? null : <FailurePanel failure={clusters.failure} />}
    </>
  );
}
