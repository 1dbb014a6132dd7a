import { useSignal } from '@preact/signals';
import type { ProfileDraft } from '../shared/profile.ts';
import { translate } from './store.ts';

/** Reads a profile's fields off a script or a configuration that the person pastes. */
export function ImportForm({
  onDraft,
}: {
  onDraft: (draft: Partial<ProfileDraft>, holdsSecret: boolean) => void;
}) {
  const t = translate.value;
  const text = useSignal('');
  const answer = useSignal<'found' | 'foundWithSecret' | 'nothing' | undefined>(undefined);
  const read = async () => {
    const outcome = await window.bridge.request('profile.import', { text: text.value.slice(0, MAX_LENGTH) });
    if (!outcome.ok) {
      answer.value = 'nothing';
      return;
    }
    const { draft, holdsSecret } = outcome.value;
    answer.value = holdsSecret ? 'foundWithSecret' : 'found';
    text.value = '';
    onDraft(draft, holdsSecret);
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
        {answer.value ? t(`window.import.${answer.value}`) : null}
      </p>
    </details>
  );
}

/** Main takes no more. */
const MAX_LENGTH = 256 * 1024;
