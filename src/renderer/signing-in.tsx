import type { SessionState } from '../shared/session.ts';
import { countdown } from '../shared/time.ts';
import { now, translate } from './store.ts';

/** A sign-in that is under way: what happens now, for how long, and what can be done meanwhile. */
export function SigningIn({ session }: { session: Extract<SessionState, { kind: 'signingIn' }> }) {
  const t = translate.value;
  const { step, deadline } = session;
  return (
    <main>
      <p class="state" role="status">
        {t(`window.signInStep.${step.kind}`)}
      </p>
      {step.kind === 'deviceCode' ? (
        <>
          <p class="quiet state">{step.verificationUri}</p>
          <p class="device-code">{step.userCode}</p>
        </>
      ) : null}
      <p class="quiet state">{t('window.timeLeft', { time: countdown(deadline - now.value) })}</p>
      <div class="actions">
        {step.kind === 'browser' ? (
          <>
            <Ask
              label={t('window.openAgain')}
              request={() => window.bridge.request('session.openSignInPage')}
            />
            <Ask
              label={t('window.copyLink')}
              request={() => window.bridge.request('session.copySignInLink')}
            />
            <Ask
              label={t('window.useDeviceCode')}
              request={() => window.bridge.request('session.signIn', { kind: 'deviceCode' })}
            />
          </>
        ) : null}
        {step.kind === 'deviceCode' ? (
          <>
            <Ask
              label={t('window.openPage')}
              request={() => window.bridge.request('session.openSignInPage')}
            />
            <Ask
              label={t('window.copyCode')}
              request={() => window.bridge.request('clipboard.copyText', step.userCode)}
            />
          </>
        ) : null}
        <Ask label={t('window.cancel')} request={() => window.bridge.request('session.cancelSignIn')} />
      </div>
    </main>
  );
}

/** What becomes of it stands in the state. */
function Ask({ label, request }: { label: string; request: () => Promise<unknown> }) {
  return (
    <button type="button" onClick={() => void request()}>
      {label}
    </button>
  );
}
