import { parseForeignJson } from '../platform/foreign-json.ts';

/**
 * The claims of an access token, for people to look at. The signature is not checked: that is the workspace's task,
 * and nothing is decided here.
 * @returns undefined where the token is not a JSON Web Token (RFC 7519)
 */
export function tokenClaims(accessToken: string): Record<string, unknown> | undefined {
  const [, payload, signature] = accessToken.split('.');
  if (payload === undefined || signature === undefined) return undefined;
  const claims = jsonIn(payload);
  const isObject = typeof claims === 'object' && claims !== null && !Array.isArray(claims);
  return isObject ? (claims as Record<string, unknown>) : undefined;
}

/** What JSON in base64url says, as tokens and MSAL's `client_info` hold it; undefined where it is none. */
export function jsonIn(base64url: string): unknown {
  return parseForeignJson(Buffer.from(base64url, 'base64url').toString('utf8'));
}
