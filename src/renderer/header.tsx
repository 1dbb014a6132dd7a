import type { ActiveProfile, ProfileSummary } from '../shared/app-state.ts';
import { translate } from './store.ts';

/** Which profile, and who is signed in with it. */
export function Header({ active, profiles }: { active: ActiveProfile; profiles: readonly ProfileSummary[] }) {
  const t = translate.value;
  const { profile, session } = active;
  const account = 'account' in session ? session.account : undefined;
  return (
    <header class="header">
      {profiles.length > 1 ? (
        <select
          aria-label={t('window.profile')}
          value={profile.id}
          onChange={(event) => void window.bridge.request('profile:use', event.currentTarget.value)}
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
      {account ? (
        <p class="account">
          {account.name ? `${account.name} · ` : ''}
          <span class="quiet">{account.username}</span>
        </p>
      ) : null}
    </header>
  );
}
