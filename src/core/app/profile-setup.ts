import { isDeepStrictEqual } from 'node:util';
import { type Failure, FailureError, kindOf } from '../../shared/failures.ts';
import type { ProfileDraft } from '../../shared/profile.ts';
import { workspaceAddress } from '../../shared/workspace.ts';
import { discoverWorkspace, type WorkspaceHome, wholeAddress } from '../databricks/discovery.ts';
import { asFailure } from '../platform/as-failure.ts';
import type { Fetch } from '../platform/http.ts';
import { type Profile, profileFromDraft, UNKNOWN_ID } from '../profile/profile.ts';
import { parseWorkspace } from '../profile/workspace-id.ts';
import { cloudOfWorkspace } from '../profile/workspace-url.ts';
import { tenantMismatch } from '../session/tenant-match.ts';

/** A profile that is ready to be saved. */
export interface ProfileSetup {
  readonly profile: Profile;
  /** What its workspace answered. */
  readonly home?: WorkspaceHome;
  /** Why its workspace could not be asked. */
  readonly unconfirmed?: Failure;
}

/**
 * Checks a draft, and asks its workspace, if there is one, for the tenant and cloud that are left out. A tenant that is
 * given is compared with the workspace's. Where the workspace can't be asked and nothing is missing, its ID among it, the
 * profile is made all the same.
 * @throws FailureError `profile_invalid`, `client_id_is_tenant`, `workspace_other_tenant`, and as
 * {@link discoverWorkspace}; of those that only mean that it could not be asked, only where the tenant is to be
 * discovered
 */
export async function setUpProfile(draft: ProfileDraft, fetch: Fetch): Promise<ProfileSetup> {
  const tenantId = draft.tenantId?.trim() || undefined;
  const workspace = (draft.workspaceUrl && parseWorkspace(draft.workspaceUrl)) || undefined;
  const workspaceUrl = workspace?.workspaceUrl;
  const given = workspace && workspaceAddress(workspace);
  const complete = (address = draft.workspaceUrl, home?: WorkspaceHome) =>
    profileFromDraft({
      ...draft,
      workspaceUrl: address,
      tenantId: tenantId ?? home?.tenantId ?? (draft.workspaceUrl ? UNKNOWN_ID : ''),
      cloud:
        draft.cloud ?? home?.cloud ?? (workspaceUrl ? cloudOfWorkspace(workspaceUrl) : undefined) ?? 'public',
    });
  // What is wrong with the rest is said before anybody is asked.
  const local = complete();
  refuseTenantAsClient(local, local.tenantId);
  if (!given) return { profile: local };
  const address = await wholeAddress(given, draft.cloud, fetch);
  let home: WorkspaceHome;
  try {
    home = await discoverWorkspace(address, draft.cloud, fetch);
  } catch (error) {
    const unconfirmed = asFailure(error);
    const couldNotAsk = kindOf(unconfirmed) === 'transient' || unconfirmed.code === 'workspace_not_found';
    if (tenantId === undefined || !couldNotAsk) throw error;
    return { profile: complete(address), unconfirmed };
  }
  const profile = { ...complete(address, home), workspaceTenantId: home.tenantId };
  refuseTenantAsClient(profile, home.tenantId);
  // A domain cannot be compared; the token's own tenant will be.
  const isDomain = profile.tenantId.includes('.');
  const mismatch = isDomain ? undefined : tenantMismatch(profile, profile.tenantId);
  if (mismatch) throw new FailureError(mismatch.code, mismatch);
  return { profile, home };
}

/** @throws FailureError `client_id_is_tenant`: the two IDs look alike, and are often swapped */
function refuseTenantAsClient({ clientId }: Profile, tenantId: string): void {
  if (clientId !== tenantId.toLowerCase()) return;
  throw new FailureError('client_id_is_tenant', { params: { tenant: tenantId } });
}

/**
 * The profile as the draft has it; with a new ID where it signs in elsewhere, so that it never meets old tokens. The
 * workspace is asked again only where tenant, cloud or workspace are others.
 * @throws FailureError as {@link setUpProfile}
 */
export async function changeProfile(old: Profile, draft: ProfileDraft, fetch: Fetch): Promise<ProfileSetup> {
  const { workspaceTenantId, workspaceId, ...kept } = old;
  const wanted = { ...kept, workspaceUrl: workspaceAddress(old), ...draft };
  const local = profileFromDraft({ ...wanted, tenantId: wanted.tenantId || UNKNOWN_ID });
  const staysThere =
    wanted.tenantId === old.tenantId &&
    local.workspaceUrl === old.workspaceUrl &&
    local.workspaceId === workspaceId &&
    isDeepStrictEqual(local.cloud, old.cloud);
  // What the person has emptied is to be discovered, not kept.
  const { tenantId, cloud } = draft;
  const setup = staysThere
    ? { profile: { ...local, ...(workspaceTenantId ? { workspaceTenantId } : {}) } }
    : await setUpProfile({ ...wanted, tenantId, cloud }, fetch);
  const { profile } = setup;
  const isSame =
    profile.identity === old.identity &&
    profile.clientId === old.clientId &&
    profile.tenantId === old.tenantId &&
    isDeepStrictEqual(profile.cloud, old.cloud);
  return isSame ? { ...setup, profile: { ...profile, id: old.id } } : setup;
}
