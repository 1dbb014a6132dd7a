import type { SessionState } from '../shared/session-state.ts';
import { countdown } from '../shared/time.ts';
import { now, translate } from './store.ts';

/** A sign-in that is under way: what happens now, for how long, and what can be done meanwhile. */
export function SigningIn({ session }: { session: SessionState & { kind: 'signingIn' } }) {
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
              request={() => window.bridge.request('session:open-sign-in-page')}
            />
            <Ask
              label={t('window.copyLink')}
              request={() => window.bridge.request('session:copy-sign-in-link')}
            />
            <Ask
              label={t('window.useDeviceCode')}
              request={() => window.bridge.request('session:sign-in', { kind: 'deviceCode' })}
            />
          </>
        ) : null}
        {step.kind === 'deviceCode' ? (
          <>
            <Ask
              label={t('window.openPage')}
              request={() => window.bridge.request('session:open-sign-in-page')}
            />
            <Ask
              label={t('window.copyCode')}
              request={() => window.bridge.request('clipboard:copy-text', step.userCode)}
            />
          </>
        ) : null}
        <Ask label={t('window.cancel')} request={() => window.bridge.request('session:cancel-sign-in')} />
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
