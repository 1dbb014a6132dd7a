import { useSignal } from '@preact/signals';
import type { ShortcutState } from '../../shared/app-state.ts';
import { acceleratorOf } from '../accelerator.ts';
import { IconButton } from '../parts/icon.tsx';
import { t } from '../store.ts';

/** Records the shortcut that copies from anywhere, and says truly whether the system gives it. */
export function ShortcutRecorder(props: {
  accelerator: string;
  state: ShortcutState;
  platform: string;
  onChange: (accelerator: string) => void;
}) {
  const isRecording = useSignal(false);
  const { accelerator, state, platform, onChange } = props;
  return (
    <div class="row wraps">
      <span id="shortcut-label" class="words">
        {t('window.settings.shortcut')}
      </span>
      <button
        type="button"
        class="button slim"
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
        <span id="shortcut-value" role="status">
          {isRecording.value
            ? t('window.settings.shortcutRecording')
            : accelerator || t('window.settings.shortcutNone')}
        </span>
      </button>
      {accelerator ? (
        <IconButton icon="close" label={t('window.settings.shortcutRemove')} onClick={() => onChange('')} />
      ) : null}
      <p class="complaint small whole" role="status">
        {state === 'refused' ? t('window.settings.shortcutRefused', { shortcut: accelerator }) : null}
      </p>
      {state === 'asked' ? <p class="quiet small whole">{t('window.settings.shortcutAsked')}</p> : null}
    </div>
  );
}
