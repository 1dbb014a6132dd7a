import type { Directory } from './directory.ts';
import type { GrantStore } from './grants.ts';
import type { Scenario } from './scenario.ts';
import type { SigningKey } from './signing.ts';

/** What every endpoint works with. */
export interface EntraContext {
  readonly directory: Directory;
  readonly grants: GrantStore;
  readonly signing: SigningKey;
  /** The scenario in force now. */
  readonly scenario: Scenario;
  /** The server's idea of now, epoch ms. */
  now(): number;
  /** A number in [0, 1), repeatable by the scenario's seed. */
  random(): number;
}
