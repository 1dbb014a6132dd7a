import { isDeepStrictEqual } from 'node:util';
import { type Failure, FailureError, kindOf } from '../../shared/failure.ts';
import type { ProfileDraft, ProfileField } from '../../shared/profile.ts';
import { asFailure } from '../auth/msal-failure.ts';
import type { Fetch } from '../http.ts';
import { type DraftResult, type Profile, profileFromDraft } from '../profile/profile.ts';
import { parseWorkspaceUrl } from '../profile/workspace-url.ts';
import { discoverWorkspace, type WorkspaceHome } from './discovery.ts';
import { tenantMismatch } from './tenant-match.ts';

/** The result of setting a profile up. `unconfirmed`: why its workspace could not be asked. */
export type ProfileSetup =
  | { readonly ok: true; readonly profile: Profile; readonly unconfirmed?: Failure }
  | Extract<DraftResult, { ok: false }>;

/** Stands for the tenant while it is still to be found. */
const TO_BE_FOUND = '00000000-0000-0000-0000-000000000000';

/**
 * Checks what a person filled in, and asks the workspace, if they named one, for what they left out: tenant and cloud.
 * A tenant that they gave is compared with the workspace's. Where the workspace cannot be asked and nothing is missing,
 * the profile is made all the same.
 * @throws FailureError `workspace_other_tenant`, `workspace_other_cloud`; where the tenant is to be found also
 * `workspace_not_found` and network failures
 */
export async function setUpProfile(draft: ProfileDraft, fetch: Fetch): Promise<ProfileSetup> {
  const tenantId = draft.tenantId?.trim() || undefined;
  const workspaceUrl = draft.workspaceUrl && parseWorkspaceUrl(draft.workspaceUrl);
  const complete = (home: WorkspaceHome | undefined) =>
    profileFromDraft({
      ...draft,
      tenantId: tenantId ?? home?.tenantId ?? (workspaceUrl ? TO_BE_FOUND : ''),
      cloud: draft.cloud ?? home?.cloud ?? 'public',
    });
  // What is wrong with the rest is said before anybody is asked.
  const first = complete(undefined);
  if (!first.ok || !workspaceUrl) return first;
  let home: WorkspaceHome;
  try {
    home = await discoverWorkspace(workspaceUrl, draft.cloud, fetch);
  } catch (error) {
    const unconfirmed = asFailure(error);
    const couldNotAsk = kindOf(unconfirmed) === 'transient' || unconfirmed.code === 'workspace_not_found';
    if (tenantId === undefined || !couldNotAsk) throw error;
    return { ...first, unconfirmed };
  }
  const result = complete(home);
  if (!result.ok) return result;
  const profile = { ...result.profile, workspaceTenantId: home.tenantId };
  // A domain cannot be compared; the token's own tenant will be.
  const mismatch = isDomain(profile.tenantId) ? undefined : tenantMismatch(profile, profile.tenantId);
  if (mismatch) throw new FailureError(mismatch.code, mismatch);
  return { ok: true, profile };
}

function isDomain(tenantId: string): boolean {
  return tenantId.includes('.');
}

/** The fields of a draft that cannot be right, without asking anybody; those left out are not complained about. */
export function wrongFields(draft: ProfileDraft): readonly ProfileField[] {
  const result = profileFromDraft({
    ...draft,
    name: draft.name || 'x',
    clientId: draft.clientId || TO_BE_FOUND,
    tenantId: draft.tenantId || TO_BE_FOUND,
    cloud: draft.cloud ?? 'public',
  });
  return result.ok ? [] : result.fields;
}

/** The result of changing a profile. `signsInElsewhere`: the old sign-in is of no use to it, and it has a new ID. */
export type ProfileChange =
  | (Extract<ProfileSetup, { ok: true }> & { readonly signsInElsewhere: boolean })
  | Extract<ProfileSetup, { ok: false }>;

/**
 * The profile as the draft has it. The workspace is asked again only where tenant, cloud or workspace are others.
 * @throws FailureError as {@link setUpProfile}
 */
export async function changeProfile(old: Profile, draft: ProfileDraft, fetch: Fetch): Promise<ProfileChange> {
  const { workspaceTenantId, ...known } = old;
  const wanted = { ...known, ...draft };
  const local = profileFromDraft({ ...wanted, tenantId: wanted.tenantId || TO_BE_FOUND });
  if (!local.ok) return local;
  const staysThere =
    wanted.tenantId === old.tenantId &&
    local.profile.workspaceUrl === old.workspaceUrl &&
    isDeepStrictEqual(local.profile.cloud, old.cloud);
  const result = staysThere ? local : await setUpProfile(withoutDefaults(wanted, draft), fetch);
  if (!result.ok) return result;
  const { profile } = result;
  const signsInElsewhere =
    profile.clientId !== old.clientId ||
    profile.tenantId !== old.tenantId ||
    !isDeepStrictEqual(profile.cloud, old.cloud);
  const kept = staysThere && workspaceTenantId ? { workspaceTenantId } : {};
  // A new ID never meets old tokens.
  const id = signsInElsewhere ? crypto.randomUUID() : old.id;
  return { ...result, profile: { ...profile, ...kept, id }, signsInElsewhere };
}

/** What the person has emptied is to be found, not kept. */
function withoutDefaults(wanted: ProfileDraft, draft: ProfileDraft): ProfileDraft {
  return { ...wanted, tenantId: draft.tenantId, cloud: draft.cloud };
}
