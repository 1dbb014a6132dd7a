import type { Command } from 'commander';
import { activeProfile } from '../../core/app/settings.ts';
import { parseAuthority } from '../../core/profile/clouds.ts';
import { invalidProfile } from '../../core/profile/profile.ts';
import { AZURE_CLI_CLIENT_ID, CLOUD_NAMES } from '../../shared/clouds.ts';
import { FailureError } from '../../shared/failures.ts';
import { explain, type Translate } from '../../shared/messages/index.ts';
import type { TokenDestination } from '../../shared/operations.ts';
import type { Cloud, ProfileDraft } from '../../shared/profile.ts';
import { type Context, usage } from '../context.ts';
import { table } from '../table.ts';

interface ProfileOptions {
  tenant?: string;
  clientId?: string;
  publicClient?: boolean;
  cloud?: string;
  authority?: string;
  workspace?: string;
  workspaceResourceId?: string;
}

/** `profile add | set | list | use | remove`. */
export function addProfileCommands(program: Command, context: Context): void {
  const { t, terminal } = context;
  const profile = program.command('profile').description('which tenant and app registration to sign in with');

  described(profile.command('add <name>').description('add a profile; the first becomes the default')).action(
    (name: string, options: ProfileOptions) => addProfile(context, name, draftOf(options, context)),
  );

  described(profile.command('set <name>').description('change the given options of a profile'))
    .option('--name <name>', 'new name')
    .action(async (name: string, options: ProfileOptions & { name?: string }) => {
      const old = await context.profile(name);
      if (Object.keys(options).length === 0) throw usage(t('cli.nothingToChange'));
      const { workspace, tenant } = options;
      // A typo must not replace an address that works. With the tenant named in so many words it is not asked for.
      if (workspace !== undefined && tenant === undefined) await requireHost(context, old, workspace);
      const draft = { ...draftOfProfile(old), ...draftOf(options, context), name: options.name ?? old.name };
      const changed = await (await operations())['profile.change'].run(context.app, { id: old.id, draft });
      await terminal.say(t('cli.profileChanged', { profile: changed.name }));
      await sayDestination(context, changed.destination);
      if (changed.isSignedOut) await terminal.say(t('cli.signInAgain', { profile: changed.name }));
    });

  profile
    .command('list')
    .description('list the profiles; * marks the default')
    .option('--json', 'JSON output')
    .action(async ({ json }: { json?: boolean }) => {
      const settings = await context.app.load();
      const active = activeProfile(settings);
      if (json) {
        return terminal.json(settings.profiles.map((entry) => ({ ...entry, active: entry === active })));
      }
      if (settings.profiles.length === 0) {
        return terminal.say(explain(new FailureError('profile_missing').failure, t).next);
      }
      const rows = settings.profiles.map((entry): string[] => [
        `${entry === active ? '*' : ' '} ${entry.name}`,
        entry.tenantId,
        entry.workspaceUrl ?? '',
      ]);
      await terminal.result(table(rows));
    });

  profile
    .command('use <name>')
    .description('set the default profile')
    .action(async (name: string) => {
      const { id } = await context.profile(name);
      await (await operations())['profile.use'].run(context.app, id);
      await terminal.say(t('cli.profileChosen', { profile: name }));
    });

  profile
    .command('remove <name>')
    .description('sign the account out and remove the profile')
    .action(async (name: string) => {
      const { id } = await context.profile(name);
      const { 'profile.remove': remove } = await operations();
      await context.orKept(id, 'cli.profileNotRemoved', () => remove.run(context.app, id));
      await terminal.say(t('cli.profileRemoved', { profile: name }));
    });
}

/** Loaded here: most commands change no profile. */
async function operations() {
  return (await import('../../core/app/operations/profile.ts')).profileOperations;
}

/** @throws FailureError `host_not_found` */
async function requireHost(context: Context, old: ProfileDraft, workspaceUrl: string): Promise<void> {
  const { home } = await (await operations())['profile.check'].run(context.app, {
    ...draftOfProfile(old),
    workspaceUrl,
  });
  if (home?.ok === false && home.failure.code === 'host_not_found') {
    throw new FailureError(home.failure.code, home.failure);
  }
}

/** Adds a profile from what a person, or a file of theirs, says. */
export async function addProfile(
  context: Context,
  name: string,
  draft: Partial<ProfileDraft>,
): Promise<void> {
  const { clientId, tenantId, workspaceUrl } = draft;
  const { t, terminal } = context;
  if (clientId === undefined) throw usage(t('cli.clientIdMissing'));
  if (tenantId === undefined && workspaceUrl === undefined) throw usage(t('cli.whereMissing'));
  await context.app.load();
  const added = await (await operations())['profile.add'].run(context.app, { ...draft, name, clientId });
  const { discovered } = added;
  if (discovered) {
    const params = { tenant: discovered.tenantId, authority: discovered.authority };
    await terminal.say(t('cli.foundByWorkspace', params));
  }
  await sayDestination(context, added.destination);
  if (clientId.toLowerCase() === AZURE_CLI_CLIENT_ID) await terminal.say(t('cli.publicClient'));
  await terminal.say(t('cli.profileAdded', { profile: added.name }));
}

/** A workspace's address may come from a file: where tokens go is said each time. */
async function sayDestination(
  { t, terminal }: Context,
  destination: TokenDestination | undefined,
): Promise<void> {
  if (!destination) return;
  const { host, authority, isConfirmed } = destination;
  await terminal.say(
    isConfirmed ? t('tokensGoTo.host', { host }) : t('tokensGoTo.notYet', { host, authority }),
  );
}

function described(command: Command): Command {
  return command
    .option('--tenant <tenant>', "the workspace's tenant: ID (GUID) or domain; detected from --workspace")
    .option('--client-id <id>', 'application (client) ID of the app registration')
    .option(
      '--public-client',
      "sign in through Microsoft's public developer sign-on client, as the Azure CLI does: nothing to register",
    )
    .option('--cloud <cloud>', `${CLOUD_NAMES.join('|')} (default: detected from --workspace, else public)`)
    .option('--authority <url>', 'another Entra-compatible authority, as https://HOST')
    .option('--workspace <url>', 'workspace URL, as copied from the browser')
    .option(
      '--workspace-resource-id <id>',
      "the workspace's Azure resource ID, or SUBSCRIPTION/RESOURCE-GROUP/WORKSPACE",
    );
}

/** What the options say; what they leave out is not there. */
export function draftOf(options: ProfileOptions, { t }: Context): Partial<ProfileDraft> {
  const { tenant, publicClient, workspace, workspaceResourceId } = options;
  if (publicClient && options.clientId !== undefined) throw usage(t('cli.clientIdTwice'));
  const clientId = publicClient ? AZURE_CLI_CLIENT_ID : options.clientId;
  const cloud = cloudOf(options, t);
  return {
    ...(clientId === undefined ? {} : { clientId }),
    ...(tenant === undefined ? {} : { tenantId: tenant }),
    ...(cloud === undefined ? {} : { cloud }),
    ...(workspace === undefined ? {} : { workspaceUrl: workspace }),
    ...(workspaceResourceId === undefined ? {} : { workspaceResourceId }),
  };
}

function draftOfProfile({
  name,
  tenantId,
  clientId,
  cloud,
  workspaceUrl,
  workspaceResourceId,
}: ProfileDraft): ProfileDraft {
  return { name, tenantId, clientId, cloud, workspaceUrl, workspaceResourceId };
}

function cloudOf({ cloud, authority }: ProfileOptions, t: Translate): Cloud | undefined {
  // The schema refuses any other word.
  if (authority === undefined) return cloud as Cloud | undefined;
  if (cloud !== undefined) throw usage(t('cli.cloudTwice'));
  const parsed = parseAuthority(authority);
  if (!parsed) throw invalidProfile(['cloud']);
  return parsed;
}
