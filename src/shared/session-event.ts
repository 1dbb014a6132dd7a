import type { CopyFormat } from './copy-formats.ts';
import type { Failure } from './failures.ts';
import type { SessionState } from './session.ts';

/** Something that happened to a session, for the person to look back at. No secret is in it. */
export type SessionEvent = {
  /** Epoch milliseconds. */
  readonly at: number;
} & (
  | { readonly kind: 'signedIn' | 'refreshed' | 'signedOut' | 'online' | 'expired' }
  | { readonly kind: 'offline' | 'signInNeeded' | 'signInFailed'; readonly failure: Failure }
  /** `failure`: why the credential that was there is no good any more. */
  | { readonly kind: 'credentialNeeded'; readonly failure?: Failure | undefined }
  | { readonly kind: 'copied'; readonly format: CopyFormat }
  /** A program got the token from the endpoint or from a helper. */
  | { readonly kind: 'used'; readonly program: string }
);

/** What happened between two states of a session, if it is worth telling. @param at epoch milliseconds */
export function eventBetween(
  before: SessionState,
  after: SessionState,
  at: number,
): SessionEvent | undefined {
  if (after.kind === 'signedOut') {
    if (before.account && before.kind !== 'signingIn') return { at, kind: 'signedOut' };
    return signInFailure(before, after, at);
  }
  if (after.kind === before.kind && expiryOf(after) === expiryOf(before)) return undefined;
  switch (after.kind) {
    case 'fresh':
    case 'expiring':
      if (before.kind === 'signingIn') {
        return expiryOf(after) === expiryOf(before)
          ? signInFailure(before, after, at)
          : { at, kind: 'signedIn' };
      }
      // The first look at the cache is no refresh.
      if (!before.account) return undefined;
      if (expiryOf(after) !== expiryOf(before)) return { at, kind: 'refreshed' };
      return before.kind === 'offline' ? { at, kind: 'online' } : undefined;
    case 'offline':
      return before.kind === 'offline' || before.kind === 'refreshing'
        ? undefined
        : { at, kind: 'offline', failure: after.failure };
    case 'expired':
      // A service principal's first token is still to come.
      return before.kind === 'expired' || !after.token ? undefined : { at, kind: 'expired' };
    case 'signInRequired':
      if (before.kind === 'signInRequired') return undefined;
      return signInFailure(before, after, at) ?? { at, kind: 'signInNeeded', failure: after.reason };
    case 'credentialRequired':
      if (before.kind === 'credentialRequired') return undefined;
      return { at, kind: 'credentialNeeded', failure: after.reason };
    case 'refreshing':
    case 'signingIn':
      return undefined;
  }
}

function signInFailure(before: SessionState, after: SessionState, at: number): SessionEvent | undefined {
  const { failure } = after;
  return before.kind === 'signingIn' && failure ? { at, kind: 'signInFailed', failure } : undefined;
}

function expiryOf(state: SessionState): number | undefined {
  return state.token?.expiresOn;
}
