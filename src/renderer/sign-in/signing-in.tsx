import type { SessionState } from '../../shared/session.ts';
import { countdown } from '../../shared/time.ts';
import { Hero } from '../parts/hero.tsx';
import { Icon } from '../parts/icon.tsx';
import { useEscape } from '../parts/page.tsx';
import { CopyButton, RowButton, RowCopy, Section } from '../parts/rows.tsx';
import { call, now, t } from '../store.ts';

type SigningInState = Extract<SessionState, { kind: 'signingIn' }>;

/** A sign-in that is under way: what happens now, for how long, and what can be done meanwhile. */
export function SigningIn({ session }: { session: SigningInState }) {
  useEscape(cancelSignIn);
  const { step, deadline } = session;
  const time = countdown(deadline - now.value);
  return (
    <>
      <Hero icon={step.kind === 'deviceCode' ? 'device' : 'globe'} title={t(`window.signingIn.${step.kind}`)}>
        {step.kind === 'browser' ? <p class="quiet">{t('window.signingIn.browserHint')}</p> : null}
        {step.kind === 'deviceCode' ? <DeviceCode step={step} /> : null}
        <p class="pill quiet">
          {t(step.kind === 'deviceCode' ? 'window.signingIn.expires' : 'window.signingIn.waiting', { time })}
        </p>
      </Hero>
      {step.kind === 'browser' ? (
        <Section>
          <RowButton
            icon="open"
            label={t('window.signingIn.reopen')}
            onClick={() => void call('session.openSignInPage')}
          />
          <RowCopy
            icon="link"
            label={t('window.signingIn.copyLink')}
            about={t('window.signingIn.copyLinkHint')}
            copies={() => call('session.copySignInLink')}
          />
          <RowButton
            icon="device"
            label={t('window.signingIn.useCode')}
            onClick={() => void call('session.signIn', { kind: 'deviceCode', account: 'last' })}
          />
        </Section>
      ) : null}
      {step.kind === 'deviceCode' ? <p class="quiet small">{t('window.signingIn.codeBlocked')}</p> : null}
      <button type="button" class="button last" onClick={cancelSignIn}>
        {t('window.cancel')}
      </button>
    </>
  );
}

export function cancelSignIn(): void {
  void call('session.cancelSignIn');
}

function DeviceCode({ step }: { step: Extract<SigningInState['step'], { kind: 'deviceCode' }> }) {
  return (
    <>
      <p>{step.verificationUri.replace(/^https:\/\//, '')}</p>
      <p class="device-code card">{step.userCode}</p>
      <div class="buttons">
        <CopyButton text={step.userCode} label={t('window.signingIn.copyCode')} />
        <button type="button" class="button" onClick={() => void call('session.openSignInPage')}>
          <Icon name="open" />
          {t('window.signingIn.openPage')}
        </button>
      </div>
    </>
  );
}
