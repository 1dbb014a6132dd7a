import type { Failure } from './failures.ts';
import type { Preferences } from './preferences.ts';
import type { Cloud, IdentityKind } from './profile.ts';
import type { SessionFacts } from './session.ts';
import type { SessionEvent } from './session-event.ts';
import type { FileTool } from './tools.ts';

/** Something the person should know that is not a failure of what they just did. */
export type NoticeContent =
  | {
      readonly kind: 'settings_set_aside';
      readonly params: { readonly file: string; readonly reason: string };
    }
  | { readonly kind: 'settings_ignored'; readonly params: { readonly reason: string } }
  | {
      readonly kind: 'cache_set_aside' | 'cache_lost';
      readonly identity: IdentityKind;
      readonly params: { readonly profile: string; readonly place: string };
    }
  /** A refresh brought a new token, which cannot be saved just now. */
  | {
      readonly kind: 'cache_unsaved';
      readonly params: { readonly profile: string };
      readonly failure: Failure;
    }
  /** The system shows no notifications of ours. */
  | { readonly kind: 'notifications_refused'; readonly params: { readonly reason: string } }
  /** Others can change what lies in the data folder. */
  | { readonly kind: 'data_folder_shared'; readonly params: { readonly path: string } }
  /** Something asked for in the tray's menu did not succeed. */
  | { readonly kind: 'action_failed'; readonly failure: Failure }
  /** A profile was saved although its workspace could not be asked; a file could not be kept current. */
  | { readonly kind: 'workspace_unconfirmed' | 'tool_failed'; readonly failure: Failure };

export type Notice = { readonly id: string } & NoticeContent;

/** The local token endpoint, as the window shows it. Its address is a secret and is not here. */
export type EndpointState =
  | { readonly kind: 'off' }
  /** `lastUsed`: when it last handed out a token, epoch milliseconds, since it was switched on. */
  | { readonly kind: 'on'; readonly port: number; readonly lastUsed?: number }
  /** It is tried again by itself. */
  | { readonly kind: 'failed'; readonly failure: Failure };

/** A place in a file of another tool that is kept current. */
export interface SyncedFile {
  readonly kind: FileTool;
  readonly file: string;
  /** The part of the file that is ours, such as `[work]` or `DATABRICKS_TOKEN`. */
  readonly place: string;
}

/** A profile as the window shows it. */
export interface ProfileSummary {
  readonly id: string;
  readonly name: string;
  readonly tenantId: string;
  readonly clientId: string;
  /** Host of the authority. */
  readonly authority: string;
  readonly cloud: Cloud;
  readonly identity: IdentityKind;
  readonly workspaceUrl?: string;
  readonly workspaceId?: string;
  readonly workspaceResourceId?: string;
  /** The person has allowed user name and password for it. */
  readonly allowsPassword: boolean;
  readonly syncedFiles: readonly SyncedFile[];
}

/** A profile with what its session knows, and what happened to it since the program started, newest first. */
export interface ActiveProfile {
  readonly profile: ProfileSummary;
  readonly session: SessionFacts;
  readonly events: readonly SessionEvent[];
}

/**
 * What has become of the shortcut that copies. `asked`: the desktop decides, and does not tell; `refused`: the system, or
 * another program, does not let go of it.
 */
export type ShortcutState = 'none' | 'given' | 'asked' | 'refused';

/**
 * The one picture of the program. Tray icon, tooltip, menu and window are pure functions of it and the clock. No
 * token is ever in it.
 */
export interface AppState {
  /** BCP 47 tag of the language and formats. */
  readonly locale: string;
  readonly profiles: readonly ProfileSummary[];
  /** What each profile's session knows, by the profile's ID. */
  readonly sessions: Readonly<Record<string, SessionFacts>>;
  /** Undefined while there is no profile. */
  readonly active?: ActiveProfile;
  readonly notices: readonly Notice[];
  readonly endpoint: EndpointState;
  readonly preferences: Preferences;
  readonly shortcut: ShortcutState;
  /** As Node names it. */
  readonly platform: string;
  readonly version: string;
}
