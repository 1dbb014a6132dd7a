import type { Account } from './session.ts';

declare const brand: unique symbol;

/**
 * The text of an access token. Branded, so that the compiler can tell a value that holds a token from any other: no
 * answer to the window may.
 */
export type AccessTokenSecret = string & { readonly [brand]: 'AccessTokenSecret' };

/** True for what an access token is made of (RFC 6750, section 2.1): nothing that means something where it is pasted. */
export function isTokenText(text: string): text is AccessTokenSecret {
  return /^[A-Za-z0-9._~+/=-]+$/.test(text);
}

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
