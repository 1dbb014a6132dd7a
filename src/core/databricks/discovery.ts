import * as v from 'valibot';
import { FailureError } from '../../shared/failures.ts';
import type { Cloud } from '../../shared/profile.ts';
import { parseForeignJson } from '../platform/foreign-json.ts';
import { busyFailure, describeAnswer, exchange, type Fetch, type HttpResponse } from '../platform/http.ts';
import { examine, guid, notList } from '../platform/schema.ts';
import { authorityHost, parseAuthority } from '../profile/clouds.ts';
import { isSharedHost, isWorkspaceId, withWorkspaceId } from '../profile/workspace-id.ts';
import { cloudOfWorkspace, otherDatabricksFailure } from '../profile/workspace-url.ts';

const LIMIT_MS = 10_000;
/** Whoever does not answer within this does not answer. */
const METADATA_LIMIT_MS = 5_000;

/** Where a workspace's people sign in. */
export interface WorkspaceHome {
  readonly cloud: Cloud;
  readonly tenantId: string;
  /** The address that was asked, with the workspace's ID where the host had to be asked for that too. */
  readonly address: string;
}

/** The part of `/.well-known/databricks-config` that is used; it names no tenant of Entra's. */
const HostMetadata = notList(
  v.object({ workspace_id: v.optional(v.pipe(v.string(), v.check(isWorkspaceId))) }),
);

/**
 * Asks a workspace for its cloud and tenant: `GET /aad/auth` redirects to the tenant's sign-in page, which is read and
 * not followed. Source: databricks-sdk-go, `config/azure.go` (`loadAzureTenantId`). Behind a host that serves several
 * workspaces the one that is meant is named by `?o=`, as browsers do it.
 * @param address as `workspaceAddress` gives it
 * @param authority the cloud, where the person has named one. A host outside Microsoft's domains can claim any tenant
 * and any authority: it is believed only of an authority that is not Microsoft's and that the person has named, so that
 * neither a stranger's sign-in page opens nor a token goes to a look-alike.
 * @throws FailureError `workspace_not_found`, `workspace_other_cloud`, `workspace_unproven`, `workspace_id_missing`, one
 * of `otherDatabricksFailure`, a network failure
 */
export async function discoverWorkspace(
  address: string,
  authority: Cloud | undefined,
  fetch: Fetch,
): Promise<WorkspaceHome> {
  const whole = await wholeAddress(address, authority, fetch);
  const { host, origin: workspaceUrl, search } = new URL(whole);
  const expected = expectedCloud(workspaceUrl, authority);
  const answer = await exchange(fetch, {
    method: 'GET',
    url: `${workspaceUrl}/aad/auth${search}`,
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
  return { ...signInPage, address: whole };
}

/**
 * The address with the workspace's ID, where its host serves several.
 * @throws FailureError as {@link discoverWorkspace}, without having asked for the tenant
 */
export async function wholeAddress(
  address: string,
  authority: Cloud | undefined,
  fetch: Fetch,
): Promise<string> {
  const { origin: workspaceUrl, search } = new URL(address);
  expectedCloud(workspaceUrl, authority);
  if (search || !isSharedHost(workspaceUrl)) return address;
  return withWorkspaceId(address, await askId(workspaceUrl, fetch));
}

/**
 * Asks a host that serves several workspaces which one is meant: an address that an organization has given to a single
 * workspace leads to that, a region's leads to none. Anything but 200 with the expected JSON is no answer.
 * Source: databricks-sdk-go, `config/host_metadata.go`.
 * @throws FailureError `workspace_id_missing`, `host_not_found`
 */
async function askId(workspaceUrl: string, fetch: Fetch): Promise<string> {
  const { host } = new URL(workspaceUrl);
  const workspaceId = await exchange(fetch, {
    method: 'GET',
    url: `${workspaceUrl}/.well-known/databricks-config`,
    limitMs: METADATA_LIMIT_MS,
    service: host,
  }).then(idIn, (error: unknown) => {
    if (error instanceof FailureError && error.failure.code !== 'host_not_found') return undefined;
    throw error;
  });
  if (workspaceId === undefined) throw new FailureError('workspace_id_missing', { params: { host } });
  return workspaceId;
}

function idIn({ status, body }: HttpResponse): string | undefined {
  return status === 200 ? examine(HostMetadata, parseForeignJson(body)).value?.workspace_id : undefined;
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
function signInPageOf(
  { status, headers }: HttpResponse,
  workspaceUrl: string,
): Omit<WorkspaceHome, 'address'> | undefined {
  const location = status >= 300 && status < 400 ? headers.location : undefined;
  const url = location === undefined ? null : URL.parse(location, workspaceUrl);
  const cloud = url ? parseAuthority(url.origin) : undefined;
  // `common` and `organizations` name no tenant: the account console answers so.
  const tenantId = examine(guid, url?.pathname.split('/')[1]?.toLowerCase()).value;
  return cloud && tenantId !== undefined ? { cloud, tenantId } : undefined;
}
