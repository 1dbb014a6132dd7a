import * as z from 'zod/mini';
import { FailureError } from '../../shared/failures.ts';
import type { Cloud } from '../../shared/profile.ts';
import { busyFailure, describeAnswer, exchange, type Fetch, type HttpResponse } from '../platform/http.ts';
import { authorityHost, parseAuthority } from '../profile/clouds.ts';
import { cloudOfWorkspace, otherDatabricksFailure } from '../profile/workspace-url.ts';

const LIMIT_MS = 10_000;

/** Where a workspace's people sign in. */
export interface WorkspaceHome {
  readonly cloud: Cloud;
  readonly tenantId: string;
}

/**
 * Asks a workspace for its cloud and tenant: `GET /aad/auth` redirects to the tenant's sign-in page, which is read and
 * not followed. Source: databricks-sdk-go, `config/azure.go` (`loadAzureTenantId`).
 * @param workspaceUrl as `parseWorkspaceUrl` gives it
 * @param authority the cloud, where the person has named one. A host outside Microsoft's domains can claim any tenant
 * and any authority: it is believed only of an authority that is not Microsoft's and that the person has named, so that
 * neither a stranger's sign-in page opens nor a token goes to a look-alike.
 * @throws FailureError `workspace_not_found`, `workspace_other_cloud`, `workspace_unproven`, one of
 * `otherDatabricksFailure`, a network failure
 */
export async function discoverWorkspace(
  workspaceUrl: string,
  authority: Cloud | undefined,
  fetch: Fetch,
): Promise<WorkspaceHome> {
  const { host } = new URL(workspaceUrl);
  const expected = expectedCloud(workspaceUrl, authority);
  const answer = await exchange(fetch, {
    method: 'GET',
    url: `${workspaceUrl}/aad/auth`,
    limitMs: LIMIT_MS,
    service: host,
    redirect: 'manual',
  });
  const busy = busyFailure(answer, host);
  if (busy) throw new FailureError(busy.code, busy);
  const signInPage = signInPageOf(answer, workspaceUrl);
  if (!signInPage) {
    throw new FailureError('workspace_not_found', { params: { host }, cause: describeAnswer(answer) });
  }
  requireSameAuthority(host, signInPage.cloud, expected);
  return signInPage;
}

/** The cloud that the workspace must sign in with, known before anybody is asked. */
function expectedCloud(workspaceUrl: string, authority: Cloud | undefined): Cloud {
  const { host } = new URL(workspaceUrl);
  const other = otherDatabricksFailure(workspaceUrl);
  if (other) throw new FailureError(other.code, other);
  if (typeof authority === 'object') return authority;
  const cloud = cloudOfWorkspace(workspaceUrl);
  if (!cloud) throw new FailureError('workspace_unproven', { params: { host } });
  requireSameAuthority(host, cloud, authority ?? cloud);
  return cloud;
}

function requireSameAuthority(host: string, cloud: Cloud, expected: Cloud): void {
  if (authorityHost(expected) === authorityHost(cloud)) return;
  const params = { host, authority: authorityHost(cloud), expected: authorityHost(expected) };
  throw new FailureError('workspace_other_cloud', { params });
}

/** Reads `https://AUTHORITY/TENANT/oauth2/authorize?…`; undefined where the answer leads to no tenant. */
function signInPageOf({ status, headers }: HttpResponse, workspaceUrl: string): WorkspaceHome | undefined {
  const location = status >= 300 && status < 400 ? headers.location : undefined;
  const url = location === undefined ? null : URL.parse(location, workspaceUrl);
  const cloud = url ? parseAuthority(url.origin) : undefined;
  // `common` and `organizations` name no tenant: the account console answers so.
  const tenantId = z.guid().safeParse(url?.pathname.split('/')[1]?.toLowerCase());
  return cloud && tenantId.success ? { cloud, tenantId: tenantId.data } : undefined;
}
