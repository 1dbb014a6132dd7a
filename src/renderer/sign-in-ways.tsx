import { useSignal } from '@preact/signals';
import type { ProfileSummary } from '../shared/app-state.ts';
import type { SignInRequest } from '../shared/operations.ts';
import { translate } from './store.ts';

/** The ways to sign in beside the plain one, for those whom that one does not serve. */
export function SignInWays({
  profile,
  triedUsername,
  onSignIn,
}: {
  profile: ProfileSummary;
  /** Whose password was tried last, where that is still to be put right. */
  triedUsername: string | undefined;
  onSignIn: (request: SignInRequest) => void;
}) {
  const t = translate.value;
  return (
    <details class="ways" open={triedUsername !== undefined}>
      <summary>{t('window.ways.title')}</summary>
      <div class="actions">
        <button type="button" onClick={() => onSignIn({ kind: 'browser', account: 'choose' })}>
          {t('window.ways.someoneElse')}
        </button>
        <button type="button" onClick={() => onSignIn({ kind: 'deviceCode' })}>
          {t('window.ways.deviceCode')}
        </button>
      </div>
      <RefreshTokenForm onSignIn={onSignIn} />
      <PasswordForm profile={profile} triedUsername={triedUsername} onSignIn={onSignIn} />
    </details>
  );
}

function RefreshTokenForm({ onSignIn }: { onSignIn: (request: SignInRequest) => void }) {
  const t = translate.value;
  const refreshToken = useSignal('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const text = refreshToken.value.trim();
        // Not kept here for longer than it is needed.
        refreshToken.value = '';
        if (text) onSignIn({ kind: 'refreshToken', refreshToken: text });
      }}
    >
      <div class="field">
        <label for="refresh-token">{t('window.ways.refreshToken')}</label>
        <input
          id="refresh-token"
          type="password"
          autocomplete="off"
          value={refreshToken.value}
          onInput={(event) => {
            refreshToken.value = event.currentTarget.value;
          }}
        />
        <p class="quiet">{t('window.ways.refreshTokenHint')}</p>
      </div>
      <div class="actions">
        <button type="submit">{t('window.ways.takeOver')}</button>
      </div>
    </form>
  );
}

/** Offered only where the person has allowed it for this profile, and has read what it cannot do. */
function PasswordForm({
  profile,
  triedUsername,
  onSignIn,
}: {
  profile: ProfileSummary;
  /** Whose password was tried last, where that is still to be put right. */
  triedUsername: string | undefined;
  onSignIn: (request: SignInRequest) => void;
}) {
  const t = translate.value;
  const username = useSignal(triedUsername ?? '');
  const password = useSignal('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const request = {
          kind: 'password',
          username: username.value.trim(),
          password: password.value,
        } as const;
        password.value = '';
        if (request.username && request.password) onSignIn(request);
      }}
    >
      <label class="choice">
        <input
          type="checkbox"
          checked={profile.allowsPassword}
          onChange={(event) => {
            const isAllowed = event.currentTarget.checked;
            void window.bridge.request('profile.allowPassword', { id: profile.id, isAllowed });
          }}
        />
        {t('window.ways.allowPassword')}
      </label>
      <p class="quiet">{t('window.ways.passwordWarning')}</p>
      {profile.allowsPassword ? (
        <>
          <div class="field">
            <label for="username">{t('window.ways.username')}</label>
            <input
              id="username"
              autocomplete="off"
              spellcheck={false}
              value={username.value}
              onInput={(event) => {
                username.value = event.currentTarget.value;
              }}
            />
          </div>
          <div class="field">
            <label for="password">{t('window.ways.password')}</label>
            <input
              id="password"
              type="password"
              autocomplete="off"
              value={password.value}
              onInput={(event) => {
                password.value = event.currentTarget.value;
              }}
            />
          </div>
          <div class="actions">
            <button type="submit">{t('window.ways.signInByPassword')}</button>
          </div>
        </>
      ) : null}
    </form>
  );
}
