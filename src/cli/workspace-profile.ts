import { isDeepStrictEqual } from 'node:util';
import { activeProfile } from '../core/app/settings.ts';
import { isServicePrincipal, type Profile } from '../core/profile/profile.ts';
import { similarName } from '../core/profile/similar-name.ts';
import { parseWorkspaceUrl } from '../core/profile/workspace-url.ts';
import { AZURE_CLI_CLIENT_ID } from '../shared/clouds.ts';
import { nameForWorkspace, type ProfileDraft } from '../shared/profile.ts';
import { ask } from './ask.ts';
import { createProfile } from './commands/profile.ts';
import { type Context, usage } from './context.ts';
import { typedInput } from './windows-console.ts';

/** What a person may say of a workspace beside its address. */
type Wanted = Pick<Partial<ProfileDraft>, 'clientId' | 'tenantId' | 'cloud'>;

/**
 * The profile for the workspace at `address`: the one that there is, else a new one, which is named after it and signs
 * in with Microsoft's own app where no other is named.
 * @param name the person's name for it
 * @throws FailureError `usage`, `profile_invalid`, `profile_misspelled`, and as `setUpProfile`
 */
export async function workspaceProfile(
  context: Context,
  address: string,
  name: string | undefined,
  wanted: Wanted,
): Promise<Profile> {
  const settings = await context.app.load();
  const { profiles } = settings;
  const workspaceUrl = parseWorkspaceUrl(address);
  if (!workspaceUrl) throw usage(context.t('profileComplaint.workspaceUrl'));
  const active = activeProfile(settings);
  const found = [...profiles]
    .sort((a, b) => Number(b === active) - Number(a === active))
    .find((profile) => profile.workspaceUrl === workspaceUrl && isWanted(profile, name, wanted));
  if (found) return context.profile(found.name);
  const names = profiles.map((profile) => profile.name);
  if (name !== undefined && (names.includes(name) || similarName(name, names) !== undefined)) {
    // Never what the person meant: a profile for something else, or a name that was mistyped.
    await context.profile(name);
    throw usage(context.t('cli.otherProfile', { profile: name }));
  }
  const added = await createProfile(context, {
    clientId: AZURE_CLI_CLIENT_ID,
    ...wanted,
    name: name ?? nameForWorkspace(workspaceUrl, names, workspaceUrl),
    workspaceUrl,
  });
  await context.terminal.say(context.t('cli.profileNew', { profile: added.name }));
  return context.profile(added.name);
}

function isWanted(profile: Profile, name: string | undefined, wanted: Wanted): boolean {
  const { clientId, tenantId, cloud } = wanted;
  return (
    // A person signs in here, unless they name another profile.
    (name === undefined ? !isServicePrincipal(profile) : profile.name === name) &&
    (clientId === undefined || profile.clientId === clientId.trim().toLowerCase()) &&
    (tenantId === undefined || profile.tenantId === tenantId.trim().toLowerCase()) &&
    (cloud === undefined || isDeepStrictEqual(profile.cloud, cloud))
  );
}

/** The address of the person's workspace, asked at the terminal; undefined where nobody sits at one. */
export async function askWorkspace(context: Context): Promise<string | undefined> {
  const { t, terminal } = context;
  const input = typedInput();
  if (!input) return undefined;
  await terminal.say(t('cli.noProfileYet'));
  return ask(t('cli.workspacePrompt'), context, input, { silent: false });
}
