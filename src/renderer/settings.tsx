import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { AppState } from '../shared/app-state.ts';
import type { Failure } from '../shared/failures.ts';
import { LANGUAGE_CODES, LANGUAGES } from '../shared/languages.ts';
import type { Result } from '../shared/operations.ts';
import { PREFERENCE_BOUNDS, type Preferences, THEMES } from '../shared/preferences.ts';
import { Confirm } from './confirm.tsx';
import { FailurePanel } from './failure-panel.tsx';
import { ViewHeader } from './header.tsx';
import { ProfileList } from './profile-list.tsx';
import { ShortcutRecorder } from './shortcut-recorder.tsx';
import { translate, view } from './store.ts';

/** Everything that can be chosen. Each choice is saved when it is made. */
export function Settings({ state }: { state: AppState }) {
  const t = translate.value;
  const failure = useSignal<Failure | undefined>(undefined);
  const ask = async (request: Promise<Result<unknown>>) => {
    const outcome = await request;
    failure.value = outcome.ok ? undefined : outcome.failure;
  };
  const change = (wanted: Partial<Preferences>) =>
    void ask(window.bridge.request('preferences.change', wanted));
  const { preferences, platform, endpoint, active } = state;
  return (
    <>
      <ViewHeader
        title={t('window.settings.title')}
        onBack={() => {
          view.value = { kind: 'home' };
        }}
      />
      <main class="settings">
        {failure.value ? <FailurePanel failure={failure.value} /> : null}
        <section>
          <h2>{t('window.settings.profiles')}</h2>
          <ProfileList profiles={state.profiles} />
        </section>
        <section>
          <h2>{t('window.settings.general')}</h2>
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
          {platform === 'darwin' ? (
            <Switch
              label={t('window.settings.minutesInMenuBar')}
              isOn={preferences.minutesInMenuBar}
              onChange={(minutesInMenuBar) => change({ minutesInMenuBar })}
            />
          ) : null}
        </section>
        <section>
          <h2>{t('window.settings.token')}</h2>
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
            isRefused={state.isShortcutRefused}
            platform={platform}
            onChange={(copyShortcut) => change({ copyShortcut })}
          />
        </section>
        <section>
          <h2>{t('tray.endpoint')}</h2>
          <Switch
            label={t('window.settings.endpoint')}
            isOn={endpoint.kind !== 'off'}
            onChange={(isOn) => void ask(window.bridge.request('endpoint.set', isOn))}
          />
          <p class="quiet">{t('window.settings.endpointMeans')}</p>
          {endpoint.kind === 'on' && active?.profile.workspaceUrl ? (
            <div class="actions">
              <button
                type="button"
                onClick={() => void ask(window.bridge.request('endpoint.copyVariables', 'dotenv'))}
              >
                {t('window.settings.copyVariables')}
              </button>
              <button
                type="button"
                onClick={() => void ask(window.bridge.request('endpoint.copyVariables', 'databrickscfg'))}
              >
                {t('window.settings.copySection')}
              </button>
            </div>
          ) : null}
        </section>
        <section>
          <h2>{t('window.settings.data')}</h2>
          <div class="actions">
            <button type="button" onClick={() => void ask(window.bridge.request('folder.open', 'logs'))}>
              {t('window.settings.openLogs')}
            </button>
            <button type="button" onClick={() => void ask(window.bridge.request('folder.open', 'data'))}>
              {t('window.settings.openData')}
            </button>
          </div>
          <Reset onReset={() => void ask(window.bridge.request('data.reset'))} />
          <p class="quiet">{t('window.settings.version', { version: state.version })}</p>
        </section>
      </main>
    </>
  );
}

function Choice<T extends string>(props: {
  label: string;
  value: T;
  options: readonly (readonly [value: T, label: string])[];
  onChange: (value: T) => void;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <select
        id={id}
        value={props.value}
        onChange={(event) => props.onChange(event.currentTarget.value as T)}
      >
        {props.options.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

function Switch(props: { label: string; isOn: boolean; onChange: (isOn: boolean) => void }) {
  return (
    <label class="choice">
      <input
        type="checkbox"
        checked={props.isOn}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      {props.label}
    </label>
  );
}

/** A whole number within bounds; anything else is complained about beside the field, and not saved. */
function NumberField(props: {
  label: string;
  value: number;
  bounds: { readonly min: number; readonly max: number };
  onChange: (value: number) => void;
}) {
  const t = translate.value;
  const id = useId();
  const isWrong = useSignal(false);
  const { min, max } = props.bounds;
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <input
        id={id}
        inputMode="numeric"
        autocomplete="off"
        defaultValue={String(props.value)}
        onChange={(event) => {
          const text = event.currentTarget.value.trim();
          const value = Number(text);
          isWrong.value = !/^\d{1,6}$/.test(text) || value < min || value > max;
          if (!isWrong.value) props.onChange(value);
        }}
        {...(isWrong.value ? { 'aria-invalid': true, 'aria-describedby': `${id}-complaint` } : {})}
      />
      {isWrong.value ? (
        <p id={`${id}-complaint`} class="complaint" role="alert">
          {t('window.settings.outOfBounds', { min, max })}
        </p>
      ) : null}
    </div>
  );
}

/** Says what is lost before it is. */
function Reset({ onReset }: { onReset: () => void }) {
  const t = translate.value;
  const isAsking = useSignal(false);
  if (!isAsking.value) {
    return (
      <div class="actions">
        <button
          type="button"
          onClick={() => {
            isAsking.value = true;
          }}
        >
          {t('window.settings.reset')}
        </button>
      </div>
    );
  }
  return (
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
  );
}
