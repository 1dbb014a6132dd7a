import type { ActiveProfile, AppState } from '../../shared/app-state.ts';
import { deriveState, NO_FACTS, type SessionState } from '../../shared/session.ts';
import { minutesLeft } from '../../shared/time.ts';
import { Icon, IconButton } from '../parts/icon.tsx';
import { Menu } from '../parts/menu.tsx';
import { RowButton, Shortened } from '../parts/rows.tsx';
import { appState, call, go, now, t } from '../store.ts';
import { LOOKS } from './countdown.tsx';

/** Which profile, who is signed in with it, and the way to every other profile and to the settings. */
export function HomeHeader({ state, active }: { state: AppState; active: ActiveProfile }) {
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
              <ProfileItem key={id} id={id} name={name} isActive={id === profile.id} />
            ))}
            <RowButton icon="add" label={t('window.profiles.add')} onClick={() => go({ kind: 'setup' })} />
            {account && profile.identity === 'person' ? (
              <>
                <RowButton
                  icon="person"
                  label={t('window.ways.title')}
                  onClick={() => go({ kind: 'signIn' })}
                />
                <RowButton
                  icon="signOut"
                  label={t('window.signOutOf', { profile: profile.name })}
                  onClick={() => void call('session.signOut')}
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
            title={[account.name, account.username].filter(Boolean).join(' · ')}
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
function ProfileItem({ id, name, isActive }: { id: string; name: string; isActive: boolean }) {
  const session = deriveState(appState.value?.sessions[id] ?? NO_FACTS, now.value);
  const { icon, tone } = LOOKS[session.kind];
  return (
    <RowButton
      icon={icon}
      iconClass={tone}
      label={name}
      about={stateInBrief(session)}
      isCurrent={isActive}
      onClick={() => void call('profile.use', id)}
    >
      {isActive ? <Icon name="check" class="accent" /> : null}
    </RowButton>
  );
}

/** A profile's state in a menu: the minutes left, where there are any, else its name. Never "0 min left". */
function stateInBrief({ kind, token }: SessionState): string {
  const isAsking = kind === 'signInRequired' || kind === 'credentialRequired' || kind === 'signingIn';
  if (isAsking || !token || token.expiresOn <= now.value) return t(`state.${kind}`);
  const minutes = minutesLeft(token.expiresOn, now.value);
  return minutes > 0 ? t('window.left', { minutes }) : t('window.underMinute');
}
