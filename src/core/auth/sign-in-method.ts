import type { SignInPages } from './sign-in-page.ts';

/** A way to sign in, and how it meets its person. */
export type SignInMethod =
  /** Through the system's browser: authorization code with PKCE over a loopback redirect (RFC 8252). */
  | {
      readonly kind: 'browser';
      /**
       * Hands the link to a browser or a person.
       * @throws whatever it likes; the sign-in then ends with `browser_not_opened`
       */
      readonly openBrowser: (url: string) => Promise<void>;
      readonly pages: SignInPages;
    }
  /** On any device, by a code that the person types there (RFC 8628). */
  | { readonly kind: 'deviceCode'; readonly showCode: (code: DeviceCode) => void }
  /**
   * By user name and password (RFC 6749, section 4.3). Microsoft advises against it: it cannot meet multi-factor
   * authentication, federation or consent. The password is passed on and kept nowhere.
   */
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  /** By a refresh token that another program got for the same client ID. */
  | { readonly kind: 'refreshToken'; readonly refreshToken: string };

/** What the person needs in the device code flow. */
export interface DeviceCode {
  /** Typed by the person, such as `A1B2C3D4E`. */
  readonly userCode: string;
  /** Where they type it. */
  readonly verificationUri: string;
  /** Epoch milliseconds. */
  readonly expiresOn: number;
}

/** Which account is to be signed in. */
export type AccountChoice =
  /** The one that is, or was last, signed in; without one the person chooses. */
  | { readonly kind: 'last' }
  /** The person chooses: `prompt=select_account`, no hint. */
  | { readonly kind: 'choose' }
  /** This user name is suggested to Entra. */
  | { readonly kind: 'hint'; readonly username: string };
