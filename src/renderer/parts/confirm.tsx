import { useEffect, useId, useRef } from 'preact/hooks';
import { translate } from '../store.ts';

/** Says what is lost, before it is. The browser keeps the focus within, and gives it back. */
export function Confirm({
  text,
  label,
  onConfirm,
  onCancel,
}: {
  text: string;
  label: string;
  onConfirm: () => void;
  onCancel: () => void;
}) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} role="alertdialog" aria-labelledby={id} onClose={onCancel}>
      <p id={id}>{text}</p>
      <div class="buttons">
        {/* First, so that it has the focus. */}
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {translate.value('window.cancel')}
        </button>
        <button type="button" class="button danger" onClick={onConfirm}>
          {label}
        </button>
      </div>
    </dialog>
  );
}
