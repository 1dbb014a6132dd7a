import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from '../store.ts';
import { RowButton } from './rows.tsx';

/** A row that removes something, and says what is lost before it is. The browser keeps the focus within, and gives it back. */
export function RowRemove(props: {
  label: string;
  question: string;
  /** Of the button that removes it. */
  answer: string;
  onConfirm: () => void;
}) {
  const { label, question, answer, onConfirm } = props;
  const id = useId();
  const isAsking = useSignal(false);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), [isAsking.value]);
  const ask = (isOpen: boolean) => {
    isAsking.value = isOpen;
  };
  const confirm = () => {
    ask(false);
    onConfirm();
  };
  return (
    <>
      <RowButton icon="remove" iconClass="bad" label={label} onClick={() => ask(true)} />
      {isAsking.value ? (
        <dialog ref={dialog} role="alertdialog" aria-labelledby={id} onClose={() => ask(false)}>
          <p id={id}>{question}</p>
          <div class="buttons">
            {/* First, so that it has the focus. */}
            <button type="button" class="button" onClick={() => dialog.current?.close()}>
              {t('window.cancel')}
            </button>
            <button type="button" class="button danger" onClick={confirm}>
              {answer}
            </button>
          </div>
        </dialog>
      ) : null}
    </>
  );
}
