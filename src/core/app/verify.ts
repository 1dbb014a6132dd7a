import type { Verification } from '../../shared/verification.ts';
import { verifyToken } from '../databricks/verify.ts';
import { asFailure } from '../platform/as-failure.ts';
import { notSignedIn, type Profile, requireWorkspace } from '../profile/profile.ts';
import { workspaceTrust } from '../profile/trusted-host.ts';
import type { Application } from './application.ts';

/**
 * Asks a profile's workspace about its token; first for its tenant, so that a token is never sent where it does not
 * belong.
 * @throws FailureError `not_signed_in`, `credential_missing`, and as {@link verifyToken}, `TokenSession.workspaceTokens` and `Application.confirmWorkspace`
 */
export async function verifyProfile(app: Application, profileId: string | undefined): Promise<Verification> {
  const session = app.session(profileId);
  requireWorkspace(session.profile);
  // Where there is nobody's token to ask about, that is what is said, whatever the network does.
  if (!session.facts.account && !app.holdsSignIn(session.profile)) throw notSignedIn(session.profile);
  const workspaceTenantId = await app.confirmWorkspace(session.profile).catch((error: unknown) => {
    if (isTenantUntold(session.profile, error)) return session.profile.workspaceTenantId;
    throw error;
  });
  session.updateProfile({ ...session.profile, ...(workspaceTenantId ? { workspaceTenantId } : {}) });
  const { token, managementToken } = await session.workspaceTokens({ minValidMs: app.minValidMs });
  const verification = await verifyToken(session.profile, token.secret, app.fetch, managementToken);
  const { warehouses } = verification;
  app.rememberWarehouses(session.profile, warehouses.ok ? warehouses.list : []);
  return verification;
}

/** A host of Azure's own that serves many may have no sign-in page of one tenant; whom it takes us for it still says. */
function isTenantUntold(profile: Profile, error: unknown): boolean {
  return (
    asFailure(error).code === 'workspace_not_found' &&
    workspaceTrust(profile) === 'domain' &&
    profile.workspaceId !== undefined
  );
}
