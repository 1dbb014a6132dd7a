import type { Command } from 'commander';
import { changeProfile, setUpProfile } from '../../core/databricks/profile-setup.ts';
import { authorityHost, parseAuthority } from '../../core/profile/clouds.ts';
import { findProfile, invalidProfile, type Profile } from '../../core/profile/profile.ts';
import {
  activeProfile,
  withChangedProfile,
  withoutProfile,
  withProfile,
} from '../../core/settings/settings.ts';
import { FailureError } from '../../shared/failure.ts';
import type { Cloud, ProfileDraft } from '../../shared/profile.ts';
import type { Context } from '../context.ts';

interface ProfileOptions {
  tenant?: string;
  clientId?: string;
  cloud?: string;
  authority?: string;
  workspace?: string;
  workspaceResourceId?: string;
}

/** `profile add | set | list | use | remove`. */
export function addProfileCommands(program: Command, context: Context): void {
  const { t, terminal } = context;
  const profile = program.command('profile').description('which tenant and app registration to sign in with');

  described(
    profile.command('add <name>').description('add a profile, and choose it if it is the first'),
  ).action((name: string, options: ProfileOptions) => addProfile(context, name, draftOf(options, context)));

  described(profile.command('set <name>').description('change what is named, and nothing else'))
    .option('--name <name>', 'its new name')
    .action(async (name: string, options: ProfileOptions & { name?: string }) => {
      const settings = await context.settings.load();
      const old = findProfile(settings.profiles, name);
      const { name: newName = old.name } = options;
      const draft = { ...old, ...draftOf(options, context), name: newName };
      const result = await changeProfile(old, draft, context.fetch);
      if (!result.ok) throw invalidProfile(result.fields, t);
      const { profile: changed, signsInElsewhere } = result;
      if (result.unconfirmed) context.notice({ kind: 'workspace_unconfirmed', failure: result.unconfirmed });
      if (signsInElsewhere) {
        await context.openProfile(old, settings).session.signOut();
        await context.targetsSettled();
      }
      await context.settings.update((current) =>
        // Targets may have come or gone while the workspace was asked.
        withChangedProfile(current, old.id, ({ targets }) => ({ ...changed, targets })),
      );
      await terminal.say(t('cli.profileChanged', { profile: changed.name }));
      if (signsInElsewhere) await terminal.say(t('cli.signInAgain', { profile: changed.name }));
    });

  profile
    .command('list')
    .description('list the profiles; * marks the chosen one')
    .option('--json', 'for a program to read')
    .action(async ({ json }: { json?: boolean }) => {
      const settings = await context.settings.load();
      const active = activeProfile(settings);
      if (json) {
        const rows = settings.profiles.map((entry) => ({ ...entry, active: entry === active }));
        await context.terminal.json(rows);
        return;
      }
      if (settings.profiles.length === 0) throw new FailureError('profile_missing');
      const width = Math.max(...settings.profiles.map((entry) => entry.name.length));
      const lines = settings.profiles.map(
        (entry) =>
          `${entry === active ? '*' : ' '} ${entry.name.padEnd(width)}  ${entry.tenantId}  ${entry.workspaceUrl ?? ''}`,
      );
      await context.terminal.result(lines.map((line) => line.trimEnd()).join('\n'));
    });

  profile
    .command('use <name>')
    .description('choose the profile that is meant where none is named')
    .action(async (name: string) => {
      await context.settings.update((settings) => ({
        ...settings,
        activeProfileId: findProfile(settings.profiles, name).id,
      }));
      await terminal.say(t('cli.profileChosen', { profile: name }));
    });

  profile
    .command('remove <name>')
    .description('remove a profile, and sign its account out')
    .action(async (name: string) => {
      const settings = await context.settings.load();
      const removed = findProfile(settings.profiles, name);
      // First the sign-in, then the profile that leads to it: nothing is left behind that nobody can reach.
      await context.openProfile(removed, settings).session.signOut();
      await context.targetsSettled();
      await context.settings.update((current) => withoutProfile(current, removed.id));
      await terminal.say(t('cli.profileRemoved', { profile: name }));
    });
}

/** Adds a profile from what a person, or a file of theirs, says. */
export async function addProfile(
  context: Context,
  name: string,
  draft: Partial<ProfileDraft>,
): Promise<void> {
  const { clientId, tenantId, workspaceUrl } = draft;
  if (clientId === undefined) throw usage("required option '--client-id <id>' not specified");
  if (tenantId === undefined && workspaceUrl === undefined) {
    throw usage("required option '--tenant <tenant>' not specified (or --workspace, to find it by)");
  }
  const added = await setUp({ ...draft, name, clientId }, context);
  await context.settings.update((settings) => withProfile(settings, added));
  await context.terminal.say(context.t('cli.profileAdded', { profile: added.name }));
}

async function setUp(draft: ProfileDraft, context: Context): Promise<Profile> {
  const result = await setUpProfile(draft, context.fetch);
  if (!result.ok) throw invalidProfile(result.fields, context.t);
  const { profile: made } = result;
  if (result.unconfirmed) {
    context.notice({ kind: 'workspace_unconfirmed', failure: result.unconfirmed });
  } else if (made.workspaceTenantId && draft.tenantId === undefined) {
    const params = { tenant: made.workspaceTenantId, authority: authorityHost(made.cloud) };
    await context.terminal.say(context.t('cli.foundByWorkspace', params));
  }
  return made;
}

function described(command: Command): Command {
  return command
    .option('--tenant <tenant>', "the workspace's tenant: its ID (GUID) or domain; found by --workspace")
    .option('--client-id <id>', 'the application (client) ID of the app registration')
    .option('--cloud <cloud>', 'public, usgov or china (default: found by --workspace, else public)')
    .option('--authority <url>', 'another Entra-compatible authority, as https://HOST')
    .option('--workspace <url>', 'the workspace, as copied from the browser')
    .option(
      '--workspace-resource-id <id>',
      "the workspace's Azure resource ID, or SUBSCRIPTION/RESOURCE-GROUP/WORKSPACE",
    );
}

/** What the options say; what they leave out is not there. */
export function draftOf(options: ProfileOptions, context: Context): Partial<ProfileDraft> {
  const { tenant, clientId, workspace, workspaceResourceId } = options;
  const cloud = cloudOf(options, context);
  return {
    ...(clientId === undefined ? {} : { clientId }),
    ...(tenant === undefined ? {} : { tenantId: tenant }),
    ...(cloud === undefined ? {} : { cloud }),
    ...(workspace === undefined ? {} : { workspaceUrl: workspace }),
    ...(workspaceResourceId === undefined ? {} : { workspaceResourceId }),
  };
}

function usage(complaint: string): FailureError {
  return new FailureError('usage', { params: { complaint } });
}

function cloudOf({ cloud, authority }: ProfileOptions, { t }: Context): Cloud | undefined {
  if (authority !== undefined) {
    if (cloud !== undefined) throw usage('Give --cloud or --authority, not both.');
    const parsed = parseAuthority(authority);
    if (!parsed) throw invalidProfile(['cloud'], t);
    return parsed;
  }
  // The schema refuses any other word.
  return cloud as Cloud | undefined;
}
