import { useSignal } from '@preact/signals';
import { explain, importNotes } from '../shared/messages/index.ts';
import type { ProfileImport } from '../shared/operations.ts';
import { translate } from './store.ts';

/** What was read, in words. */
export function foundText(found: ProfileImport): string {
  const t = translate.value;
  return [t('window.import.found'), ...importNotes(found, t)].join(' ');
}

/** Reads a profile's fields off a script or a configuration that the person pastes. */
export function ImportForm({ onFound }: { onFound: (found: ProfileImport) => void }) {
  const t = translate.value;
  const text = useSignal('');
  const answer = useSignal<string | undefined>(undefined);
  const read = async () => {
    const outcome = await window.bridge.request('profile.import', { text: text.value.slice(0, MAX_LENGTH) });
    if (!outcome.ok) {
      const { title, why, next } = explain(outcome.failure, t);
      const isNothing = outcome.failure.code === 'import_found_nothing';
      answer.value = isNothing ? t('window.import.nothing') : `${title} ${why} ${next}`;
      return;
    }
    answer.value = foundText(outcome.value);
    text.value = '';
    onFound(outcome.value);
  };
  return (
    <details class="ways">
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
      <div class="actions">
        <button type="button" onClick={() => void read()}>
          {t('window.import.read')}
        </button>
      </div>
      <p class="quiet" role="status">
        {answer.value}
      </p>
    </details>
  );
}

/** Main takes no more. */
const MAX_LENGTH = 256 * 1024;
