import { kindOf } from '../../shared/failures.ts';
import { explain } from '../../shared/messages/index.ts';
import {
  CLOCK_SKEW_TOLD_MS,
  type Cluster,
  type Listed,
  type Verification,
} from '../../shared/verification.ts';
import { FailurePanel } from '../parts/failure-panel.tsx';
import { Icon } from '../parts/icon.tsx';
import { Copyable, RowWords } from '../parts/rows.tsx';
import { call, locale, said, t, timeInWords, verified } from '../store.ts';

/** Asks the workspace about the token; the answer stays until the next. */
export async function testConnection(profileId: string): Promise<void> {
  const asking = { profileId, at: Date.now(), outcome: 'asking' } as const;
  verified.value = asking;
  said.value = t('verify.asking');
  const outcome = await call('session.verify', profileId);
  // Another profile's may have been asked meanwhile.
  if (verified.value !== asking) return;
  verified.value = { profileId, at: Date.now(), outcome };
  said.value = outcome.ok ? (outcome.value.displayName ?? outcome.value.userName) : '';
}

/** What the workspace said of the token: whom it takes them for, in one line, and the rest folded away. */
export function Verified({ profileId }: { profileId: string }) {
  const answer = verified.value;
  if (answer?.profileId !== profileId || answer.outcome === 'asking') return null;
  const { outcome, at } = answer;
  if (outcome.ok) return <Answer verification={outcome.value} at={at} />;
  const dismiss = () => {
    verified.value = undefined;
  };
  return <FailurePanel failure={outcome.failure} onDismiss={dismiss} />;
}

function Answer({ verification, at }: { verification: Verification; at: number }) {
  const { displayName, userName, groups, clusters, warehouses, roundTripMs, clockSkewMs } = verification;
  const number = new Intl.NumberFormat(locale.value);
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
          <span class="quiet small">{timeInWords(at)}</span>
          <Icon name="down" class="quiet" />
        </summary>
        <dl class="facts">
          <dt>{t('verify.user')}</dt>
          <dd>{userName}</dd>
          <dt>{t('verify.groups')}</dt>
          <dd>{groups.length > 0 ? groups.join(', ') : t('verify.none')}</dd>
          <dt>{t('verify.clusters')}</dt>
          <dd>
            <Entries of={clusters} />
          </dd>
          <dt>{t('verify.warehouses')}</dt>
          <dd>
            <Entries of={warehouses} />
          </dd>
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
      {[clusters, warehouses].map((found, index) =>
        // What only others may see is said in its place above: nothing has gone wrong.
        found.ok || kindOf(found.failure) === 'refused' ? null : (
          <FailurePanel key={index} failure={found.failure} />
        ),
      )}
    </>
  );
}

/** What the workspace has, or why it is not known. */
function Entries({ of }: { of: Listed<Cluster & { readonly httpPath?: string }> }) {
  if (!of.ok) return explain(of.failure, t).title;
  if (of.list.length === 0) return t('verify.none');
  return (
    <ul>
      {of.list.map(({ name, state, httpPath }, index) => (
        <li key={index}>
          {name} <span class="quiet">{state}</span>
          {httpPath ? <Copyable text={httpPath} name={t('verify.httpPath')} /> : null}
        </li>
      ))}
    </ul>
  );
}
