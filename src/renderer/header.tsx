import type { ActiveProfile, ProfileSummary } from '../shared/app-state.ts';
import { translate, view } from './store.ts';

/** Which profile, and who is signed in with it. */
export function Header({ active, profiles }: { active: ActiveProfile; profiles: readonly ProfileSummary[] }) {
  const t = translate.value;
  const { profile } = active;
  const { account } = active.session;
  return (
    <header class="header">
      <div class="bar">
        {profiles.length > 1 ? <h1 class="unseen">{profile.name}</h1> : null}
        {profiles.length > 1 ? (
          <select
            aria-label={t('window.profile')}
            value={profile.id}
            onChange={(event) => void window.bridge.request('profile.use', event.currentTarget.value)}
          >
            {profiles.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        ) : (
          <h1>{profile.name}</h1>
        )}
        <button
          type="button"
          class="icon"
          aria-label={t('window.settings.title')}
          title={t('window.settings.title')}
          onClick={() => {
            view.value = { kind: 'settings' };
          }}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <circle cx="12" cy="12" r="3.2" />
            <path d="M12 2.8v3M12 18.2v3M2.8 12h3M18.2 12h3M5.5 5.5l2.1 2.1M16.4 16.4l2.1 2.1M5.5 18.5l2.1-2.1M16.4 7.6l2.1-2.1" />
          </svg>
        </button>
      </div>
      {account ? (
        <p class="account">
          {account.name ? `${account.name} · ` : ''}
          <span class="quiet">{account.username}</span>
        </p>
      ) : null}
    </header>
  );
}

/** The top of every view but the first: where one is, and the way back. */
export function ViewHeader({ title, onBack }: { title: string; onBack: () => void }) {
  const t = translate.value;
  return (
    <header class="bar">
      <button
        type="button"
        class="icon"
        aria-label={t('window.back')}
        title={t('window.back')}
        onClick={onBack}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M15 5l-7 7 7 7" />
        </svg>
      </button>
      <h1 tabIndex={-1}>{title}</h1>
    </header>
  );
}
