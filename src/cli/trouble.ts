import type { TokenSession } from '../core/session/token-session.ts';
import { type Failure, FailureError, kindOf } from '../shared/failures.ts';
import type { SessionState } from '../shared/session.ts';

/** Why a session in this state has no token to give, or soon will have none; undefined where all is well. */
export function troubleOf(state: SessionState, profile: string): Failure | undefined {
  switch (state.kind) {
    case 'signedOut':
      return state.failure ?? new FailureError('not_signed_in', { params: { profile } }).failure;
    case 'signInRequired':
      return state.reason;
    case 'credentialRequired':
      return (
        state.reason ??
        state.failure ??
        new FailureError('credential_missing', { params: { profile } }).failure
      );
    default:
      return state.failure;
  }
}

/** Reads the session's cache. @throws FailureError where that can't be used: that is an error, and not "signed out" */
export async function readCache(session: TokenSession): Promise<void> {
  await session.reload();
  const { failure } = session.facts;
  if (failure && kindOf(failure) === 'cache') throw new FailureError(failure.code, failure);
}
