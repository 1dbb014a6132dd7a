import { useEffect } from 'preact/hooks';
import type { AppState } from '../shared/app-state.ts';
import { Home } from './home/home.tsx';
import { ActivityPage } from './pages/activity.tsx';
import { ConnectPage } from './pages/connect.tsx';
import { DetailsPage } from './pages/details.tsx';
import { GuidePage } from './pages/guide.tsx';
import { ProfilePage } from './pages/profile.tsx';
import { SettingsPage } from './pages/settings.tsx';
import { SetupPage } from './pages/setup.tsx';
import { SignInPage } from './pages/sign-in.tsx';
import { Notices } from './parts/panel.tsx';
import { appState, leftBehind, said, view } from './store.ts';

/** The window: one function of the state and the view. */
export function App() {
  const state = appState.value;
  const shown = view.value;
  // A view begins at its top, and so does whoever moves through it by keyboard; who comes back is where they left.
  useEffect(() => {
    window.scrollTo(0, 0);
    const opener =
      leftBehind.value && document.querySelector<HTMLElement>(`[data-opens=${leftBehind.value}]`);
    if (opener) opener.focus();
    else if (shown.kind !== 'home') document.querySelector<HTMLElement>('h1')?.focus();
  }, [shown]);
  // Milliseconds: no word could be read.
  if (!state) return null;
  return (
    <>
      <Notices notices={state.notices} />
      <Shown state={state} />
      <p class="unseen" role="status">
        {said.value}
      </p>
    </>
  );
}

function Shown({ state }: { state: AppState }) {
  const shown = view.value;
  const { active } = state;
  switch (shown.kind) {
    case 'settings':
      return <SettingsPage state={state} />;
    case 'guide':
      return <GuidePage />;
    case 'profile':
      return <ProfilePage key={shown.id} state={state} id={shown.id} />;
    case 'setup':
      return <SetupPage state={state} />;
    default:
      if (!active) return <SetupPage state={state} />;
      switch (shown.kind) {
        case 'home':
          return <Home state={state} active={active} />;
        case 'signIn':
          return <SignInPage key={active.profile.id} active={active} />;
        case 'connect':
          return <ConnectPage state={state} active={active} />;
        case 'details':
          return <DetailsPage active={active} />;
        case 'activity':
          return <ActivityPage active={active} />;
      }
  }
}
