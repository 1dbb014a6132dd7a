import type { Account } from './session.ts';

declare const brand: unique symbol;

/**
 * The text of an access token. Branded, so that the compiler can tell a value that holds a token from any other: no
 * answer to the window may.
 */
export type AccessTokenSecret = string & { readonly [brand]: 'AccessTokenSecret' };

/** An access token with what is known about it. Times are epoch milliseconds. */
export interface AccessToken {
  readonly secret: AccessTokenSecret;
  readonly account: Account;
  /** When it arrived, by this computer's clock. */
  readonly obtainedOn: number;
  readonly expiresOn: number;
  /** When Entra would like it refreshed, if it said so. */
  readonly refreshOn?: number;
}
