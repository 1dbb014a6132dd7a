import type { ActiveProfile } from '../../shared/app-state.ts';
import type { SessionState } from '../../shared/session.ts';
import { lastEvent } from '../pages/activity.tsx';
import { FailurePanel } from '../parts/failure-panel.tsx';
import { Icon } from '../parts/icon.tsx';
import { RowLink, Section } from '../parts/rows.tsx';
import { dismissFailure, failureOf, signInPlainly } from '../sign-in/sign-in.ts';
import { translate } from '../store.ts';

/** Nobody is signed in: where one would be, and the way to it. */
export function SignedOut({
  active,
  session,
  locale,
}: {
  active: ActiveProfile;
  session: SessionState;
  locale: string;
}) {
  const t = translate.value;
  const { profile, events } = active;
  const failure = failureOf(session, profile.id);
  return (
    <>
      <div class="hero">
        <span class="badge">
          <Icon name="key" />
        </span>
        <h2 class="title">
          <span class="state" role="status">
            {t('state.signedOut')}
          </span>
        </h2>
        {profile.workspaceUrl ? (
          <p class="one-line" title={profile.workspaceUrl}>
            {new URL(profile.workspaceUrl).host}
          </p>
        ) : null}
        <p class="quiet">{t('window.signedOutHint')}</p>
      </div>
      {failure ? <FailurePanel failure={failure} onDismiss={dismissFailure} /> : null}
      <button type="button" class="button primary" onClick={() => signInPlainly(profile.id)}>
        {t('window.signIn')}
      </button>
      <Section>
        <RowLink to={{ kind: 'signIn' }} icon="person" label={t('window.ways.title')} />
        <RowLink to={{ kind: 'profile', id: profile.id }} icon="settings" label={t('window.profiles.edit')} />
        <RowLink
          to={{ kind: 'activity' }}
          icon="activity"
          label={t('window.history.title')}
          about={lastEvent(events, locale)}
        />
      </Section>
    </>
  );
}
