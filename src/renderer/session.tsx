import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ActiveProfile } from '../shared/app-state.ts';
import type { CopyFormat } from '../shared/copy-formats.ts';
import { type Failure, isConsentMissing } from '../shared/failures.ts';
import type { CopiedToken, Result, SignInRequest } from '../shared/operations.ts';
import { deriveState, type SessionState } from '../shared/session.ts';
import { timeOfDay } from '../shared/time.ts';
import { Claims } from './claims.tsx';
import { CopyAs } from './copy-as.tsx';
import { CountdownRing } from './countdown-ring.tsx';
import { FailurePanel } from './failure-panel.tsx';
import { History } from './history.tsx';
import { SignInWays } from './sign-in-ways.tsx';
import { SigningIn } from './signing-in.tsx';
import { now, translate } from './store.ts';
import { Verify } from './verify.tsx';

/** One session: how long the token lasts, and what can be done. */
export function Session({ active, locale }: { active: ActiveProfile; locale: string }) {
  const { profile } = active;
  const session = deriveState(active.session, now.value);
  const t = translate.value;
  const copied = useSignal<Result<CopiedToken> | undefined>(undefined);
  // The state tells what is wrong with the session; this is what was wrong with a request that left no trace there.
  const refused = useSignal<Failure | undefined>(undefined);
  const failure =
    failureOf(session) ?? refused.value ?? (copied.value?.ok === false ? copied.value.failure : undefined);
  // Kept here while the page of the pending sign-in stands where it was typed.
  const triedUsername = useSignal<string | undefined>(undefined);
  const ask = async (request: Promise<Result<unknown>>) => {
    copied.value = undefined;
    const outcome = await request;
    // Whoever cancels knows that it was cancelled.
    refused.value = outcome.ok || outcome.failure.code === 'cancelled' ? undefined : outcome.failure;
    return outcome;
  };
  const dismiss = () => {
    refused.value = undefined;
    copied.value = undefined;
    void window.bridge.request('session.dismissFailure');
  };

  if (session.kind === 'signingIn') return <SigningIn session={session} />;

  const signIn = async (request: SignInRequest) => {
    triedUsername.value = request.kind === 'password' ? request.username : undefined;
    const outcome = await ask(window.bridge.request('session.signIn', request));
    if (outcome.ok) triedUsername.value = undefined;
  };
  const signInPlainly = () => void signIn({ kind: 'browser', account: 'last' });
  if (session.kind === 'signedOut') {
    return (
      <main>
        <p class="state" role="status">
          {t('state.signedOut')}
        </p>
        <p class="quiet">{t('window.signedOutHint')}</p>
        <div class="actions">
          <button type="button" class="primary" onClick={signInPlainly}>
            {t('window.signIn')}
          </button>
          <RemoveProfile onRemove={() => void ask(window.bridge.request('profile.remove', profile.id))} />
        </div>
        {failure ? <FailurePanel failure={failure} onDismiss={dismiss} /> : null}
        <History events={active.events} locale={locale} />
        <SignInWays profile={profile} triedUsername={triedUsername.value} onSignIn={signIn} />
      </main>
    );
  }

  const copy = async (format: CopyFormat) => {
    copied.value = await window.bridge.request('token.copy', format);
  };
  const { kind, account, token, nextRefresh, nextSignIn } = session;
  const leftMs = (token?.expiresOn ?? 0) - now.value;
  const needsPerson = kind === 'signInRequired';
  return (
    <main>
      <CountdownRing kind={kind} leftMs={leftMs} />
      <p class="state" role="status">
        {t(`state.${kind}`)}
      </p>
      <div class="actions">
        {needsPerson ? (
          <button type="button" class="primary" onClick={signInPlainly}>
            {t(isConsentMissing(session.reason) ? 'window.signInAndConsent' : 'window.signInAgain')}
          </button>
        ) : null}
        {needsPerson && leftMs <= 0 ? null : (
          <CopyButton isPrimary={!needsPerson} onCopy={() => void copy('raw')} />
        )}
        {needsPerson ? null : (
          <button
            type="button"
            disabled={kind === 'refreshing'}
            onClick={() => void ask(window.bridge.request('session.refresh'))}
          >
            {t('window.refresh')}
          </button>
        )}
        <button type="button" onClick={() => void ask(window.bridge.request('session.signOut'))}>
          {t('window.signOut')}
        </button>
      </div>
      <p class="quiet state" role="status">
        {copied.value?.ok
          ? t(copied.value.value.shortfall ? 'window.copiedShort' : 'window.copied', {
              minutes: copied.value.value.minutesLeft,
            })
          : null}
      </p>
      {failure ? (
        <FailurePanel failure={failure} {...(failureOf(session) ? {} : { onDismiss: dismiss })} />
      ) : null}
      {profile.workspaceUrl && leftMs > 0 ? <Verify locale={locale} /> : null}
      <dl class="facts">
        {token ? (
          <>
            <dt>{t('window.validUntil')}</dt>
            <dd>{timeOfDay(token.expiresOn, now.value, locale)}</dd>
          </>
        ) : null}
        {token && nextRefresh ? (
          <>
            <dt>{t('window.lastRefresh')}</dt>
            <dd>{timeOfDay(token.obtainedOn, now.value, locale)}</dd>
            <dt>{t('window.nextRefresh')}</dt>
            <dd>{timeOfDay(nextRefresh, now.value, locale)}</dd>
          </>
        ) : null}
        {nextSignIn ? (
          <>
            <dt>{t('window.nextSignIn')}</dt>
            <dd>{timeOfDay(nextSignIn, now.value, locale)}</dd>
          </>
        ) : null}
        {profile.workspaceUrl ? (
          <>
            <dt>{t('window.workspace')}</dt>
            <dd>{new URL(profile.workspaceUrl).host}</dd>
          </>
        ) : null}
        <dt>{t('window.tenant')}</dt>
        <dd>{account.tenantId}</dd>
      </dl>
      {token && leftMs > 0 ? (
        <>
          <CopyAs hasWorkspace={profile.workspaceUrl !== undefined} onCopy={(format) => void copy(format)} />
          <Claims locale={locale} expiresOn={token.expiresOn} />
        </>
      ) : null}
      <History events={active.events} locale={locale} />
      <SignInWays profile={profile} triedUsername={triedUsername.value} onSignIn={signIn} />
    </main>
  );
}

/** Has the focus when the window opens: Enter copies. */
function CopyButton({ isPrimary, onCopy }: { isPrimary: boolean; onCopy: () => void }) {
  const t = translate.value;
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isPrimary) button.current?.focus();
  }, [isPrimary]);
  return (
    <button ref={button} type="button" class={isPrimary ? 'primary' : ''} onClick={onCopy}>
      {t('window.copy')}
    </button>
  );
}

/** Asks once more: two IDs would have to be looked up again. */
function RemoveProfile({ onRemove }: { onRemove: () => void }) {
  const t = translate.value;
  const isAsking = useSignal(false);
  return (
    <button
      type="button"
      onClick={() => {
        if (isAsking.value) onRemove();
        isAsking.value = true;
      }}
      onBlur={() => {
        isAsking.value = false;
      }}
    >
      {isAsking.value ? t('window.removeProfileReally') : t('window.removeProfile')}
    </button>
  );
}

/** The newest of what the person should read: a sign-in that failed before what asked for it. */
function failureOf(session: SessionState): Failure | undefined {
  return session.failure ?? (session.kind === 'signInRequired' ? session.reason : undefined);
}
