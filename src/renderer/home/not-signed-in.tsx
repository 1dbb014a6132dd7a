import type { ActiveProfile } from '../../shared/app-state.ts';
import type { SessionState } from '../../shared/session.ts';
import { ActivityRow } from '../pages/activity.tsx';
import { FailurePanel } from '../parts/failure-panel.tsx';
import { Hero } from '../parts/hero.tsx';
import { RowLink, Section } from '../parts/rows.tsx';
import { dismissFailure, failureOf, signInPlainly } from '../sign-in/sign-in.ts';
import { t } from '../store.ts';
import { SaveCommand } from './credential.tsx';

/** Nobody is signed in: where one would be, and the way to it; of a service principal, how a credential is saved. */
export function NotSignedIn(props: {
  active: ActiveProfile;
  session: Extract<SessionState, { kind: 'signedOut' | 'credentialRequired' }>;
}) {
  const { active, session } = props;
  const { profile, events } = active;
  const { kind } = session;
  const isPerson = kind === 'signedOut';
  const failure = failureOf(session, profile.id);
  // One that the session keeps would come back at once.
  const isKept = !isPerson && session.reason !== undefined;
  return (
    <>
      <Hero icon="key" title={t(`state.${kind}`)}>
        {isPerson && profile.workspaceUrl ? (
          <p class="one-line" title={profile.workspaceUrl}>
            {new URL(profile.workspaceUrl).host}
          </p>
        ) : null}
        <p class="quiet">{t(isPerson ? 'window.signedOutHint' : 'principal.hint')}</p>
      </Hero>
      <FailurePanel failure={failure} onDismiss={isKept ? undefined : dismissFailure} />
      {isPerson ? (
        <button type="button" class="button primary" onClick={() => signInPlainly(profile.id)}>
          {t('window.signIn')}
        </button>
      ) : null}
      <Section>
        {isPerson ? (
          <RowLink to={{ kind: 'signIn' }} icon="person" label={t('window.ways.title')} />
        ) : (
          <SaveCommand active={active} label={t('principal.copyCommand')} />
        )}
        <RowLink to={{ kind: 'profile', id: profile.id }} icon="settings" label={t('window.profiles.edit')} />
        <ActivityRow events={events} />
      </Section>
    </>
  );
}
