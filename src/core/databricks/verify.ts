import * as v from 'valibot';
import { FailureError } from '../../shared/failures.ts';
import type { Listed, Verification } from '../../shared/verification.ts';
import type { Fetch } from '../platform/http.ts';
import { notList } from '../platform/schema.ts';
import type { Profile } from '../profile/profile.ts';
import { listWarehouses, name } from './warehouses.ts';
import { workspaceCaller } from './workspace-call.ts';

/** SCIM 2.0 (RFC 7643), the part that is shown. */
const Me = v.object({
  userName: v.pipe(name, v.nonEmpty()),
  displayName: v.optional(name),
  groups: v.optional(v.array(v.object({ display: name })), []),
});

const ClusterList = notList(
  v.object({
    clusters: v.optional(
      v.array(notList(v.object({ cluster_name: v.optional(name, '?'), state: v.optional(name, '?') }))),
      [],
    ),
  }),
);

/**
 * Asks the profile's workspace whom it takes the token's owner for, and for their clusters and SQL warehouses.
 * @param token a live access token
 * @param managementToken what a service principal brings beside it
 * @throws FailureError `workspace_missing`, one of `workspace_*` for a refusal, a network failure
 */
export async function verifyToken(
  profile: Profile,
  token: string,
  fetch: Fetch,
  managementToken?: string,
): Promise<Verification> {
  const caller = workspaceCaller(profile, token, fetch, managementToken);
  const { workspaceUrl, ask } = caller;
  const began = performance.now();
  const { said: me, headers } = await ask('/api/2.0/preview/scim/v2/Me', Me);
  const roundTripMs = Math.round(performance.now() - began);
  const serverTime = Date.parse(headers.date ?? '');
  const [clusters, warehouses] = await Promise.all([
    listed(listClusters),
    listed(() => listWarehouses(caller)),
  ]);
  return {
    workspaceUrl,
    ...(profile.workspaceId ? { workspaceId: profile.workspaceId } : {}),
    userName: me.userName,
    ...(me.displayName ? { displayName: me.displayName } : {}),
    groups: me.groups.map(({ display }) => display),
    clusters,
    warehouses,
    roundTripMs,
    ...(Number.isNaN(serverTime) ? {} : { clockSkewMs: Date.now() - roundTripMs / 2 - serverTime }),
  };

  async function listClusters() {
    const { said } = await ask('/api/2.0/clusters/list', ClusterList);
    return said.clusters.map(({ cluster_name, state }) => ({ name: cluster_name, state }));
  }
}

/** That something cannot be listed does not unmake who the person is. */
async function listed<T>(list: () => Promise<readonly T[]>): Promise<Listed<T>> {
  try {
    return { ok: true, list: await list() };
  } catch (error) {
    if (error instanceof FailureError) return { ok: false, failure: error.failure };
    throw error;
  }
}
