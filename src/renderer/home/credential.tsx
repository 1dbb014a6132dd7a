import type { ActiveProfile, AppState } from '../../shared/app-state.ts';
import { certificateEnd, type SessionState } from '../../shared/session.ts';
import { shellQuoted } from '../../shared/shell-quoted.ts';
import { longDate } from '../../shared/time.ts';
import { ActivityRow } from '../pages/activity.tsx';
import { FailurePanel } from '../parts/failure-panel.tsx';
import { Hero } from '../parts/hero.tsx';
import { RowCopy, RowLink, type RowText, Section } from '../parts/rows.tsx';
import { dismissFailure, failureOf } from '../sign-in/sign-in.ts';
import { now, translate } from '../store.ts';

/** A service principal without a credential that works: how one is saved. */
export function CredentialRequired({
  state,
  active,
  session,
}: {
  state: AppState;
  active: ActiveProfile;
  session: SessionState;
}) {
  const t = translate.value;
  const { profile, events } = active;
  const failure = failureOf(session, profile.id);
  // One that the session keeps would come back at once.
  const isKept = session.kind === 'credentialRequired' && session.reason !== undefined;
  return (
    <>
      <Hero icon="key" title={t('state.credentialRequired')}>
        <p class="quiet">{t('principal.hint')}</p>
      </Hero>
      {failure ? <FailurePanel failure={failure} onDismiss={isKept ? undefined : dismissFailure} /> : null}
      <Section>
        <SaveCommand state={state} active={active} label={t('principal.copyCommand')} />
        <RowLink to={{ kind: 'profile', id: profile.id }} icon="settings" label={t('window.profiles.edit')} />
        <ActivityRow events={events} locale={state.locale} />
      </Section>
    </>
  );
}

/** The certificate ends soon, and how another one is saved. */
export function CertificateEnds({ state, active }: { state: AppState; active: ActiveProfile }) {
  const t = translate.value;
  const end = certificateEnd(active.session, now.value);
  if (end === undefined) return null;
  const words = end > now.value ? 'principal.certificateEnds' : 'principal.certificateEnded';
  const label = t(words, { date: longDate(end, state.locale) });
  return (
    <Section>
      <SaveCommand
        state={state}
        active={active}
        icon="clock"
        iconClass="warn"
        label={label}
        about={t('principal.copyRenewal')}
      />
    </Section>
  );
}

/** The command line reads secrets and keys; a window's fields could be looked into. */
export function SaveCommand({
  state: { platform },
  active: { profile, session },
  ...words
}: {
  state: AppState;
  active: ActiveProfile;
} & RowText) {
  const { identity } = session;
  const isCertificate = identity.kind === 'servicePrincipal' && identity.credential?.kind === 'certificate';
  const option = isCertificate ? '--certificate PEM-FILE' : '--client-secret-stdin';
  const command = `entra-token profile set ${shellQuoted(profile.name, platform === 'win32')} ${option}`;
  return (
    <RowCopy
      icon="key"
      about={command}
      {...words}
      request={() => window.bridge.request('clipboard.copyText', command)}
    />
  );
}
