import type { AccessTokenSecret } from './access-token.ts';
import type { AppState, SyncedFile } from './app-state.ts';
import type { CopyFormat } from './copy-formats.ts';
import type { Failure } from './failures.ts';
import type { Preferences } from './preferences.ts';
import type { ProfileDraft, ProfileField } from './profile.ts';
import type { Disconnected, ToolList, ToolRequest } from './tools.ts';
import type { Verification } from './verification.ts';

/**
 * What the window can ask for. Main checks the sender and the payload of every call (`main/ipc.ts`), and answers with
 * a {@link Result}. An operation on a session means the active profile's where no profile ID is given.
 */
export interface WindowOperations {
  'state.get': () => AppState;

  'profile.add': (draft: ProfileDraft) => SavedProfile;
  /** The draft replaces what the profile says; what it leaves out is discovered again. */
  'profile.change': (input: { readonly id: string; readonly draft: ProfileDraft }) => SavedProfile;
  /** What can be said about a draft without saving it. */
  'profile.check': (draft: ProfileDraft) => ProfileCheck;
  'profile.import': (input: {
    readonly text: string;
    /** Of a `.databrickscfg`; without one the first that has a host. */
    readonly section?: string | undefined;
    /** Where the text comes from, for messages. */
    readonly file?: string | undefined;
    /** The person has named the authority: the text's own is of no account. */
    readonly isAuthorityNamed?: boolean | undefined;
  }) => ProfileImport;
  'profile.move': (input: { readonly id: string; readonly by: -1 | 1 }) => void;
  'profile.use': (id: string) => void;
  /** Signs the account out and removes the profile. */
  'profile.remove': (id: string) => void;
  'profile.allowPassword': (input: { readonly id: string; readonly isAllowed: boolean }) => void;

  /** Resolves when the sign-in has ended. Anything but the browser replaces a sign-in that is waiting for one. */
  'session.signIn': (request: SignInRequest) => SignedIn;
  'session.cancelSignIn': () => void;
  'session.openSignInPage': () => void;
  'session.copySignInLink': () => void;
  'session.signOut': (profileId?: string) => void;
  /** Opens the active profile's workspace in the browser. */
  'workspace.open': () => void;
  'session.refresh': () => void;
  'session.verify': (profileId?: string) => Verification;
  'session.claims': () => Claims;
  'session.dismissFailure': () => void;

  /** Puts a valid token on the clipboard. */
  'token.copy': (format: CopyFormat) => CopiedToken;
  'endpoint.set': (isOn: boolean) => void;
  /** How the active profile's tools are, by what is in their files. */
  'tool.list': () => ToolList;
  /** Keeps a place in a tool's file current; for those that ask the local endpoint, it is switched on. */
  'tool.connect': (request: ToolRequest) => void;
  /** Takes out what connecting has put there, and leaves the place alone from now on. */
  'tool.disconnect': (place: SyncedFile) => Disconnected;
  'endpoint.copyVariables': (form: 'dotenv' | 'databrickscfg') => void;
  'preferences.change': (change: Partial<Preferences>) => void;
  'notice.dismiss': (id: string) => void;
  'clipboard.copyText': (text: string) => void;
  'folder.open': (folder: 'logs' | 'data') => void;
  /** Signs every account out and restores the default settings. */
  'data.reset': () => void;
}

/** What tray and notifications can ask for beside {@link WindowOperations}. */
export interface TrayOperations {
  /** The left click on the tray icon: copies or opens the window, whichever was chosen. */
  'tray.click': () => CopiedToken | undefined;
  'window.show': (view?: WindowView) => void;
  /** Checks the clock in every session. */
  'sessions.tick': () => void;
  'app.quit': () => void;
}

type Signatures = WindowOperations & TrayOperations;
export type OperationName = keyof Signatures;
export type Input<N extends OperationName> = Parameters<Signatures[N]>[0];
/** What it returns: `never`, which nothing can be, where that would hold an access token. */
export type Output<N extends OperationName> =
  HoldsToken<ReturnType<Signatures[N]>> extends false ? ReturnType<Signatures[N]> : never;

/** True for a type that holds an access token, at any depth. */
type HoldsToken<T> = T extends AccessTokenSecret
  ? true
  : T extends object
    ? true extends { [K in keyof T]: HoldsToken<T[K]> }[keyof T]
      ? true
      : false
    : false;

/** An operation with its payload, such as a tray item stands for. */
export type OperationCall = {
  [N in OperationName]: { readonly name: N; readonly input: Input<N> };
}[OperationName];

/** What became of a call. Failures of the session also stand in the state. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

/** What main tells the window unasked. */
export interface Events {
  'state:changed': AppState;
  /** The person asked for this view outside the window. */
  'view:show': WindowView;
}

/** The views that can be asked for from outside the window. */
export type WindowView = 'home' | 'settings';

/** What the preload script puts into the window as `window.bridge`. */
export interface Bridge {
  request<N extends keyof WindowOperations>(
    name: N,
    ...input: undefined extends Input<N> ? [input?: Input<N>] : [input: Input<N>]
  ): Promise<Result<Output<N>>>;
  /** Calls `listener` with every event of this kind. Returns the function that ends that. */
  on<E extends keyof Events>(event: E, listener: (payload: Events[E]) => void): () => void;
}

/** A profile that was added or changed. */
export interface SavedProfile {
  readonly id: string;
  readonly name: string;
  /** What the workspace answered, where tenant or cloud were left to it. */
  readonly discovered?: { readonly tenantId: string; readonly authority: string };
  /** The account was signed out: the profile now signs in elsewhere. */
  readonly isSignedOut: boolean;
  readonly destination?: TokenDestination;
}

/** Where a profile's tokens go; `isConfirmed` is false as long as none goes there. */
export interface TokenDestination {
  readonly host: string;
  /** Host of the authority. */
  readonly authority: string;
  readonly isConfirmed: boolean;
}

/** What can be said about a profile that is being filled in. */
export interface ProfileCheck {
  /** The fields that can't be right. */
  readonly fields: readonly ProfileField[];
  /** What its workspace answered, where it was asked. */
  readonly home?: Result<{ readonly tenantId: string; readonly authority: string; readonly host: string }>;
}

/** What a script or a configuration says of a profile. */
export interface ProfileImport {
  readonly draft: Partial<ProfileDraft>;
  /** It also holds a password or a token. Neither is imported. */
  readonly holdsSecret: boolean;
  /** The client ID is the Azure CLI's own. */
  readonly isOfAzureCli: boolean;
  /** Sections that name a host, and why it is no workspace. */
  readonly skipped: readonly { readonly section: string; readonly failure: Failure }[];
}

/** A way to sign in. Passwords and refresh tokens are passed on and stored nowhere. */
export type SignInRequest = { readonly profileId?: string | undefined } & (
  | { readonly kind: 'browser'; readonly account: AccountChoice }
  | { readonly kind: 'deviceCode'; readonly account: AccountChoice }
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  | { readonly kind: 'refreshToken'; readonly account: AccountChoice; readonly refreshToken: string }
);

/** Which account is to be signed in: the last one, one that the person picks, or the one with this user name. */
export type AccountChoice = 'last' | 'choose' | { readonly hint: string };

export interface SignedIn {
  readonly username: string;
  /** Epoch milliseconds. */
  readonly expiresOn: number;
}

export interface CopiedToken {
  readonly minutesLeft: number;
  /** Epoch milliseconds. */
  readonly expiresOn: number;
  /** Why it has less time left than it should. */
  readonly shortfall?: Failure;
}

/** The token's claims by name, each as text; times in epoch seconds. Undefined where there is no token. */
export type Claims = Readonly<Record<string, string>> | undefined;
