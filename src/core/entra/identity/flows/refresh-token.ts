import type { RequestOf, SignInFlow } from './sign-in-flow.ts';

/** By a refresh token that another program got for the same client ID (RFC 6749, section 6). */
export function refreshTokenFlow({ account, refreshToken }: RequestOf<'refreshToken'>): SignInFlow {
  return {
    kind: 'refreshToken',
    account,
    secrets: [refreshToken],
    acquire: async ({ application, request }) =>
      // Without forceCache MSAL keeps nothing of an account that it does not know yet.
      (await application()).acquireTokenByRefreshToken({ ...request, refreshToken, forceCache: true }),
  };
}
