import type { AppState } from '../shared/app-state.ts';
import { assertNever } from '../shared/assert-never.ts';
import type { Translate } from '../shared/messages/index.ts';
import type { SessionState } from '../shared/session-state.ts';
import { minutesLeft, timeOfDay } from '../shared/time.ts';
import { SIGN_IN_SOON_MS } from './notice-policy.ts';

/** The icons in `assets/tray`. */
export type TrayImage = 'signed-out' | 'fresh' | 'expiring' | 'sign-in' | 'offline';

/** What choosing a menu item does. */
export type TrayAction =
  | { readonly kind: 'copy' | 'signIn' | 'cancelSignIn' | 'signOut' | 'refresh' | 'open' | 'look' | 'quit' }
  | { readonly kind: 'useProfile'; readonly profileId: string };

export type TrayMenuItem =
  | { readonly kind: 'separator' }
  | {
      readonly kind: 'action';
      readonly label: string;
      readonly enabled: boolean;
      readonly action: TrayAction;
    }
  | {
      readonly kind: 'choice';
      readonly label: string;
      readonly options: readonly {
        readonly label: string;
        readonly chosen: boolean;
        readonly action: TrayAction;
      }[];
    };

/** All that the tray shows. */
export interface TrayView {
  readonly image: TrayImage;
  readonly toolTip: string;
  readonly menu: readonly TrayMenuItem[];
}

/** The tray for a state at `now` (epoch milliseconds): a pure function. */
export function trayView(state: AppState, now: number, t: Translate): TrayView {
  const { active, locale, profiles } = state;
  const session = active?.session;
  const expiresOn = liveUntil(session, now);
  const item = (
    label: string,
    kind: Exclude<TrayAction['kind'], 'useProfile'>,
    enabled = true,
  ): TrayMenuItem => ({
    kind: 'action',
    label,
    enabled,
    action: { kind },
  });
  const separator: TrayMenuItem = { kind: 'separator' };
  const signedIn = session !== undefined && 'account' in session;
  const menu: TrayMenuItem[] = [
    // First: on Linux the click on the icon is unreliable, and this is the way to copy.
    expiresOn === undefined
      ? item(t('tray.copy'), 'copy', signedIn)
      : item(t('tray.copyMinutes', { minutes: minutesLeft(expiresOn, now) }), 'copy'),
    separator,
    ...(profiles.length > 1
      ? [
          {
            kind: 'choice' as const,
            label: t('tray.profiles'),
            options: profiles.map(({ id, name }) => ({
              label: name,
              chosen: id === active?.profile.id,
              action: { kind: 'useProfile' as const, profileId: id },
            })),
          },
        ]
      : []),
    ...(session ? sessionItems(session, now, item, t) : []),
    item(t('tray.open', { app: t('app.name') }), 'open'),
    separator,
    item(t('tray.quit'), 'quit'),
  ];
  return { image: session ? imageOf(session, expiresOn) : 'signed-out', toolTip: toolTip(), menu };

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

function sessionItems(
  session: SessionState,
  now: number,
  item: (label: string, kind: 'signIn' | 'cancelSignIn' | 'signOut' | 'refresh') => TrayMenuItem,
  t: Translate,
): TrayMenuItem[] {
  switch (session.kind) {
    case 'signedOut':
      return [item(t('tray.signIn'), 'signIn')];
    case 'signingIn':
      return [item(t('tray.cancelSignIn'), 'cancelSignIn')];
    case 'signInRequired':
      return [item(t('tray.signIn'), 'signIn'), item(t('tray.signOut'), 'signOut')];
    default: {
      const nextSignIn = 'nextSignIn' in session ? session.nextSignIn : undefined;
      const soon = nextSignIn !== undefined && nextSignIn > now && nextSignIn - now < SIGN_IN_SOON_MS;
      return [
        item(t('tray.refresh'), 'refresh'),
        ...(soon ? [item(t('tray.signInEarly'), 'signIn')] : []),
        item(t('tray.signOut'), 'signOut'),
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
