import type { AppState } from '../../shared/app-state.ts';
import { LANGUAGE_CODES, LANGUAGES } from '../../shared/languages.ts';
import { PREFERENCE_BOUNDS, type Preferences, THEMES } from '../../shared/preferences.ts';
import { FailurePanel } from '../parts/failure-panel.tsx';
import { Choice, NumberField, Switch } from '../parts/fields.tsx';
import { Page } from '../parts/page.tsx';
import { useRequest } from '../parts/request.ts';
import { RowRemove } from '../parts/row-remove.tsx';
import { RowButton, Section } from '../parts/rows.tsx';
import { translate } from '../store.ts';
import { ProfileList } from './profile-list.tsx';
import { ShortcutRecorder } from './shortcut-recorder.tsx';

/** Everything that can be chosen. Each choice is saved when it is made. */
export function SettingsPage({ state }: { state: AppState }) {
  const t = translate.value;
  const { failure, ask, dismiss } = useRequest();
  const change = (wanted: Partial<Preferences>) => ask(window.bridge.request('preferences.change', wanted));
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
      {failure ? <FailurePanel failure={failure} onDismiss={dismiss} /> : null}
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
          onClick={() => void ask(window.bridge.request('folder.open', 'logs'))}
        />
        <RowButton
          label={t('window.settings.openData')}
          icon="server"
          onClick={() => void ask(window.bridge.request('folder.open', 'data'))}
        />
        <RowRemove
          label={t('window.settings.reset')}
          question={t('window.settings.resetMeans')}
          answer={t('window.settings.resetReally')}
          onConfirm={() => void ask(window.bridge.request('data.reset'))}
        />
      </Section>
      <p class="quiet small">{t('window.settings.version', { version: state.version })}</p>
    </Page>
  );
}
