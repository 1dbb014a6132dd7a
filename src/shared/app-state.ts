import type { SessionState } from './session-state.ts';

/** Something the person should know that is not a failure of what they just did. */
export type Notice = { readonly id: string } & (
  | {
      readonly kind: 'settings_set_aside';
      readonly params: { readonly file: string; readonly reason: string };
    }
  | { readonly kind: 'settings_ignored'; readonly params: { readonly reason: string } }
  | { readonly kind: 'cache_set_aside'; readonly params: { readonly place: string } }
);

/** A profile as the window shows it. */
export interface ProfileSummary {
  readonly id: string;
  readonly name: string;
  readonly tenantId: string;
  readonly workspaceUrl?: string;
}

/** A profile with its session's state. */
export interface ActiveProfile {
  readonly profile: ProfileSummary;
  readonly session: SessionState;
}

/**
 * The one picture of the program. Tray icon, tooltip, menu and window are pure functions of it and the clock. No
 * token is ever in it.
 */
export interface AppState {
  /** BCP 47 tag of the language and formats. */
  readonly locale: string;
  readonly profiles: readonly ProfileSummary[];
  /** Undefined while there is no profile. */
  readonly active?: ActiveProfile;
  readonly notices: readonly Notice[];
}
