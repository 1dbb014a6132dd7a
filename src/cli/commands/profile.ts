import type { Command } from 'commander';
import { parseAuthority } from '../../core/profile/clouds.ts';
import { findProfile, invalidProfile, profileFromDraft } from '../../core/profile/profile.ts';
import { activeProfile, withoutProfile, withProfile } from '../../core/settings/settings.ts';
import { FailureError } from '../../shared/failure.ts';
import type { Cloud } from '../../shared/profile.ts';
import type { Context } from '../context.ts';

interface AddOptions {
  tenant: string;
  clientId: string;
  cloud?: string;
  authority?: string;
  workspace?: string;
  workspaceResourceId?: string;
}

/** `profile add | list | use | remove`. */
export function addProfileCommands(program: Command, context: Context): void {
  const profile = program.command('profile').description('which tenant and app registration to sign in with');

  profile
    .command('add <name>')
    .description('add a profile, and choose it if it is the first')
    .requiredOption('--tenant <tenant>', "the workspace's tenant: its ID (GUID) or domain")
    .requiredOption('--client-id <id>', 'the application (client) ID of the app registration')
    .option('--cloud <cloud>', 'public, usgov or china (default: public)')
    .option('--authority <url>', 'another Entra-compatible authority, as https://HOST')
    .option('--workspace <url>', 'the workspace, as https://adb-….azuredatabricks.net')
    .option('--workspace-resource-id <id>', "the workspace's Azure resource ID")
    .action(async (name: string, options: AddOptions) => {
      const result = profileFromDraft({
        name,
        tenantId: options.tenant,
        clientId: options.clientId,
        cloud: cloudOf(options, context),
        workspaceUrl: options.workspace,
        workspaceResourceId: options.workspaceResourceId,
      });
      if (!result.ok) throw invalidProfile(result.fields, context.t);
      const added = result.profile;
      await context.settings.update((settings) => withProfile(settings, added));
      await context.terminal.say(
        `Profile “${added.name}” added. Sign in with: entra-token login --profile "${added.name}"`,
      );
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
      await context.terminal.say(`Profile “${name}” chosen.`);
    });

  profile
    .command('remove <name>')
    .description('remove a profile, and sign its account out')
    .action(async (name: string) => {
      const settings = await context.settings.load();
      const removed = findProfile(settings.profiles, name);
      // First the sign-in, then the profile that leads to it: nothing is left behind that nobody can reach.
      await context.openProfile(removed, settings).session.signOut();
      await context.settings.update((current) => withoutProfile(current, removed.id));
      await context.terminal.say(`Profile “${name}” removed, and its account signed out.`);
    });
}

function cloudOf({ cloud, authority }: AddOptions, { t }: Context): Cloud {
  if (authority !== undefined) {
    if (cloud !== undefined) {
      throw new FailureError('usage', { params: { complaint: 'Give --cloud or --authority, not both.' } });
    }
    const parsed = parseAuthority(authority);
    if (!parsed) throw invalidProfile(['cloud'], t);
    return parsed;
  }
  // The schema refuses any other word.
  return (cloud ?? 'public') as Cloud;
}
