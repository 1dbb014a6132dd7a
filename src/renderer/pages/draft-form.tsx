import type { ComponentChildren } from 'preact';
import { FailurePanel } from '../parts/failure-panel.tsx';
import { translate } from '../store.ts';
import type { ProfileDraftForm } from './profile-draft.ts';

/** A profile's form: its fields, what is wrong with them as a whole, and the way on. */
export function DraftForm({
  of,
  label,
  onSave,
  onCancel,
  children,
}: {
  of: ProfileDraftForm;
  /** Of the button that saves. */
  label: string;
  onSave: () => Promise<void>;
  /** Left out where there is nothing to go back to. */
  onCancel?: (() => void) | undefined;
  children: ComponentChildren;
}) {
  const { form, failure, isSaving } = of;
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void onSave();
      }}
    >
      {children}
      {failure ? <FailurePanel failure={failure} /> : null}
      <div class="buttons">
        {onCancel ? (
          <button type="button" class="button" onClick={onCancel}>
            {translate.value('window.cancel')}
          </button>
        ) : null}
        <button type="submit" class="button primary" disabled={isSaving}>
          {label}
        </button>
      </div>
    </form>
  );
}
