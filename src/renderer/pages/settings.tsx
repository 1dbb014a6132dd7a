import type { AppState, ProfileSummary } from '../../shared/app-state.ts';
import { LANGUAGE_CODES, LANGUAGES } from '../../shared/languages.ts';
import { PREFERENCE_BOUNDS, type Preferences, THEMES } from '../../shared/preferences.ts';
import { FailurePanel } from '../parts/failure-panel.tsx';
import { Choice, NumberField, Switch } from '../parts/fields.tsx';
import { IconButton } from '../parts/icon.tsx';
import { Page } from '../parts/page.tsx';
import { useRequest } from '../parts/request.ts';
import { RowRemove } from '../parts/row-remove.tsx';
import { RowButton, RowLink, Section } from '../parts/rows.tsx';
import { call, t } from '../store.ts';
import { ShortcutRecorder } from './shortcut-recorder.tsx';

/** Everything that can be chosen. Each choice is saved when it is made. */
export function SettingsPage({ state }: { state: AppState }) {
  const { failure, ask, dismiss } = useRequest();
  const change = (wanted: Partial<Preferences>) => ask(call('preferences.change', wanted));
  const { preferences, platform } = state;
  const onOrOff = (name: 'notifications' | 'startAtLogin' | 'minutesInMenuBar') => (
    <Switch
      label={t(`window.settings.${name}`)}
      isOn={preferences[name]}
      onChange={(isOn) => change({ [name]: isOn })}
    />
  );
  const number = (name: keyof typeof PREFERENCE_BOUNDS) => (
    <NumberField
      label={t(`window.settings.${name}`)}
      value={preferences[name]}
      bounds={PREFERENCE_BOUNDS[name]}
      onChange={(value) => change({ [name]: value })}
    />
  );
  return (
    <Page title={t('window.settings.title')}>
      <FailurePanel failure={failure} onDismiss={dismiss} />
      <Section title={t('window.settings.profiles')}>
        <ProfileList profiles={state.profiles} />
      </Section>
      <Section title={t('window.settings.general')}>
        <Choice
          label={t('window.settings.language')}
          value={preferences.language}
          options={[
            ['system', t('window.settings.bySystem')],
            ...LANGUAGE_CODES.map((code) => [code, LANGUAGES[code].name] as const),
          ]}
          onChange={(language) => change({ language })}
        />
        <Choice
          label={t('window.settings.theme')}
          value={preferences.theme}
          options={THEMES.map((theme) => [
            theme,
            theme === 'system' ? t('window.settings.bySystem') : t(`window.settings.themes.${theme}`),
          ])}
          onChange={(theme) => change({ theme })}
        />
        {onOrOff('notifications')}
        {onOrOff('startAtLogin')}
        {/* On Linux clicks on the icon are unreliable: the menu's first item copies. */}
        {platform === 'linux' ? null : (
          <Choice
            label={t('window.settings.clickAction')}
            value={preferences.clickAction}
            options={[
              ['copy', t('window.settings.clickActions.copy')],
              ['open', t('window.settings.clickActions.open')],
            ]}
            onChange={(clickAction) => change({ clickAction })}
          />
        )}
        {platform === 'darwin' ? onOrOff('minutesInMenuBar') : null}
      </Section>
      <Section title={t('window.settings.token')}>
        {number('minValidMinutes')}
        {number('clipboardClearSeconds')}
        <ShortcutRecorder
          accelerator={preferences.copyShortcut}
          state={state.shortcut}
          platform={platform}
          onChange={(copyShortcut) => change({ copyShortcut })}
        />
      </Section>
      <Section title={t('window.settings.data')}>
        <RowButton
          label={t('window.settings.openLogs')}
          icon="file"
          onClick={() => void ask(call('folder.open', 'logs'))}
        />
        <RowButton
          label={t('window.settings.openData')}
          icon="server"
          onClick={() => void ask(call('folder.open', 'data'))}
        />
        <RowRemove
          label={t('window.settings.reset')}
          question={t('window.settings.resetMeans')}
          answer={t('window.settings.resetReally')}
          onConfirm={() => void ask(call('data.reset'))}
        />
      </Section>
      <p class="quiet small">{t('window.settings.version', { version: state.version })}</p>
    </Page>
  );
}

/** The profiles in their order, which can be changed, and the way to another one. */
function ProfileList({ profiles }: { profiles: readonly ProfileSummary[] }) {
  return (
    <>
      <ul class="profiles">
        {profiles.map(({ id, name, workspaceUrl, tenantId }, index) => (
          <li key={id} class="movable">
            <RowLink
              to={{ kind: 'profile', id }}
              label={name}
              about={workspaceUrl ? new URL(workspaceUrl).host : tenantId}
            />
            {profiles.length > 1 ? (
              <>
                <Move id={id} name={name} by={-1} isEnd={index === 0} />
                <Move id={id} name={name} by={1} isEnd={index === profiles.length - 1} />
              </>
            ) : null}
          </li>
        ))}
      </ul>
      <RowLink to={{ kind: 'setup' }} icon="add" label={t('window.profiles.add')} />
    </>
  );
}

function Move({ id, name, by, isEnd }: { id: string; name: string; by: -1 | 1; isEnd: boolean }) {
  const label = t(by < 0 ? 'window.profiles.up' : 'window.profiles.down');
  return (
    <IconButton
      icon={by < 0 ? 'moveUp' : 'moveDown'}
      label={label}
      name={t('app.labelled', { label, value: name })}
      isDisabled={isEnd}
      onClick={() => void call('profile.move', { id, by })}
    />
  );
}
