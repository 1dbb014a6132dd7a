import type { ActiveProfile, AppState } from '../../shared/app-state.ts';
import { deriveState } from '../../shared/session.ts';
import { SigningIn } from '../sign-in/signing-in.tsx';
import { now } from '../store.ts';
import { HomeHeader } from './header.tsx';
import { Live } from './live.tsx';
import { NotSignedIn } from './not-signed-in.tsx';

/** The first view: one profile's session, how long its token lasts, and what can be done. */
export function Home({ state, active }: { state: AppState; active: ActiveProfile }) {
  const session = deriveState(active.session, now.value);
  return (
    <>
      <HomeHeader state={state} active={active} />
      {/* Another profile is another page; the header stays, and with it the focus. */}
      <main key={active.profile.id}>
        {session.kind === 'signingIn' ? (
          <SigningIn session={session} />
        ) : session.kind === 'signedOut' || (session.kind === 'credentialRequired' && !session.token) ? (
          <NotSignedIn active={active} session={session} />
        ) : (
          <Live state={state} active={active} session={session} />
        )}
      </main>
    </>
  );
}
