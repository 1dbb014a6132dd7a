import type { Failure } from './failures.ts';

/** A cluster as the workspace lists it. */
export interface Cluster {
  readonly name: string;
  /** Databricks' own word, such as `RUNNING` or `TERMINATED`. */
  readonly state: string;
}

/** A SQL warehouse as the workspace lists it. */
export interface Warehouse {
  readonly id: string;
  readonly name: string;
  /** Databricks' own word, such as `RUNNING` or `STOPPED`. */
  readonly state: string;
  /** What JDBC and ODBC ask for beside the host, such as `/sql/1.0/warehouses/ID`. */
  readonly httpPath: string;
}

/** What the person may see, or why it could not be listed. */
export type Listed<T> =
  | { readonly ok: true; readonly list: readonly T[] }
  | { readonly ok: false; readonly failure: Failure };

/** What a workspace said to a token. */
export interface Verification {
  /** `https://HOST`. */
  readonly workspaceUrl: string;
  /** Which of the workspaces behind this host it is, where the host alone does not say it. */
  readonly workspaceId?: string;
  /** The user name that the workspace knows the token's owner by. */
  readonly userName: string;
  readonly displayName?: string;
  readonly groups: readonly string[];
  readonly clusters: Listed<Cluster>;
  readonly warehouses: Listed<Warehouse>;
  /** Of the first call, name look-up and TLS included. Milliseconds. */
  readonly roundTripMs: number;
  /** The computer's clock minus the workspace's, milliseconds; its `Date` header has whole seconds. */
  readonly clockSkewMs?: number;
}

/** A clock that is off by more is worth a word: tokens are dated, and TLS certificates too. Milliseconds. */
export const CLOCK_SKEW_TOLD_MS = 60_000;
