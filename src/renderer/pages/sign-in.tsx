import { type Signal, useSignal } from '@preact/signals';
import type { ActiveProfile, ProfileSummary } from '../../shared/app-state.ts';
import type { SignInRequest } from '../../shared/operations.ts';
import { deriveState } from '../../shared/session.ts';
import { FailurePanel } from '../parts/failure-panel.tsx';
import { Field, Switch } from '../parts/fields.tsx';
import { Page } from '../parts/page.tsx';
import { useRequest } from '../parts/request.ts';
import { RowButton, Section } from '../parts/rows.tsx';
import { cancelSignIn, SigningIn } from '../sign-in/signing-in.tsx';
import { call, goHome, now, t } from '../store.ts';

/** Every way to sign in, for those whom the plain one does not serve. */
export function SignInPage({ active }: { active: ActiveProfile }) {
  const { profile } = active;
  const session = deriveState(active.session, now.value);
  const request = useRequest();
  const isTried = useSignal(false);
  // Kept here while the page of the pending sign-in stands where it was typed.
  const username = useSignal('');
  const signIn = async (wanted: SignInRequest) => {
    isTried.value = true;
    const outcome = await request.ask(call('session.signIn', wanted));
    if (outcome.ok) goHome();
  };
  if (session.kind === 'signingIn') {
    return (
      <Page title={t('window.signIn')} about={profile.name} onBack={cancelSignIn}>
        <SigningIn session={session} />
      </Page>
    );
  }
  // What failed before this page was opened stands on the first view.
  const failure = isTried.value ? (session.failure ?? request.failure) : undefined;
  return (
    <Page title={t('window.ways.title')} about={profile.name}>
      <FailurePanel failure={failure} />
      <Section>
        <RowButton
          icon="globe"
          label={t('window.ways.browser')}
          onClick={() => void signIn({ kind: 'browser', account: 'last' })}
        />
        <RowButton
          icon="person"
          label={t('window.ways.someoneElse')}
          onClick={() => void signIn({ kind: 'browser', account: 'choose' })}
        />
        <RowButton
          icon="device"
          label={t('window.ways.deviceCode')}
          onClick={() => void signIn({ kind: 'deviceCode', account: 'last' })}
        />
      </Section>
      <RefreshTokenForm onSignIn={signIn} />
      <PasswordForm profile={profile} username={username} onSignIn={signIn} />
    </Page>
  );
}

/** A form's fields; the secret one is emptied as it is read: it is not kept for longer than it is needed. */
function taken(form: HTMLFormElement, secret: string): FormData {
  const data = new FormData(form);
  const field = form.elements.namedItem(secret);
  if (field instanceof HTMLInputElement) field.value = '';
  return data;
}

function RefreshTokenForm({ onSignIn }: { onSignIn: (request: SignInRequest) => void }) {
  return (
    <form
      class="card padded"
      onSubmit={(event) => {
        event.preventDefault();
        const refreshToken = String(taken(event.currentTarget, 'refreshToken').get('refreshToken')).trim();
        if (refreshToken) onSignIn({ kind: 'refreshToken', account: 'last', refreshToken });
      }}
    >
      <Field
        name="refreshToken"
        type="password"
        label={t('window.ways.refreshToken')}
        hint={t('window.ways.refreshTokenHint')}
      />
      <button type="submit" class="button">
        {t('window.ways.takeOver')}
      </button>
    </form>
  );
}

/** Offered only where the person has allowed it for this profile, and has read what it cannot do. */
function PasswordForm(props: {
  profile: ProfileSummary;
  username: Signal<string>;
  onSignIn: (request: SignInRequest) => void;
}) {
  const { profile, username, onSignIn } = props;
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        const data = taken(event.currentTarget, 'password');
        const typed = String(data.get('username')).trim();
        const password = String(data.get('password'));
        username.value = typed;
        if (typed && password) onSignIn({ kind: 'password', username: typed, password });
      }}
    >
      <Switch
        label={t('window.ways.allowPassword')}
        about={t('window.ways.passwordWarning')}
        isOn={profile.allowsPassword}
        onChange={(isAllowed) => call('profile.allowPassword', { id: profile.id, isAllowed })}
      />
      {profile.allowsPassword ? (
        <div class="padded">
          <Field name="username" label={t('window.ways.username')} initial={username.value} />
          <Field name="password" type="password" label={t('window.ways.password')} />
          <button type="submit" class="button">
            {t('window.ways.signInByPassword')}
          </button>
        </div>
      ) : null}
    </form>
  );
}
