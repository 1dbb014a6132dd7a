import { useSignal } from '@preact/signals';
import type { AppState } from '../../shared/app-state.ts';
import { LANGUAGE_CODES, LANGUAGES } from '../../shared/languages.ts';
import { PREFERENCE_BOUNDS, type Preferences, THEMES } from '../../shared/preferences.ts';
import { Confirm } from '../parts/confirm.tsx';
import { FailurePanel } from '../parts/failure-panel.tsx';
import { Choice, NumberField, Switch } from '../parts/fields.tsx';
import { Page } from '../parts/page.tsx';
import { useRequest } from '../parts/request.ts';
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
        <Switch
          label={t('window.settings.notifications')}
          isOn={preferences.notifications}
          onChange={(notifications) => change({ notifications })}
        />
        <Switch
          label={t('window.settings.startAtLogin')}
          isOn={preferences.startAtLogin}
          onChange={(startAtLogin) => change({ startAtLogin })}
        />
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
        {platform === 'darwin' ? (
          <Switch
            label={t('window.settings.minutesInMenuBar')}
            isOn={preferences.minutesInMenuBar}
            onChange={(minutesInMenuBar) => change({ minutesInMenuBar })}
          />
        ) : null}
      </Section>
      <Section title={t('window.settings.token')}>
        <NumberField
          label={t('window.settings.minValidMinutes')}
          value={preferences.minValidMinutes}
          bounds={PREFERENCE_BOUNDS.minValidMinutes}
          onChange={(minValidMinutes) => change({ minValidMinutes })}
        />
        <NumberField
          label={t('window.settings.clipboardClearSeconds')}
          value={preferences.clipboardClearSeconds}
          bounds={PREFERENCE_BOUNDS.clipboardClearSeconds}
          onChange={(clipboardClearSeconds) => change({ clipboardClearSeconds })}
        />
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
        <Reset onReset={() => void ask(window.bridge.request('data.reset'))} />
      </Section>
      <p class="quiet small">{t('window.settings.version', { version: state.version })}</p>
    </Page>
  );
}

/** Says what is lost before it is. */
function Reset({ onReset }: { onReset: () => void }) {
  const t = translate.value;
  const isAsking = useSignal(false);
  return (
    <>
      <RowButton
        icon="remove"
        iconClass="bad"
        label={t('window.settings.reset')}
        onClick={() => {
          isAsking.value = true;
        }}
      />
      {isAsking.value ? (
        <Confirm
          text={t('window.settings.resetMeans')}
          label={t('window.settings.resetReally')}
          onConfirm={() => {
            isAsking.value = false;
            onReset();
          }}
          onCancel={() => {
            isAsking.value = false;
          }}
        />
      ) : null}
    </>
  );
}
