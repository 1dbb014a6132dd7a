import type { AuthenticationResult, PublicClientApplication } from '@azure/msal-node';
import type { AccountChoice, SignInRequest } from '../../../../shared/operations.ts';
import type { Account, SignInStep } from '../../../../shared/session.ts';
import type { Profile } from '../../../profile/profile.ts';
import type { NetworkModule, PostInterceptor } from '../../network.ts';
import type { AskedAccount } from '../asked-account.ts';

/** The request for one way to sign in. */
export type RequestOf<Kind extends SignInRequest['kind']> = Extract<SignInRequest, { readonly kind: Kind }>;

/** One way to sign in, ready for one sign-in. */
export interface SignInFlow {
  readonly kind: SignInRequest['kind'];
  /** Whom it asks for: the answer of anybody else is refused. */
  readonly account: AccountChoice;
  /** What the person handed over and an answer might repeat. Kept out of failures and the log. */
  readonly secrets: readonly string[];
  /** How long it may take, where that is not what a browser gets. Milliseconds. */
  readonly limitMs?: number;
  /** Corrects the answers to its POSTs that MSAL would get wrong. */
  readonly interceptPost?: PostInterceptor;
  /** Gets a token from Entra. Throws MSAL's errors or a FailureError, and anything once the signal has aborted. */
  acquire(context: FlowContext): Promise<AuthenticationResult | null>;
}

/** How a sign-in is to go, whatever its flow. */
export interface SignInOptions {
  /** Aborting ends the sign-in with `cancelled` and closes its port. */
  readonly signal: AbortSignal;
  /** How long the sign-in may take, in milliseconds. */
  readonly timeoutMs: number;
  /** The account that is, or was last, signed in. */
  readonly lastAccount?: Account;
  /** The person is asked for consent, whatever Entra remembers. */
  readonly asksConsent?: boolean;
  /** The claims challenge of the refusal that led here. */
  readonly claims?: string;
  /** Called when the sign-in has reached a step. @param deadline when it now gives up, epoch milliseconds */
  readonly onStep: (step: SignInStep, deadline?: number) => void;
}

/** What a flow works with. The signal aborts at the time limit too. */
export interface FlowContext extends SignInOptions {
  /** Undefined where anybody may sign in. */
  readonly asked: AskedAccount | undefined;
  readonly profile: Profile;
  readonly network: NetworkModule;
  /** Loads MSAL. */
  readonly application: () => Promise<PublicClientApplication>;
  /** What every request to MSAL says. */
  readonly request: { scopes: string[]; claims?: string };
}
