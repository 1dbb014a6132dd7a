import type { AccessToken } from '../../../shared/access-token.ts';
import type { Account } from '../../../shared/session.ts';
import type { CacheContent } from '../cache/cache-content.ts';
import type { FlowContext, SignInFlow, SignInOptions } from './flows/sign-in-flow.ts';

/** What the cache holds of an identity. The token may have expired. */
export interface Cached {
  readonly account?: Account;
  readonly token?: AccessToken;
}

/** A sign-in, and whom it asks for. */
export type AskedSignIn = SignInOptions & Pick<FlowContext, 'asked'>;

/** Whom a profile's tokens are for. Errors are MSAL's or a FailureError; the client explains them. */
export interface Identity {
  cached(content: CacheContent): Cached;
  /** Signs in by `flow`, until `options.signal` aborts. Nothing of another sign-in is left in the cache. */
  signIn(flow: SignInFlow, options: AskedSignIn): Promise<AccessToken>;
  /** A new token without anybody's help. @param content the cache as it is now */
  refresh(content: CacheContent): Promise<AccessToken>;
}
