import { FailureError } from '../../../shared/failures.ts';
import type { AccountChoice } from '../../../shared/operations.ts';
import type { Account } from '../../../shared/session.ts';
import type { Profile } from '../../profile/profile.ts';
import type { Operation, PostInterceptor } from '../network.ts';
import { jsonIn, tokenClaims } from '../token-claims.ts';

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
 * whoever got hold of the sign-in link or the device code could otherwise put an account of his own in the place of the
 * person's.
 * @param asked undefined where anybody may sign in
 * @param next what the answer goes through before
 * @returns an interceptor that fails with `account_other`
 */
export function onlyAccount(
  asked: AskedAccount | undefined,
  next: PostInterceptor = (send) => send(),
): PostInterceptor {
  return async (send, body, operation) => {
    const response = await next(send, body, operation);
    if (asked) requireAccount(asked, response.body, operation);
    return response;
  };
}

/** @throws FailureError `account_other` */
function requireAccount(asked: AskedAccount, answer: unknown, operation: Operation): void {
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
function homeAccountId(clientInfo: unknown): string {
  const { uid, utid } = (jsonIn(String(clientInfo)) ?? {}) as Record<string, unknown>;
  return `${uid}.${utid}`;
}
