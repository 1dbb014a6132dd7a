import * as v from 'valibot';
import type { Claims, SignedIn, SignInRequest } from '../../../shared/operations.ts';
import { plainText } from '../../../shared/plain-text.ts';
import type { Verification } from '../../../shared/verification.ts';
import { verifyToken } from '../../databricks/verify.ts';
import { asFailure } from '../../platform/as-failure.ts';
import { uuid } from '../../platform/schema.ts';
import { notSignedIn, type Profile, requireWorkspace } from '../../profile/profile.ts';
import { workspaceTrust } from '../../profile/trusted-host.ts';
import type { Application } from '../application.ts';
import type { OperationTable } from './table.ts';

const text = v.pipe(v.string(), v.maxLength(2048));
const nothing = v.undefined();
const profileId = v.optional(uuid);
const account = v.union([v.picklist(['last', 'choose']), v.strictObject({ hint: text })]);

export const sessionOperations: OperationTable<
  | 'session.signIn'
  | 'session.cancelSignIn'
  | 'session.signOut'
  | 'session.refresh'
  | 'session.verify'
  | 'session.claims'
  | 'session.dismissFailure'
> = {
  'session.signIn': {
    schema: v.variant('kind', [
      v.strictObject({ profileId, account, kind: v.literal('browser') }),
      v.strictObject({ profileId, account, kind: v.literal('deviceCode') }),
      v.strictObject({ profileId, kind: v.literal('password'), username: text, password: text }),
      v.strictObject({
        profileId,
        account,
        kind: v.literal('refreshToken'),
        refreshToken: v.pipe(v.string(), v.maxLength(16_384)),
      }),
    ]),
    run: signIn,
  },
  'session.cancelSignIn': { schema: nothing, run: (app) => app.session().cancelSignIn() },
  'session.signOut': { schema: profileId, run: (app, id) => app.signOut(app.session(id)) },
  'session.refresh': { schema: nothing, run: (app) => app.session().refresh() },
  'session.verify': { schema: profileId, run: verify },
  'session.claims': { schema: nothing, run: (app) => claims(app) },
  'session.dismissFailure': { schema: nothing, run: (app) => app.session().dismissFailure() },
};

async function signIn(app: Application, request: SignInRequest): Promise<SignedIn> {
  const session = app.session(request.profileId);
  const { profile } = session;
  // The window offers a password only where the person has allowed it.
  if (request.kind === 'password' && app.service && !profile.allowPassword) throw new Error('not allowed');
  if (request.kind !== 'browser') await session.cancelSignIn();
  const timeoutMs = app.settings.signInTimeoutMinutes * 60_000;
  if (!app.prompt) throw new Error('nobody to sign in');
  const { account, expiresOn } = await session.signIn(request, app.prompt(profile), timeoutMs);
  return { username: account.username, expiresOn };
}

/** The claims as text, for people. */
function claims(app: Application): Claims {
  const found = app.session().claims;
  return (
    found &&
    Object.fromEntries(
      Object.entries(found).map(([name, value]) => [
        plainText(name),
        plainText(typeof value === 'string' ? value : JSON.stringify(value)),
      ]),
    )
  );
}

/**
 * Asks a profile's workspace about its token; first for its tenant, so that a token is never sent where it does not
 * belong.
 * @throws FailureError `not_signed_in`, `credential_missing`, and as {@link verifyToken}, `TokenSession.workspaceTokens` and `Application.confirmWorkspace`
 */
async function verify(app: Application, profileId: string | undefined): Promise<Verification> {
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
