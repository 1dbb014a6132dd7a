import type { JSONWebKeySet } from 'jose';
import type { Scenario } from './scenario.ts';

/** What every endpoint works with. */
export interface WorkspaceContext {
  /** The workspace's tenant, GUID. */
  readonly tenantId: string;
  /** The number in the workspace's host name. */
  readonly workspaceId: string;
  readonly resourceId: string;
  /** The keys that the tenant's tokens are signed with. */
  readonly keys: JSONWebKeySet;
  /** Object IDs of the people who came in by their role on the Azure resource, and are admins since. */
  readonly admins: Set<string>;
  /** The authority (host and port) of a client that knows the workspace by this host. */
  authorityHost(host: string): string;
  /** The scenario in force now. */
  readonly scenario: Scenario;
  /** The server's idea of now, epoch ms. */
  now(): number;
}
