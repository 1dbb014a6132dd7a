import type { Failure } from './failures.ts';

/** A cluster as the workspace lists it. */
export interface Cluster {
  readonly name: string;
  /** Databricks' own word, such as `RUNNING` or `TERMINATED`. */
  readonly state: string;
}

/** What a workspace said to a token. */
export interface Verification {
  /** `https://HOST`. */
  readonly workspaceUrl: string;
  /** The user name that the workspace knows the token's owner by. */
  readonly userName: string;
  readonly displayName?: string;
  readonly groups: readonly string[];
  /** The clusters that the person may see, or why they could not be listed. */
  readonly clusters:
    | { readonly ok: true; readonly list: readonly Cluster[] }
    | { readonly ok: false; readonly failure: Failure };
  /** Of the first call, name look-up and TLS included. Milliseconds. */
  readonly roundTripMs: number;
  /** The computer's clock minus the workspace's, milliseconds; its `Date` header has whole seconds. */
  readonly clockSkewMs?: number;
}

/** A clock that is off by more is worth a word: tokens are dated, and TLS certificates too. Milliseconds. */
export const CLOCK_SKEW_TOLD_MS = 60_000;
