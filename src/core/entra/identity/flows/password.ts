import type { RequestOf, SignInFlow } from './sign-in-flow.ts';

/**
 * By user name and password (RFC 6749, section 4.3). Microsoft advises against it: it can't meet multi-factor
 * authentication, federation or consent.
 */
export function passwordFlow({ username, password }: RequestOf<'password'>): SignInFlow {
  return {
    kind: 'password',
    account: { hint: username },
    secrets: [password],
    acquire: async ({ application, request }) =>
      // Aborting ends its requests, and with them the promise.
      (await application()).acquireTokenByUsernamePassword({ ...request, username, password }),
  };
}
