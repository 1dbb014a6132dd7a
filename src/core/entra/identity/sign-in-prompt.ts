import type { SignInPages } from './sign-in-page.ts';

/** How a sign-in reaches its person. The tray and the command line each have one. */
export interface SignInPrompt {
  /**
   * Hands the link of the sign-in page to a browser or to the person. No other user of the machine may read it: who
   * opens it signs in here.
   * Waits for nobody: the browser's last page comes when the sign-in is over.
   * @param over aborts when the sign-in is over
   * @throws anything; the sign-in then fails with `browser_not_opened`, or the FailureError thrown
   */
  openPage(link: string, over: AbortSignal): Promise<void>;
  showCode(code: DeviceCode): void;
  /** What the browser shows at the end. */
  readonly pages: SignInPages;
}

/** What the person needs in the device code flow. */
export interface DeviceCode {
  /** Typed by the person, such as `A1B2C3D4E`. */
  readonly userCode: string;
  /** Where to type it. */
  readonly verificationUri: string;
  /** Epoch milliseconds. */
  readonly expiresOn: number;
}
