import { Icon, type IconName } from '../parts/icon.tsx';

/** A small button with its icon above its words. */
export function Tile({
  icon,
  label,
  isBusy = false,
  onClick,
}: {
  icon: IconName;
  label: string;
  isBusy?: boolean;
  onClick: () => void;
}) {
  return (
    <button type="button" class="tile" disabled={isBusy} onClick={onClick}>
      <Icon name={isBusy ? 'refresh' : icon} {...(isBusy ? { class: 'turning' } : {})} />
      {label}
    </button>
  );
}
