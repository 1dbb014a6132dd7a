import { FailureError } from '../../shared/failures.ts';
import type { Verification } from '../../shared/verification.ts';
import { discoverWorkspace } from '../databricks/discovery.ts';
import { verifyToken } from '../databricks/verify.ts';
import { requireWorkspace } from '../profile/profile.ts';
import { tenantMismatch, tenantOf } from '../session/tenant-match.ts';
import type { Application } from './application.ts';

/**
 * Asks a profile's workspace about its token; first whether they are of one tenant, so that a token is never sent where
 * it does not belong. The tenant that the workspace names is remembered.
 * @throws FailureError as {@link verifyToken}, `TokenSession.token` and `discoverWorkspace`
 */
export async function verifyProfile(app: Application, profileId: string | undefined): Promise<Verification> {
  const session = app.session(profileId);
  const { profile } = session;
  const { tenantId } = await discoverWorkspace(requireWorkspace(profile), profile.cloud, app.fetch);
  const known = { ...profile, workspaceTenantId: tenantId };
  const { token } = await session.token({ minValidMs: app.minValidMs });
  const mismatch = tenantMismatch(known, tenantOf(token));
  if (mismatch) throw new FailureError(mismatch.code, mismatch);
  if (profile.workspaceTenantId !== tenantId) await app.rememberTenant(profile.id, tenantId);
  return verifyToken(known, token.secret, app.fetch);
}
