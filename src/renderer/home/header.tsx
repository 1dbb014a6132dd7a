import type { ActiveProfile, AppState } from '../../shared/app-state.ts';
import { deriveState, NO_FACTS } from '../../shared/session.ts';
import { Icon } from '../parts/icon.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { Menu } from '../parts/menu.tsx';
import { RowWords, Shortened } from '../parts/rows.tsx';
import { LOOKS, stateInBrief } from '../parts/session-look.ts';
import { go, now, translate } from '../store.ts';

/** Which profile, who is signed in with it, and the way to every other profile and to the settings. */
export function HomeHeader({ state, active }: { state: AppState; active: ActiveProfile }) {
  const t = translate.value;
  const { profile, session } = active;
  const { account } = session;
  return (
    <header class="bar">
      <div class="grow">
        <h1>
          <Menu
            class="switcher"
            button={
              <>
                <span class="one-line" title={profile.name}>
                  {profile.name}
                </span>
                <Icon name="down" class="quiet" />
              </>
            }
          >
            {state.profiles.map(({ id, name }) => (
              <ProfileItem key={id} id={id} name={name} state={state} isActive={id === profile.id} />
            ))}
            <MenuItem icon="add" label={t('window.profiles.add')} onClick={() => go({ kind: 'setup' })} />
            {account && profile.identity === 'person' ? (
              <>
                <MenuItem
                  icon="person"
                  label={t('window.ways.title')}
                  onClick={() => go({ kind: 'signIn' })}
                />
                <MenuItem
                  icon="signOut"
                  label={t('window.signOutOf', { profile: profile.name })}
                  onClick={() => void window.bridge.request('session.signOut')}
                />
              </>
            ) : null}
          </Menu>
        </h1>
        {profile.identity === 'servicePrincipal' ? (
          <p class="quiet small">
            <Shortened text={t('principal.app', { app: profile.clientId })} />
          </p>
        ) : account ? (
          <p
            class="quiet small one-line"
            title={account.name ? `${account.name} · ${account.username}` : account.username}
          >
            {account.username}
          </p>
        ) : null}
      </div>
      <IconButton
        icon="settings"
        label={t('window.settings.title')}
        opens="settings"
        onClick={() => go({ kind: 'settings' })}
      />
    </header>
  );
}

/** A profile with the mark of its state. */
function ProfileItem({
  id,
  name,
  state,
  isActive,
}: {
  id: string;
  name: string;
  state: AppState;
  isActive: boolean;
}) {
  const t = translate.value;
  const session = deriveState(state.sessions[id] ?? NO_FACTS, now.value);
  const { icon, tone } = LOOKS[session.kind];
  return (
    <button
      type="button"
      class="row"
      {...(isActive ? { 'aria-current': true } : {})}
      onClick={() => void window.bridge.request('profile.use', id)}
    >
      <RowWords icon={icon} iconClass={tone} label={name} about={stateInBrief(session, now.value, t)} />
      {isActive ? <Icon name="check" class="accent" /> : null}
    </button>
  );
}

function MenuItem({
  icon,
  label,
  onClick,
}: {
  icon: 'add' | 'person' | 'signOut';
  label: string;
  onClick: () => void;
}) {
  return (
    <button type="button" class="row" onClick={onClick}>
      <RowWords icon={icon} label={label} />
    </button>
  );
}
