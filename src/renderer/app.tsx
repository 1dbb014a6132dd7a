import { FailurePanel } from './failure-panel.tsx';
import { FirstRun } from './first-run.tsx';
import { Header } from './header.tsx';
import { Notices } from './notices.tsx';
import { Session } from './session.tsx';
import { appState, translate } from './store.ts';

/** The window: one function of the state. */
export function App() {
  const state = appState.value;
  const t = translate.value;
  if (!state) return <p class="quiet">{t('window.loading')}</p>;
  return (
    <>
      <Notices notices={state.notices} />
      {state.endpoint.kind === 'failed' ? <FailurePanel failure={state.endpoint.failure} /> : null}
      {state.active ? (
        <>
          <Header active={state.active} profiles={state.profiles} />
          <Session key={state.active.profile.id} active={state.active} locale={state.locale} />
        </>
      ) : (
        <FirstRun />
      )}
    </>
  );
}
