import { translate } from './store.ts';

/** Says what is lost, before it is. */
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
  return (
    <div class="panel" role="alert">
      <p>{text}</p>
      <div class="actions">
        <button type="button" class="danger" onClick={onConfirm}>
          {label}
        </button>
        <button type="button" onClick={onCancel}>
          {translate.value('window.cancel')}
        </button>
      </div>
    </div>
  );
}
