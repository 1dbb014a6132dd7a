import type { SignInRequest } from '../../shared/operations.ts';
import type { SessionState } from '../../shared/session.ts';
import { call, refused } from '../store.ts';

/** Signs in; what was wrong with a request that left no trace in the session is kept for the first view. */
export async function signIn(profileId: string, request: SignInRequest): Promise<void> {
  refused.value = undefined;
  const outcome = await call('session.signIn', { ...request, profileId });
  // Whoever cancels knows that it was cancelled.
  if (!outcome.ok && outcome.failure.code !== 'cancelled') {
    refused.value = { profileId, failure: outcome.failure };
  }
}

/** The plain sign-in. */
export function signInPlainly(profileId: string): void {
  void signIn(profileId, { kind: 'browser', account: 'last' });
}

/** What to show as wrong: the session's own failure comes first. */
export function failureOf(session: SessionState, profileId: string) {
  const isAsking = session.kind === 'signInRequired' || session.kind === 'credentialRequired';
  const reason = isAsking ? session.reason : undefined;
  const of = refused.value;
  // A token that has come in since has settled it.
  const isNew = of?.profileId === profileId && of.failure.at > (session.token?.obtainedOn ?? 0);
  return session.failure ?? reason ?? (isNew ? of.failure : undefined);
}

export function dismissFailure(): void {
  refused.value = undefined;
  void call('session.dismissFailure');
}
