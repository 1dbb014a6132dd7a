import type { ActiveProfile, AppState, ProfileSummary } from '../shared/app-state.ts';
import { COPY_FORMAT_NAMES, type CopyFormat, needsWorkspace } from '../shared/copy-formats.ts';
import type { Translate } from '../shared/messages/index.ts';
import type { OperationCall } from '../shared/operations.ts';
import { certificateEnd, deriveState, isSignInSoon, type SessionState } from '../shared/session.ts';
import { longDate, minutesLeft, timeOfDay } from '../shared/time.ts';
import { type TrayImage, trayImage } from '../shared/tray-images.ts';

export type TrayMenuItem =
  | { readonly kind: 'separator' }
  | TrayMenuAction
  | { readonly kind: 'submenu'; readonly label: string; readonly items: readonly TrayMenuAction[] };

/** An item that does something. `checked` is for those that are on or off, or one of several. */
export interface TrayMenuAction {
  readonly kind: 'action' | 'toggle' | 'choice';
  readonly label: string;
  readonly enabled: boolean;
  readonly checked: boolean;
  readonly call: OperationCall;
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
  const session = active && deriveState(active.session, now);
  // Only one that works can be copied, and counts down.
  const live = session?.token && session.token.expiresOn > now ? session.token : undefined;
  const expiresOn = live?.expiresOn;
  const life = live && { left: live.expiresOn - now, lifetime: live.expiresOn - live.obtainedOn };
  const image = trayImage(session?.kind, life);
  const separator: TrayMenuItem = { kind: 'separator' };
  const signedIn = session?.account !== undefined;
  const menu: TrayMenuItem[] = [
    // First: on Linux the click on the icon is unreliable, and this is the way to copy.
    expiresOn === undefined
      ? item(t('tray.copy'), copy('raw'), signedIn)
      : item(t('tray.copyMinutes', { minutes: minutesLeft(expiresOn, now) }), copy('raw')),
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
              ...item(name, { name: 'profile.use', input: id }),
              kind: 'choice' as const,
              checked: id === active?.profile.id,
            })),
          },
        ]
      : []),
    ...(active && session ? sessionItems(active.profile, session, now, t) : []),
    {
      ...item(t('tray.endpoint'), { name: 'endpoint.set', input: endpoint.kind === 'off' }),
      kind: 'toggle',
      checked: endpoint.kind !== 'off',
    },
    item(t('tray.open', { app: t('app.name') }), { name: 'window.show', input: undefined }),
    item(t('tray.settings'), { name: 'window.show', input: 'settings' }),
    separator,
    item(t('tray.quit'), { name: 'app.quit', input: undefined }),
  ];
  const title =
    state.preferences.minutesInMenuBar && expiresOn !== undefined
      ? t('tray.minutes', { minutes: minutesLeft(expiresOn, now) })
      : '';
  return { image, toolTip: toolTip(), title, menu };

  function toolTip(): string {
    if (!active || !session) return `${t('app.name')} · ${t('state.none')}`;
    const end = certificateEnd(active.session, now);
    if (end === undefined) return stateLine(active, session);
    const words = end > now ? 'principal.certificateEnds' : 'principal.certificateEnded';
    return `${stateLine(active, session)}\n${t(words, { date: longDate(end, locale) })}`;
  }

  function stateLine(active: ActiveProfile, session: SessionState): string {
    const profile = active.profile.name;
    const { kind } = session;
    if (expiresOn === undefined || STATE_COUNTS.includes(kind)) {
      return t('tray.tooltipState', { profile, state: t(`state.${kind}`) });
    }
    const minutes = minutesLeft(expiresOn, now);
    return t('tray.tooltipToken', { profile, minutes, time: timeOfDay(expiresOn, now, locale) });
  }
}

function item(label: string, call: OperationCall, enabled = true): TrayMenuAction {
  return { kind: 'action', label, enabled, checked: false, call };
}

function copy(format: CopyFormat): OperationCall {
  return { name: 'token.copy', input: format };
}

function copyItems({ workspaceUrl }: ProfileSummary, t: Translate): TrayMenuAction[] {
  return COPY_FORMAT_NAMES.filter((format) => format !== 'raw').map((format) =>
    item(t(`copyFormat.${format}`), copy(format), workspaceUrl !== undefined || !needsWorkspace(format)),
  );
}

/** What a state is called says more than how long its token lasts. */
const STATE_COUNTS: readonly SessionState['kind'][] = ['signInRequired', 'credentialRequired', 'signingIn'];

const SIGN_IN: OperationCall = { name: 'session.signIn', input: { kind: 'browser', account: 'last' } };

function sessionItems(
  { identity }: ProfileSummary,
  session: SessionState,
  now: number,
  t: Translate,
): TrayMenuAction[] {
  const signIn = item(t('tray.signIn'), SIGN_IN);
  const signOut = item(t('tray.signOut'), { name: 'session.signOut', input: undefined });
  switch (session.kind) {
    case 'signedOut':
      return [signIn];
    case 'signingIn':
      return [item(t('tray.cancelSignIn'), { name: 'session.cancelSignIn', input: undefined })];
    case 'signInRequired':
      return [signIn, signOut];
    case 'credentialRequired':
      return [];
    default:
      return [
        item(t('tray.refresh'), { name: 'session.refresh', input: undefined }),
        ...(isSignInSoon(session, now) ? [item(t('tray.signInEarly'), SIGN_IN)] : []),
        // A credential is not deleted by a slip of the mouse.
        ...(identity === 'person' ? [signOut] : []),
      ];
  }
}
