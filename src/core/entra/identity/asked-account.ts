import { FailureError } from '../../../shared/failures.ts';
import type { AccountChoice } from '../../../shared/operations.ts';
import type { Account } from '../../../shared/session.ts';
import type { Profile } from '../../profile/profile.ts';
import type { Operation } from '../network.ts';
import { tokenClaims } from '../token-claims.ts';

/** Whom a sign-in asks for. */
export interface AskedAccount {
  readonly username: string;
  /** Where the account is known: it stays the same when the person's name changes. */
  readonly homeAccountId?: string;
}

/** Whom the choice means; undefined where anybody may sign in. */
export function askedAccount(
  choice: AccountChoice,
  last: Account | undefined,
  { loginHint }: Profile,
): AskedAccount | undefined {
  if (choice === 'choose') return undefined;
  if (choice !== 'last') return { username: choice.hint };
  return last ?? (loginHint === undefined ? undefined : { username: loginHint });
}

/** What Entra calls the person in an ID token. */
const NAMES = ['preferred_username', 'upn', 'unique_name'] as const;

/**
 * Refuses the answer to a token request that is another account's than the asked one, before MSAL keeps anything of it:
 * whoever got hold of the sign-in link could otherwise put an account of his own in the place of the person's.
 * @throws FailureError `account_other`
 */
export function requireAccount(asked: AskedAccount, answer: unknown, operation: Operation): void {
  const { id_token: idToken, client_info: clientInfo } = answer as Record<string, unknown>;
  const claims = typeof idToken === 'string' ? tokenClaims(idToken) : undefined;
  // No answer with an account: what it is instead is found by those who read it.
  if (!claims) return;
  const names = NAMES.map((name) => claims[name]).filter((name) => typeof name === 'string');
  const isNamed = names.some((name) => name.toLowerCase() === asked.username.toLowerCase());
  if (isNamed || (asked.homeAccountId !== undefined && homeAccountId(clientInfo) === asked.homeAccountId)) {
    return;
  }
  const error = new FailureError('account_other', {
    params: { asked: asked.username, found: names[0] ?? String(claims.sub) },
  });
  operation.failure = error.failure;
  throw error;
}

/** As MSAL makes it. */
function homeAccountId(clientInfo: unknown): string | undefined {
  try {
    const { uid, utid } = JSON.parse(Buffer.from(String(clientInfo), 'base64url').toString());
    return `${uid}.${utid}`;
  } catch {
    return undefined;
  }
}
