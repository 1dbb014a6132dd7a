import type { ActiveProfile, AppState } from '../../shared/app-state.ts';
import { isConsentMissing } from '../../shared/failures.ts';
import type { CopiedToken, Result } from '../../shared/operations.ts';
import { isSignInSoon, type SessionState } from '../../shared/session.ts';
import { ActivityRow } from '../pages/activity.tsx';
import { connectedNames } from '../pages/connect.tsx';
import { FailurePanel } from '../parts/failure-panel.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';
import { RowButton, RowLink, Section, useCopied } from '../parts/rows.tsx';
import { dismissFailure, failureOf, signInPlainly } from '../sign-in/sign-in.ts';
import { call, now, refused, t, timeInWords, verified } from '../store.ts';
import { CopyToken, copiedInWords } from './copy-token.tsx';
import { CountdownRing, StateLine } from './countdown.tsx';
import { CertificateEnds, SaveCommand } from './credential.tsx';
import { testConnection, Verified } from './verified.tsx';

/** Somebody is signed in: how long the token lasts, and what can be done with it. */
export function Live(props: {
  state: AppState;
  active: ActiveProfile;
  session: Exclude<SessionState, { kind: 'signedOut' | 'signingIn' }>;
}) {
  const { state, active, session } = props;
  const { profile, events } = active;
  const failure = failureOf(session, profile.id);
  const ask = async <T,>(request: Promise<Result<T>>) => {
    const outcome = await request;
    refused.value = outcome.ok ? undefined : { profileId: profile.id, failure: outcome.failure };
    return outcome;
  };
  const [copied, copy] = useCopied<CopiedToken>(copiedInWords);
  const { kind, token, nextSignIn } = session;
  const isLive = token !== undefined && token.expiresOn > now.value;
  const hasWorkspace = profile.workspaceUrl !== undefined;
  const refresh = () => void ask(call('session.refresh'));
  const copyToken = (isMain: boolean) => (
    <CopyToken
      copied={copied?.value}
      hasWorkspace={hasWorkspace}
      isMain={isMain}
      onCopy={(format) => void copy(ask(call('token.copy', format)))}
    />
  );
  const needsPerson = kind === 'signInRequired' || kind === 'credentialRequired';
  return (
    <>
      <div class={failure ? 'hero compact' : 'hero'}>
        <CountdownRing session={session} />
        <StateLine session={session} />
      </div>
      {needsPerson ? null : mainButton()}
      <FailurePanel
        failure={failure}
        sentence={
          needsPerson && isLive ? t('window.worksUntil', { time: timeInWords(token.expiresOn) }) : undefined
        }
        onDismiss={session.failure || needsPerson ? undefined : dismissFailure}
      />
      {needsPerson ? mainButton() : null}
      {needsPerson && isLive ? copyToken(false) : null}
      {isLive && !needsPerson ? (
        <div class="tiles">
          <Tile icon="refresh" label={t('window.refresh')} isBusy={kind === 'refreshing'} onClick={refresh} />
          {hasWorkspace ? (
            <>
              <Tile
                icon="verified"
                label={t('verify.ask')}
                isBusy={verified.value?.outcome === 'asking'}
                onClick={() => void testConnection(profile.id)}
              />
              <Tile
                icon="open"
                label={t('window.openWorkspace')}
                onClick={() => void ask(call('workspace.open'))}
              />
            </>
          ) : null}
        </div>
      ) : null}
      {isLive ? <Verified profileId={profile.id} /> : null}
      {needsPerson ? null : <CertificateEnds active={active} />}
      {nextSignIn && isSignInSoon(session, now.value) ? (
        <Section>
          <RowButton
            icon="clock"
            iconClass="warn"
            label={t('window.signInDue', { time: timeInWords(nextSignIn) })}
            about={t('window.signInNow')}
            onClick={() => signInPlainly(profile.id)}
          />
        </Section>
      ) : null}
      <Section>
        {kind === 'credentialRequired' ? (
          <SaveCommand active={active} label={t('principal.copyCommand')} />
        ) : null}
        {kind === 'signInRequired' ? (
          <RowLink to={{ kind: 'signIn' }} icon="person" label={t('window.ways.title')} />
        ) : null}
        <RowLink
          to={{ kind: 'connect' }}
          icon="tools"
          label={t('window.connect.title')}
          about={connectedNames(state, profile)}
        />
        {isLive ? <RowLink to={{ kind: 'details' }} icon="key" label={t('window.claims.title')} /> : null}
        <ActivityRow events={events} />
      </Section>
    </>
  );

  /** The one thing to do now. */
  function mainButton() {
    if (session.kind === 'signInRequired') {
      return (
        <button type="button" class="button primary" onClick={() => signInPlainly(profile.id)}>
          {t(isConsentMissing(session.reason) ? 'window.signInAndConsent' : 'window.signIn')}
        </button>
      );
    }
    if (kind === 'credentialRequired') return null;
    if (isLive) return copyToken(true);
    return (
      <button type="button" class="button primary" disabled={kind === 'refreshing'} onClick={refresh}>
        <Icon name="refresh" class={kind === 'refreshing' ? 'turning' : ''} />
        {t('window.retry')}
      </button>
    );
  }
}

/** A small button with its icon above its words. */
function Tile(props: { icon: IconName; label: string; isBusy?: boolean; onClick: () => void }) {
  const { icon, label, isBusy = false, onClick } = props;
  return (
    <button type="button" class="tile" disabled={isBusy} onClick={onClick}>
      <Icon name={isBusy ? 'refresh' : icon} class={isBusy ? 'turning' : ''} />
      {label}
    </button>
  );
}
