import {
  Activity,
  ArrowDown,
  ArrowLeft,
  ArrowUp,
  Cable,
  Check,
  ChevronDown,
  ChevronRight,
  CircleAlert,
  CircleDashed,
  Clock,
  Copy,
  ExternalLink,
  FileText,
  Globe,
  type IconNode,
  Info,
  KeyRound,
  Link,
  LogIn,
  LogOut,
  MonitorSmartphone,
  Plus,
  RefreshCw,
  Server,
  Settings,
  ShieldCheck,
  SquareTerminal,
  Trash2,
  TriangleAlert,
  UserRound,
  WifiOff,
  X,
} from 'lucide';

import { createElement } from 'preact';

/** The icons in use, from lucide; no other is in the bundle. */
const ICONS = {
  activity: Activity,
  back: ArrowLeft,
  tools: Cable,
  check: Check,
  close: X,
  down: ChevronDown,
  right: ChevronRight,
  alert: CircleAlert,
  none: CircleDashed,
  clock: Clock,
  copy: Copy,
  open: ExternalLink,
  file: FileText,
  globe: Globe,
  info: Info,
  key: KeyRound,
  link: Link,
  moveDown: ArrowDown,
  moveUp: ArrowUp,
  signIn: LogIn,
  signOut: LogOut,
  device: MonitorSmartphone,
  add: Plus,
  refresh: RefreshCw,
  server: Server,
  settings: Settings,
  verified: ShieldCheck,
  terminal: SquareTerminal,
  remove: Trash2,
  warning: TriangleAlert,
  person: UserRound,
  offline: WifiOff,
} as const satisfies Readonly<Record<string, IconNode>>;

export type IconName = keyof typeof ICONS;

/** Decoration: what it says is said in words beside it, or in its button's label. */
export function Icon({ name, class: extra = '' }: { name: IconName; class?: string }) {
  return (
    <svg class={`icon ${extra}`} viewBox="0 0 24 24" aria-hidden="true">
      {ICONS[name].map(([tag, attributes], index) => createElement(tag, { key: index, ...attributes }))}
    </svg>
  );
}
