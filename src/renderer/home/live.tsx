import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ActiveProfile, AppState } from '../../shared/app-state.ts';
import type { CopyFormat } from '../../shared/copy-formats.ts';
import { isConsentMissing } from '../../shared/failures.ts';
import type { CopiedToken, Result } from '../../shared/operations.ts';
import { isSignInSoon, type SessionState } from '../../shared/session.ts';
import { timeOfDay } from '../../shared/time.ts';
import { ActivityRow } from '../pages/activity.tsx';
import { connectedNames } from '../pages/connect.tsx';
import { FailurePanel } from '../parts/failure-panel.tsx';
import { Icon } from '../parts/icon.tsx';
import { RowButton, RowLink, Section } from '../parts/rows.tsx';
import { dismissFailure, failureOf, signInPlainly } from '../sign-in/sign-in.ts';
import { now, refused, said, translate, verified } from '../store.ts';
import { CopyToken } from './copy-token.tsx';
import { CertificateEnds, SaveCommand } from './credential.tsx';
import { CountdownRing } from './ring.tsx';
import { StateLine } from './state-line.tsx';
import { Tile } from './tiles.tsx';
import { testConnection, Verified } from './verified.tsx';

/** How long the button says what it copied. Milliseconds. */
const COPIED_MS = 5_000;

/** Somebody is signed in: how long the token lasts, and what can be done with it. */
export function Live({
  state,
  active,
  session,
}: {
  state: AppState;
  active: ActiveProfile;
  session: Exclude<SessionState, { kind: 'signedOut' | 'signingIn' }>;
}) {
  const t = translate.value;
  const { locale } = state;
  const { profile, events } = active;
  const failure = failureOf(session, profile.id);
  const ask = async <T,>(request: Promise<Result<T>>) => {
    const outcome = await request;
    refused.value = outcome.ok ? undefined : { profileId: profile.id, failure: outcome.failure };
    return outcome;
  };
  const copied = useSignal<CopiedToken | undefined>(undefined);
  useEffect(() => {
    if (!copied.value) return;
    const timer = setTimeout(() => {
      copied.value = undefined;
      said.value = '';
    }, COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied.value]);
  const { kind, token, nextSignIn } = session;
  const isLive = token !== undefined && token.expiresOn > now.value;
  const hasWorkspace = profile.workspaceUrl !== undefined;
  const time = timeOfDay(token?.expiresOn ?? 0, now.value, locale);
  const copy = async (format: CopyFormat) => {
    copied.value = undefined;
    const outcome = await ask(window.bridge.request('token.copy', format));
    if (!outcome.ok) return;
    copied.value = outcome.value;
    const minutes = outcome.value.minutesLeft;
    said.value = t(outcome.value.shortfall ? 'window.copiedShort' : 'window.copied', { minutes });
  };
  const refresh = () => void ask(window.bridge.request('session.refresh'));
  const copyToken = (isMain: boolean) => (
    <CopyToken
      copied={copied.value}
      hasWorkspace={hasWorkspace}
      isMain={isMain}
      onCopy={(format) => void copy(format)}
    />
  );
  const needsPerson = kind === 'signInRequired' || kind === 'credentialRequired';
  return (
    <>
      <div class={failure ? 'hero compact' : 'hero'}>
        <CountdownRing session={session} locale={locale} />
        <StateLine session={session} locale={locale} />
      </div>
      {needsPerson ? null : mainButton()}
      {failure ? (
        <FailurePanel
          failure={failure}
          {...(needsPerson && isLive ? { sentence: t('window.worksUntil', { time }) } : {})}
          {...(session.failure || needsPerson ? {} : { onDismiss: dismissFailure })}
        />
      ) : null}
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
                onClick={() => void ask(window.bridge.request('workspace.open'))}
              />
            </>
          ) : null}
        </div>
      ) : null}
      {isLive ? <Verified profileId={profile.id} locale={locale} /> : null}
      {needsPerson ? null : <CertificateEnds state={state} active={active} />}
      {nextSignIn && isSignInSoon(session, now.value) ? (
        <Section>
          <RowButton
            icon="clock"
            iconClass="warn"
            label={t('window.signInDue', { time: timeOfDay(nextSignIn, now.value, locale) })}
            about={t('window.signInNow')}
            onClick={() => signInPlainly(profile.id)}
          />
        </Section>
      ) : null}
      <Section>
        {kind === 'credentialRequired' ? (
          <SaveCommand state={state} active={active} label={t('principal.copyCommand')} />
        ) : null}
        {kind === 'signInRequired' ? (
          <RowLink to={{ kind: 'signIn' }} icon="person" label={t('window.ways.title')} />
        ) : null}
        <RowLink
          to={{ kind: 'connect' }}
          icon="tools"
          label={t('window.connect.title')}
          about={connectedNames(state, profile, t)}
        />
        {isLive ? <RowLink to={{ kind: 'details' }} icon="key" label={t('window.claims.title')} /> : null}
        <ActivityRow events={events} locale={locale} />
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
        <Icon name="refresh" {...(kind === 'refreshing' ? { class: 'turning' } : {})} />
        {t('window.retry')}
      </button>
    );
  }
}
