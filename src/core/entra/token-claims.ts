import { parseForeignJson } from '../platform/foreign-json.ts';

/**
 * The claims of an access token, for people to look at. The signature is not checked: that is the workspace's task,
 * and nothing is decided here.
 * @returns undefined where the token is not a JSON Web Token (RFC 7519)
 */
export function tokenClaims(accessToken: string): Record<string, unknown> | undefined {
  const [, payload, signature] = accessToken.split('.');
  if (payload === undefined || signature === undefined) return undefined;
  try {
    const claims = parseForeignJson(Buffer.from(payload, 'base64url').toString('utf8'));
    const isObject = typeof claims === 'object' && claims !== null && !Array.isArray(claims);
    return isObject ? (claims as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
