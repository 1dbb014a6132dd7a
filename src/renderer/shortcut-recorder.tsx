import { useSignal } from '@preact/signals';
import { acceleratorOf } from './accelerator.ts';
import { translate } from './store.ts';

/** Records the shortcut that copies from anywhere, and says truly whether the system gives it. */
export function ShortcutRecorder(props: {
  accelerator: string;
  isRefused: boolean;
  platform: string;
  onChange: (accelerator: string) => void;
}) {
  const t = translate.value;
  const isRecording = useSignal(false);
  const { accelerator, isRefused, platform, onChange } = props;
  return (
    <div class="field">
      <span id="shortcut-label">{t('window.settings.shortcut')}</span>
      <div class="row">
        <button
          type="button"
          class="grow"
          aria-labelledby="shortcut-label shortcut-value"
          onClick={() => {
            isRecording.value = !isRecording.value;
          }}
          onBlur={() => {
            isRecording.value = false;
          }}
          onKeyDown={(event) => {
            if (!isRecording.value || event.key === 'Tab') return;
            event.preventDefault();
            if (event.key === 'Escape') isRecording.value = false;
            const recorded = acceleratorOf(event, platform);
            if (!recorded) return;
            isRecording.value = false;
            onChange(recorded);
          }}
        >
          <span id="shortcut-value">
            {isRecording.value
              ? t('window.settings.shortcutRecording')
              : accelerator || t('window.settings.shortcutNone')}
          </span>
        </button>
        {accelerator ? (
          <button type="button" onClick={() => onChange('')}>
            {t('window.settings.shortcutRemove')}
          </button>
        ) : null}
      </div>
      <p class="complaint" role="status">
        {isRefused ? t('window.settings.shortcutRefused', { shortcut: accelerator }) : null}
      </p>
      {platform === 'linux' ? <p class="quiet">{t('window.settings.shortcutWayland')}</p> : null}
    </div>
  );
}
