import { type Failure, FailureError } from '../shared/failures.ts';
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
