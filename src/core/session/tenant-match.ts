import type { AccessToken } from '../../shared/access-token.ts';
import { type Failure, FailureError } from '../../shared/failures.ts';
import { tokenClaims } from '../entra/token-claims.ts';
import type { Profile } from '../profile/profile.ts';

/** The tenant that issued the token: its `tid`, or the account's where the token cannot be read. */
export function tenantOf({ secret, account }: Pick<AccessToken, 'secret' | 'account'>): string {
  const tid = tokenClaims(secret)?.tid;
  return typeof tid === 'string' ? tid : account.tenantId;
}

/**
 * Why a token of `tokenTenantId` is of no use to the profile's workspace: it belongs to another tenant. Undefined
 * where it fits, or where the workspace has not been asked yet.
 */
export function tenantMismatch(
  { workspaceTenantId, workspaceUrl }: Pick<Profile, 'workspaceTenantId' | 'workspaceUrl'>,
  tokenTenantId: string,
): Failure | undefined {
  if (!workspaceTenantId || !workspaceUrl || workspaceTenantId === tokenTenantId.toLowerCase())
    return undefined;
  return new FailureError('workspace_other_tenant', {
    params: { host: new URL(workspaceUrl).host, workspaceTenant: workspaceTenantId, tenant: tokenTenantId },
  }).failure;
}
