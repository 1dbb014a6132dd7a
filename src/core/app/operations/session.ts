import * as z from 'zod/mini';
import type { Claims, SignedIn, SignInRequest } from '../../../shared/operations.ts';
import { plainText } from '../../platform/plain-text.ts';
import type { Application } from '../application.ts';
import { verifyProfile } from '../verify.ts';
import type { OperationTable } from './table.ts';

const text = z.string().check(z.maxLength(2048));
const nothing = z.undefined();
const profileId = z.optional(z.uuid());
const account = z.union([z.enum(['last', 'choose']), z.strictObject({ hint: text })]);

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
    schema: z.discriminatedUnion('kind', [
      z.strictObject({ profileId, account, kind: z.literal('browser') }),
      z.strictObject({ profileId, account, kind: z.literal('deviceCode') }),
      z.strictObject({ profileId, kind: z.literal('password'), username: text, password: text }),
      z.strictObject({
        profileId,
        account,
        kind: z.literal('refreshToken'),
        refreshToken: z.string().check(z.maxLength(16_384)),
      }),
    ]),
    run: signIn,
  },
  'session.cancelSignIn': { schema: nothing, run: (app) => app.session().cancelSignIn() },
  'session.signOut': { schema: profileId, run: (app, id) => app.signOut(app.session(id)) },
  'session.refresh': { schema: nothing, run: (app) => app.session().refresh() },
  'session.verify': { schema: profileId, run: (app, id) => verifyProfile(app, id) },
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
