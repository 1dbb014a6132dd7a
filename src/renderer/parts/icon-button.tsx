import type { View } from '../store.ts';
import { Icon, type IconName } from './icon.tsx';

/** A button that is an icon only. */
export function IconButton({
  icon,
  label,
  name = label,
  opens,
  isDisabled = false,
  onClick,
}: {
  icon: IconName;
  /** Shown on hover. */
  label: string;
  /** What a screen reader calls it, where the label does not say of what. */
  name?: string;
  opens?: View['kind'];
  isDisabled?: boolean;
  onClick: () => void;
}) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={name}
      title={label}
      data-opens={opens}
      disabled={isDisabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
