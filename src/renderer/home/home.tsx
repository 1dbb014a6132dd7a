import type { ActiveProfile, AppState } from '../../shared/app-state.ts';
import { deriveState } from '../../shared/session.ts';
import { useEscape } from '../parts/escape.ts';
import { cancelSignIn, SigningIn } from '../sign-in/signing-in.tsx';
import { now } from '../store.ts';
import { CredentialRequired } from './credential.tsx';
import { HomeHeader } from './header.tsx';
import { Live } from './live.tsx';
import { SignedOut } from './signed-out.tsx';

/** The first view: one profile's session, how long its token lasts, and what can be done. */
export function Home({ state, active }: { state: AppState; active: ActiveProfile }) {
  const session = deriveState(active.session, now.value);
  return (
    <>
      <HomeHeader state={state} active={active} />
      {/* Another profile is another page; the header stays, and with it the focus. */}
      <main key={active.profile.id}>
        {session.kind === 'signingIn' ? (
          <>
            <OnEscape run={cancelSignIn} />
            <SigningIn session={session} />
          </>
        ) : session.kind === 'credentialRequired' && !session.token ? (
          <CredentialRequired state={state} active={active} session={session} />
        ) : session.kind === 'signedOut' ? (
          <SignedOut active={active} session={session} locale={state.locale} />
        ) : (
          <Live state={state} active={active} session={session} />
        )}
      </main>
    </>
  );
}

function OnEscape({ run }: { run: () => void }) {
  useEscape(run);
  return null;
}
