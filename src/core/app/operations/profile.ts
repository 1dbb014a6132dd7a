import * as v from 'valibot';
import type { ProfileCheck, SavedProfile } from '../../../shared/operations.ts';
import type { ProfileDraft } from '../../../shared/profile.ts';
import { workspaceAddress } from '../../../shared/workspace.ts';
import { discoverWorkspace } from '../../databricks/discovery.ts';
import { asFailure } from '../../platform/as-failure.ts';
import { uuid } from '../../platform/schema.ts';
import { authorityHost } from '../../profile/clouds.ts';
import { MAX_IMPORT, readImport } from '../../profile/import/index.ts';
import { wrongFields } from '../../profile/profile.ts';
import { hostRefusal } from '../../profile/trusted-host.ts';
import { parseWorkspace } from '../../profile/workspace-id.ts';
import type { Application } from '../application.ts';
import { changeProfile, type ProfileSetup, setUpProfile } from '../profile-setup.ts';
import { withChangedProfile, withMovedProfile, withoutProfile, withProfile } from '../settings.ts';
import type { OperationTable } from './table.ts';

const text = v.pipe(v.string(), v.maxLength(2048));
const Draft = v.strictObject({
  name: text,
  tenantId: v.optional(text),
  clientId: text,
  cloud: v.optional(
    v.union([v.picklist(['public', 'usgov', 'china']), v.strictObject({ authorityHost: text })]),
  ),
  workspaceUrl: v.optional(text),
  workspaceResourceId: v.optional(text),
});

export const profileOperations: OperationTable<
  | 'profile.add'
  | 'profile.change'
  | 'profile.check'
  | 'profile.import'
  | 'profile.move'
  | 'profile.use'
  | 'profile.remove'
  | 'profile.allowPassword'
> = {
  'profile.add': { schema: Draft, run: add },
  'profile.change': { schema: v.strictObject({ id: uuid, draft: Draft }), run: change },
  'profile.check': { schema: Draft, run: check },
  'profile.import': {
    schema: v.strictObject({
      text: v.pipe(v.string(), v.maxLength(MAX_IMPORT)),
      section: v.optional(text),
      file: v.optional(text),
      isAuthorityNamed: v.optional(v.boolean()),
    }),
    run: (_app, { text, ...options }) => readImport(text, options),
  },
  'profile.move': {
    schema: v.strictObject({ id: uuid, by: v.union([v.literal(-1), v.literal(1)]) }),
    run: (app, input) => app.change((settings) => withMovedProfile(settings, input.id, input.by)),
  },
  'profile.use': {
    schema: uuid,
    run: async (app, profileId) => {
      const { id: activeProfileId } = app.profile(profileId);
      await app.change((settings) => ({ ...settings, activeProfileId }));
    },
  },
  'profile.remove': { schema: uuid, run: remove },
  'profile.allowPassword': {
    schema: v.strictObject({ id: uuid, isAllowed: v.boolean() }),
    run: (app, { id: profileId, isAllowed: allowPassword }) =>
      app.change((settings) =>
        withChangedProfile(settings, profileId, (profile) => ({ ...profile, allowPassword })),
      ),
  },
};

async function add(app: Application, draft: ProfileDraft): Promise<SavedProfile> {
  const setup = await setUpProfile(draft, app.fetch);
  await app.change((settings) => withProfile(settings, setup.profile));
  return saved(app, setup, draft, false);
}

async function change(
  app: Application,
  { id: profileId, draft }: { readonly id: string; readonly draft: ProfileDraft },
): Promise<SavedProfile> {
  const session = app.session(profileId);
  const setup = await changeProfile(session.profile, draft, app.fetch);
  const signsInElsewhere = setup.profile.id !== profileId;
  if (signsInElsewhere) await app.signOut(session);
  // While it is known what is ours: with another workspace it would seem to be the person's.
  else if (workspaceAddress(setup.profile) !== workspaceAddress(session.profile))
    await app.tools.empty(session.profile);
  // Tools may have come or gone while the workspace was asked.
  await app.change((settings) =>
    withChangedProfile(settings, profileId, ({ tools }) => ({ ...setup.profile, tools })),
  );
  return saved(app, setup, draft, signsInElsewhere);
}

function saved(
  app: Application,
  { profile, home, unconfirmed }: ProfileSetup,
  draft: ProfileDraft,
  isSignedOut: boolean,
): SavedProfile {
  if (unconfirmed) app.notify({ kind: 'workspace_unconfirmed', failure: unconfirmed });
  const { workspaceUrl } = profile;
  const authority = authorityHost(profile.cloud);
  const isConfirmed = hostRefusal(profile) === undefined;
  return {
    id: profile.id,
    name: profile.name,
    isSignedOut,
    ...(home && !draft.tenantId ? { discovered: { tenantId: home.tenantId, authority } } : {}),
    ...(workspaceUrl ? { destination: { host: new URL(workspaceUrl).host, authority, isConfirmed } } : {}),
  };
}

async function check(app: Application, draft: ProfileDraft): Promise<ProfileCheck> {
  const address = workspaceAddress((draft.workspaceUrl && parseWorkspace(draft.workspaceUrl)) || {});
  const fields = wrongFields(draft);
  if (!address || fields.includes('cloud')) return { fields };
  try {
    const { cloud, tenantId } = await discoverWorkspace(address, draft.cloud, app.fetch);
    const { host } = new URL(address);
    return { fields, home: { ok: true, value: { tenantId, authority: authorityHost(cloud), host } } };
  } catch (error) {
    return { fields, home: { ok: false, failure: asFailure(error) } };
  }
}

/** First the sign-in, then the profile that leads to it: nothing is left behind that nobody can reach. */
async function remove(app: Application, profileId: string): Promise<void> {
  await app.signOut(app.session(profileId));
  await app.tools.release(app.profile(profileId));
  await app.change((settings) => withoutProfile(settings, profileId));
}
