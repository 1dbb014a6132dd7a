import type { Verification } from '../../shared/verification.ts';
import { verifyToken } from '../databricks/verify.ts';
import type { Application } from './application.ts';

/**
 * Asks a profile's workspace about its token; first for its tenant, so that a token is never sent where it does not
 * belong.
 * @throws FailureError as {@link verifyToken}, `TokenSession.token` and `Application.confirmWorkspace`
 */
export async function verifyProfile(app: Application, profileId: string | undefined): Promise<Verification> {
  const session = app.session(profileId);
  const workspaceTenantId = await app.confirmWorkspace(session.profile);
  session.updateProfile({ ...session.profile, workspaceTenantId });
  const { token } = await session.token({ minValidMs: app.minValidMs });
  return verifyToken(session.profile, token.secret, app.fetch);
}
