import * as lucide from 'lucide';
import { createElement } from 'preact';
import type { View } from '../store.ts';

/** The icons in use, from lucide; no other is in the bundle. */
const ICONS = {
  activity: lucide.Activity,
  back: lucide.ArrowLeft,
  tools: lucide.Cable,
  check: lucide.Check,
  close: lucide.X,
  down: lucide.ChevronDown,
  right: lucide.ChevronRight,
  none: lucide.CircleDashed,
  clock: lucide.Clock,
  copy: lucide.Copy,
  open: lucide.ExternalLink,
  file: lucide.FileText,
  globe: lucide.Globe,
  info: lucide.Info,
  key: lucide.KeyRound,
  link: lucide.Link,
  moveDown: lucide.ArrowDown,
  moveUp: lucide.ArrowUp,
  signIn: lucide.LogIn,
  signOut: lucide.LogOut,
  device: lucide.MonitorSmartphone,
  add: lucide.Plus,
  refresh: lucide.RefreshCw,
  server: lucide.Server,
  settings: lucide.Settings,
  verified: lucide.ShieldCheck,
  terminal: lucide.SquareTerminal,
  remove: lucide.Trash2,
  warning: lucide.TriangleAlert,
  person: lucide.UserRound,
  offline: lucide.WifiOff,
} as const satisfies Readonly<Record<string, lucide.IconNode>>;

export type IconName = keyof typeof ICONS;

/** Decoration: what it says is said in words beside it, or in its button's label. */
export function Icon({ name, class: extra = '' }: { name: IconName; class?: string }) {
  return (
    <svg class={`icon ${extra}`} viewBox="0 0 24 24" aria-hidden="true">
      {ICONS[name].map(([tag, attributes], index) => createElement(tag, { key: index, ...attributes }))}
    </svg>
  );
}

/** A button that is an icon only. */
export function IconButton(props: {
  icon: IconName;
  /** Shown on hover. */
  label: string;
  /** What a screen reader calls it, where the label does not say of what. */
  name?: string;
  opens?: View['kind'];
  isDisabled?: boolean;
  onClick: () => void;
}) {
  const { icon, label, name = label, opens, isDisabled = false, onClick } = props;
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
