import type { AppState, ProfileSummary } from '../shared/app-state.ts';
import { assertNever } from '../shared/assert-never.ts';
import { COPY_FORMATS, type CopyFormat, FORMATS_OF_WORKSPACES } from '../shared/copy-formats.ts';
import type { Translate } from '../shared/messages/index.ts';
import type { SessionState } from '../shared/session-state.ts';
import { minutesLeft, timeOfDay } from '../shared/time.ts';
import { SIGN_IN_SOON_MS } from './notice-policy.ts';

/** The icons in `assets/tray`. */
export type TrayImage = 'signed-out' | 'fresh' | 'expiring' | 'sign-in' | 'offline';

type TrayCommand =
  | 'click'
  | 'signIn'
  | 'cancelSignIn'
  | 'signOut'
  | 'refresh'
  | 'open'
  | 'settings'
  | 'look'
  | 'quit';

/** What a click on the icon, or choosing a menu item, does. */
export type TrayAction =
  | { readonly kind: TrayCommand }
  | { readonly kind: 'copy'; readonly format: CopyFormat }
  | { readonly kind: 'useProfile'; readonly profileId: string }
  | { readonly kind: 'setEndpoint'; readonly isOn: boolean };

export type TrayMenuItem =
  | { readonly kind: 'separator' }
  | TrayMenuAction
  | { readonly kind: 'submenu'; readonly label: string; readonly items: readonly TrayMenuAction[] };

/** An item that does something. `checked` is told of those that are on or off, or one of several. */
export interface TrayMenuAction {
  readonly kind: 'action' | 'toggle' | 'choice';
  readonly label: string;
  readonly enabled: boolean;
  readonly checked: boolean;
  readonly action: TrayAction;
}

/** All that the tray shows. */
export interface TrayView {
  readonly image: TrayImage;
  readonly toolTip: string;
  /** Beside the icon (macOS); empty for nothing. */
  readonly title: string;
  readonly menu: readonly TrayMenuItem[];
}

/** The tray for a state at `now` (epoch milliseconds): a pure function. */
export function trayView(state: AppState, now: number, t: Translate): TrayView {
  const { active, endpoint, locale, profiles } = state;
  const session = active?.session;
  const expiresOn = liveUntil(session, now);
  const separator: TrayMenuItem = { kind: 'separator' };
  const signedIn = session !== undefined && 'account' in session;
  const menu: TrayMenuItem[] = [
    // First: on Linux the click on the icon is unreliable, and this is the way to copy.
    expiresOn === undefined
      ? item(t('tray.copy'), { kind: 'copy', format: 'raw' }, signedIn)
      : item(t('tray.copyMinutes', { minutes: minutesLeft(expiresOn, now) }), {
          kind: 'copy',
          format: 'raw',
        }),
    ...(active && signedIn
      ? [{ kind: 'submenu' as const, label: t('tray.copyAs'), items: copyItems(active.profile, t) }]
      : []),
    separator,
    ...(profiles.length > 1
      ? [
          {
            kind: 'submenu' as const,
            label: t('tray.profiles'),
            items: profiles.map(({ id, name }) => ({
              ...item(name, { kind: 'useProfile', profileId: id }),
              kind: 'choice' as const,
              checked: id === active?.profile.id,
            })),
          },
        ]
      : []),
    ...(session ? sessionItems(session, now, t) : []),
    {
      ...item(t('tray.endpoint'), { kind: 'setEndpoint', isOn: endpoint.kind === 'off' }),
      kind: 'toggle',
      checked: endpoint.kind !== 'off',
    },
    item(t('tray.open', { app: t('app.name') }), { kind: 'open' }),
    item(t('tray.settings'), { kind: 'settings' }),
    separator,
    item(t('tray.quit'), { kind: 'quit' }),
  ];
  const title =
    state.preferences.minutesInMenuBar && expiresOn !== undefined
      ? t('tray.minutes', { minutes: minutesLeft(expiresOn, now) })
      : '';
  return { image: session ? imageOf(session, expiresOn) : 'signed-out', toolTip: toolTip(), title, menu };

  function toolTip(): string {
    if (!active) return `${t('app.name')} · ${t('state.none')}`;
    const profile = active.profile.name;
    const { kind } = active.session;
    if (expiresOn === undefined || kind === 'signInRequired' || kind === 'signingIn') {
      return t('tray.tooltipState', { profile, state: t(`state.${kind}`) });
    }
    const minutes = minutesLeft(expiresOn, now);
    return t('tray.tooltipToken', { profile, minutes, time: timeOfDay(expiresOn, now, locale) });
  }
}

function item(label: string, action: TrayAction, enabled = true): TrayMenuAction {
  return { kind: 'action', label, enabled, checked: false, action };
}

function copyItems({ workspaceUrl }: ProfileSummary, t: Translate): TrayMenuAction[] {
  return COPY_FORMATS.filter((format) => format !== 'raw').map((format) =>
    item(
      t(`copyFormat.${format}`),
      { kind: 'copy', format },
      workspaceUrl !== undefined || !FORMATS_OF_WORKSPACES.has(format),
    ),
  );
}

function sessionItems(session: SessionState, now: number, t: Translate): TrayMenuAction[] {
  const signIn = item(t('tray.signIn'), { kind: 'signIn' });
  const signOut = item(t('tray.signOut'), { kind: 'signOut' });
  switch (session.kind) {
    case 'signedOut':
      return [signIn];
    case 'signingIn':
      return [item(t('tray.cancelSignIn'), { kind: 'cancelSignIn' })];
    case 'signInRequired':
      return [signIn, signOut];
    default: {
      const nextSignIn = 'nextSignIn' in session ? session.nextSignIn : undefined;
      const soon = nextSignIn !== undefined && nextSignIn > now && nextSignIn - now < SIGN_IN_SOON_MS;
      return [
        item(t('tray.refresh'), { kind: 'refresh' }),
        ...(soon ? [item(t('tray.signInEarly'), { kind: 'signIn' })] : []),
        signOut,
      ];
    }
  }
}

/** Until when a token can be copied; undefined where there is none that works. */
function liveUntil(session: SessionState | undefined, now: number): number | undefined {
  const expiresOn = session && 'expiresOn' in session ? session.expiresOn : undefined;
  return expiresOn !== undefined && expiresOn > now ? expiresOn : undefined;
}

function imageOf(session: SessionState, expiresOn: number | undefined): TrayImage {
  switch (session.kind) {
    case 'signedOut':
      return 'signed-out';
    case 'signingIn':
      return expiresOn === undefined ? 'signed-out' : 'sign-in';
    case 'fresh':
      return 'fresh';
    case 'expiring':
      return 'expiring';
    case 'refreshing':
      // Seconds long: the icon does not flicker for it.
      return expiresOn === undefined ? 'expiring' : 'fresh';
    case 'offline':
    case 'expired':
      return 'offline';
    case 'signInRequired':
      return 'sign-in';
    default:
      return assertNever(session);
  }
}
