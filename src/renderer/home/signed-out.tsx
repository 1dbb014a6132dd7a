import type { ActiveProfile } from '../../shared/app-state.ts';
import type { SessionState } from '../../shared/session.ts';
import { ActivityRow } from '../pages/activity.tsx';
import { FailurePanel } from '../parts/failure-panel.tsx';
import { Hero } from '../parts/hero.tsx';
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
      <Hero icon="key" title={t('state.signedOut')}>
        {profile.workspaceUrl ? (
          <p class="one-line" title={profile.workspaceUrl}>
            {new URL(profile.workspaceUrl).host}
          </p>
        ) : null}
        <p class="quiet">{t('window.signedOutHint')}</p>
      </Hero>
      {failure ? <FailurePanel failure={failure} onDismiss={dismissFailure} /> : null}
      <button type="button" class="button primary" onClick={() => signInPlainly(profile.id)}>
        {t('window.signIn')}
      </button>
      <Section>
        <RowLink to={{ kind: 'signIn' }} icon="person" label={t('window.ways.title')} />
        <RowLink to={{ kind: 'profile', id: profile.id }} icon="settings" label={t('window.profiles.edit')} />
        <ActivityRow events={events} locale={locale} />
      </Section>
    </>
  );
}
