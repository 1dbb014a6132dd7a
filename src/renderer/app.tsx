import { useEffect } from 'preact/hooks';
import type { AppState } from '../shared/app-state.ts';
import { FailurePanel } from './failure-panel.tsx';
import { FirstRun } from './first-run.tsx';
import { Guide } from './guide.tsx';
import { Header } from './header.tsx';
import { Notices } from './notices.tsx';
import { ProfileEditor } from './profile-editor.tsx';
import { Session } from './session.tsx';
import { Settings } from './settings.tsx';
import { appState, view } from './store.ts';

/** The window: one function of the state and the view. */
export function App() {
  const state = appState.value;
  const shown = view.value;
  // A view begins at its top, and so does whoever moves through it by keyboard.
  useEffect(() => {
    window.scrollTo(0, 0);
    if (shown.kind !== 'home') document.querySelector<HTMLElement>('h1')?.focus();
  }, [shown]);
  // Milliseconds: no word could be read.
  if (!state) return null;
  return (
    <>
      <Notices notices={state.notices} />
      {state.endpoint.kind === 'failed' ? <FailurePanel failure={state.endpoint.failure} /> : null}
      <Shown state={state} />
    </>
  );
}

function Shown({ state }: { state: AppState }) {
  const shown = view.value;
  switch (shown.kind) {
    case 'settings':
      return <Settings state={state} />;
    case 'guide':
      return <Guide back={shown.back} />;
    case 'profile':
      return <ProfileEditor key={shown.id} state={state} shown={shown} />;
    case 'home':
      return state.active ? (
        <>
          <Header active={state.active} profiles={state.profiles} />
          <Session key={state.active.profile.id} active={state.active} locale={state.locale} />
        </>
      ) : (
        <FirstRun />
      );
  }
}
