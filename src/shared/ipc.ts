import type { AppState } from './app-state.ts';
import type { CopyFormat } from './copy-formats.ts';
import type { Failure } from './failure.ts';
import type { Preferences } from './preferences.ts';
import type { ProfileDraft, ProfileField } from './profile.ts';
import type { Verification } from './verification.ts';

/**
 * The whole conversation between the window and the main process. Main checks every sender and every payload
 * (`main/ipc-handlers.ts`); the preload script's bridge and the window's calls take their types from here.
 * No answer ever carries a token: copying happens in main.
 */
export interface Requests {
  'state:get': { request: undefined; response: AppState };
  'profile:add': { request: ProfileDraft; response: AddProfileOutcome };
  'profile:check': { request: ProfileDraft; response: ProfileCheck };
  'profile:change': { request: { id: string; draft: ProfileDraft }; response: AddProfileOutcome };
  'profile:move': { request: { id: string; by: -1 | 1 }; response: Outcome };
  'profile:use': { request: string; response: Outcome };
  'profile:remove': { request: string; response: Outcome };
  'profile:allow-password': { request: { id: string; isAllowed: boolean }; response: Outcome };
  'profile:read-import': { request: string; response: ImportOutcome };
  'session:sign-in': { request: SignInRequest; response: Outcome };
  'session:cancel-sign-in': { request: undefined; response: Outcome };
  'session:open-sign-in-page': { request: undefined; response: Outcome };
  'session:copy-sign-in-link': { request: undefined; response: Outcome };
  'session:sign-out': { request: undefined; response: Outcome };
  'session:refresh': { request: undefined; response: Outcome };
  'session:copy': { request: CopyFormat; response: CopyOutcome };
  'session:verify': { request: undefined; response: VerifyOutcome };
  'session:claims': { request: undefined; response: Claims };
  'preferences:change': { request: Partial<Preferences>; response: Outcome };
  'folder:open': { request: 'logs' | 'data'; response: Outcome };
  'data:reset': { request: undefined; response: Outcome };
  'endpoint:copy-variables': { request: 'dotenv' | 'databrickscfg'; response: Outcome };
  'endpoint:set': { request: boolean; response: Outcome };
  'clipboard:copy-text': { request: string; response: Outcome };
  'failure:dismiss': { request: undefined; response: Outcome };
  'notice:dismiss': { request: string; response: Outcome };
}

/** What main tells the window unasked. */
export interface Events {
  'state:changed': AppState;
  /** The person asked for this view outside the window. */
  'view:show': WindowView;
}

/** The views that can be asked for from outside the window. */
export type WindowView = 'home' | 'settings';

export type RequestChannel = keyof Requests;

/** What can be said about a profile that is being filled in. */
export interface ProfileCheck {
  /** What cannot be right. */
  readonly fields: readonly ProfileField[];
  /** What its workspace says, where it was asked. */
  readonly home?:
    | { readonly ok: true; readonly tenantId: string; readonly authority: string }
    | { readonly ok: false; readonly failure: Failure };
}

/** The token's claims by name, each as text; times in epoch seconds. Undefined where there is no token. */
export type Claims = Readonly<Record<string, string>> | undefined;

/** A way to sign in that the window offers. Passwords and refresh tokens are passed on and kept nowhere. */
export type SignInRequest =
  | { readonly kind: 'browser'; readonly account: 'last' | 'choose' }
  | { readonly kind: 'deviceCode' }
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  | { readonly kind: 'refreshToken'; readonly refreshToken: string };

/** What was read off a script or a configuration; nothing where there was nothing. */
export type ImportOutcome =
  | { readonly ok: true; readonly draft: Partial<ProfileDraft>; readonly holdsSecret: boolean }
  | { readonly ok: false };

/** What became of a request. Failures that belong to the session also stand in the state. */
export type Outcome = { readonly ok: true } | { readonly ok: false; readonly failure: Failure };

export type CopyOutcome =
  | {
      readonly ok: true;
      readonly minutesLeft: number;
      /** Epoch milliseconds. */
      readonly expiresOn: number;
      readonly shortfall?: Failure;
    }
  | { readonly ok: false; readonly failure: Failure };

export type VerifyOutcome =
  | { readonly ok: true; readonly verification: Verification }
  | { readonly ok: false; readonly failure: Failure };

export type AddProfileOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly fields: readonly ProfileField[] }
  | { readonly ok: false; readonly failure: Failure };

/** What the preload script puts into the window as `window.bridge`. */
export interface Bridge {
  request<C extends RequestChannel>(
    channel: C,
    ...payload: Requests[C]['request'] extends undefined ? [] : [Requests[C]['request']]
  ): Promise<Requests[C]['response']>;
  /** Calls `listener` with everything of this kind that main tells. Returns what ends that. */
  on<E extends keyof Events>(event: E, listener: (payload: Events[E]) => void): () => void;
}
