import { useSignal } from '@preact/signals';
import { explain, importNotes } from '../../shared/messages/index.ts';
import type { ProfileImport } from '../../shared/operations.ts';
import { translate } from '../store.ts';

/** Main takes no more. */
const MAX_LENGTH = 256 * 1024;

/** Reads a profile's fields off a script or a configuration that the person pastes. */
export function ImportForm({ onFound }: { onFound: (found: ProfileImport, words: string) => void }) {
  const t = translate.value;
  const text = useSignal('');
  const answer = useSignal<string | undefined>(undefined);
  const read = async () => {
    const outcome = await window.bridge.request('profile.import', { text: text.value.slice(0, MAX_LENGTH) });
    if (outcome.ok) {
      onFound(outcome.value, [t('window.import.found'), ...importNotes(outcome.value, t)].join(' '));
      return;
    }
    const { title, why, next } = explain(outcome.failure, t, undefined, 'window');
    const isNothing = outcome.failure.code === 'import_found_nothing';
    answer.value = isNothing ? t('window.import.nothing') : `${title} ${why} ${next}`;
  };
  return (
    <details class="folded">
      <summary>{t('window.import.title')}</summary>
      <div class="field">
        <label for="import">{t('window.import.label')}</label>
        <textarea
          id="import"
          rows={4}
          spellcheck={false}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
        />
      </div>
      <button type="button" class="button" onClick={() => void read()}>
        {t('window.import.read')}
      </button>
      <p class="quiet small" role="status">
        {answer.value}
      </p>
    </details>
  );
}
