import type { SavedProfile } from '../../../shared/operations.ts';
import type { ProfileDraft } from '../../../shared/profile.ts';
import type { Credential } from '../../entra/cache/cache-content.ts';
import { profileFromDraft, UNKNOWN_ID } from '../../profile/profile.ts';
import type { Application } from '../application.ts';
import type { Settings } from '../settings.ts';
import { profileOperations } from './profile.ts';

/** A credential, and whether it may lie in a file without encryption, where there is no keyring. */
export interface NewCredential {
  readonly credential: Credential;
  readonly allowPlaintext: boolean;
}

/**
 * Adds a service principal's profile with its credential.
 * @throws FailureError as `profile.add`, or a cache failure: a credential that cannot be kept adds no profile
 */
export async function addPrincipal(
  app: Application,
  draft: ProfileDraft,
  added: NewCredential,
): Promise<SavedProfile> {
  // What is wrong with the draft is said first. The profile made of it here is for the trial alone.
  const trial = profileFromDraft({
    ...draft,
    tenantId: draft.tenantId || UNKNOWN_ID,
    cloud: draft.cloud ?? 'public',
  });
  await app.openApart(trial, protection(app, added)).probe();
  const saved = await profileOperations['profile.add'].run(app, { ...draft, identity: 'servicePrincipal' });
  await keep(app, saved.id, added);
  return saved;
}

/**
 * Changes a profile with a new credential, after which it is a service principal's, whatever it was.
 * @throws FailureError as `profile.change`, or a cache failure
 */
export async function changePrincipal(
  app: Application,
  input: { readonly id: string; readonly draft: ProfileDraft },
  changed: NewCredential,
): Promise<SavedProfile> {
  await app.openApart(app.profile(input.id), protection(app, changed)).probe();
  const draft: ProfileDraft = { ...input.draft, identity: 'servicePrincipal' };
  const saved = await profileOperations['profile.change'].run(app, { ...input, draft });
  await keep(app, saved.id, changed);
  return saved;
}

/** The settings that the credential is to be kept under. */
function protection({ settings }: Application, { allowPlaintext }: NewCredential): Settings {
  return { ...settings, allowPlaintextCache: settings.allowPlaintextCache || allowPlaintext };
}

/** The profile first: a process that ends in between leaves no credential that nobody would look for. */
async function keep(
  app: Application,
  id: string,
  { credential, allowPlaintext }: NewCredential,
): Promise<void> {
  if (allowPlaintext) await app.change((settings) => ({ ...settings, allowPlaintextCache: true }));
  await app.session(id).saveCredential(credential);
}
