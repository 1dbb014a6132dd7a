import type { Command } from 'commander';
import type { NewCredential } from '../../core/app/operations/credential.ts';
import { activeProfile } from '../../core/app/settings.ts';
import { parseAuthority } from '../../core/profile/clouds.ts';
import { invalidProfile, isServicePrincipal } from '../../core/profile/profile.ts';
import { AZURE_CLI_CLIENT_ID, CLOUD_NAMES } from '../../shared/clouds.ts';
import { FailureError } from '../../shared/failures.ts';
import { explain, type Translate } from '../../shared/messages/index.ts';
import type { SavedProfile, TokenDestination } from '../../shared/operations.ts';
import type { Cloud, ProfileDraft } from '../../shared/profile.ts';
import { type Workspace, workspaceAddress } from '../../shared/workspace.ts';
import { type Context, usage } from '../context.ts';
import { type CredentialOptions, newCredential } from '../new-credential.ts';
import { list } from '../table.ts';

interface ProfileOptions extends CredentialOptions {
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
  const profile = program
    .command('profile')
    .description('manage profiles: which workspace, tenant and app registration to sign in with');

  described(profile.command('add <name>').description('add a profile; the first becomes the default')).action(
    async (name: string, options: ProfileOptions) => {
      const draft = draftOf(options, context);
      const credential = await newCredential(options, context);
      await addProfile(context, name, draft, credential);
    },
  );

  described(profile.command('set <name>').description("change a profile's settings"))
    .option('--name <name>', 'new name')
    .action(async (name: string, options: ProfileOptions & { name?: string }) => {
      const old = await context.profile(name);
      if (Object.keys(options).length === 0) throw usage(t('cli.nothingToChange'));
      const { workspace, tenant } = options;
      // A typo must not replace an address that works. With the tenant named in so many words it is not asked for.
      if (workspace !== undefined && tenant === undefined) await requireHost(context, old, workspace);
      const draft = { ...draftOfProfile(old), ...draftOf(options, context), name: options.name ?? old.name };
      const input = { id: old.id, draft };
      const credential = await newCredential(options, context);
      if (credential) refusePublicClient(draft.clientId, context);
      const changed = await context.askingWorkspace(draft.workspaceUrl, async () =>
        credential
          ? (await principals()).changePrincipal(context.app, input, credential)
          : (await operations())['profile.change'].run(context.app, input),
      );
      const profile = changed.name;
      await terminal.say(t('cli.profileChanged', { profile }));
      await sayDestination(context, changed.destination);
      const needed = isServicePrincipal(old) ? 'principal.needed' : 'cli.signInAgain';
      if (credential) await sayCredential(context, changed.id, t('principal.saved', { profile }));
      else if (changed.isSignedOut) await terminal.say(t(needed, { profile }));
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
        const { title, next } = explain(context.noProfile().failure, t);
        return terminal.say(`${title} ${next}`);
      }
      const heading = [`  ${t('cli.statusProfile')}`, t('cli.statusTenant'), t('cli.statusWorkspace')];
      const rows = settings.profiles.map((entry) => [
        `${entry === active ? '*' : ' '} ${entry.name}`,
        entry.tenantId,
        workspaceAddress(entry) ?? '',
      ]);
      await terminal.result(list(heading, rows));
    });

  profile
    .command('use <name>')
    .description('set the default profile')
    .action(async (name: string) => {
      const { id } = await context.profile(name);
      await (await operations())['profile.use'].run(context.app, id);
      await terminal.say(t('cli.defaultProfile', { profile: name }));
    });

  profile
    .command('remove <name>')
    .description('sign out and remove a profile')
    .action(async (name: string) => {
      const removed = await context.profile(name);
      const { id } = removed;
      const { 'profile.remove': remove } = await operations();
      const wasSaved = context.app.holdsSignIn(removed);
      const wasDefault = activeProfile(context.app.settings)?.id === id;
      await context.orKept(id, 'cli.profileNotRemoved', () => remove.run(context.app, id));
      const withSignIn = isServicePrincipal(removed) ? 'principal.profileRemoved' : 'cli.profileRemoved';
      await terminal.say(t(wasSaved ? withSignIn : 'cli.profileOnlyRemoved', { profile: name }));
      const next = activeProfile(context.app.settings);
      if (wasDefault && next) await terminal.say(t('cli.defaultProfile', { profile: next.name }));
    });
}

/** Loaded here: most commands change no profile. */
async function operations() {
  return (await import('../../core/app/operations/profile.ts')).profileOperations;
}

async function principals() {
  return import('../../core/app/operations/credential.ts');
}

/** What a saved credential means. @param said that it was saved */
async function sayCredential({ app, t, terminal }: Context, id: string, said: string): Promise<void> {
  const { profile, protection } = app.session(id);
  if (profile.workspaceResourceId) await terminal.say(t('principal.outsider'));
  if (protection === 'plaintext-file') await terminal.say(t('principal.plaintext'));
  await terminal.say(said);
}

/** @throws FailureError `usage`: it is a public client, and not the person's */
function refusePublicClient(clientId: string, { t }: Context): void {
  if (clientId.toLowerCase() === AZURE_CLI_CLIENT_ID) throw usage(t('principal.ownApp'));
}

/** @throws FailureError `host_not_found` */
async function requireHost(context: Context, old: ProfileDraft, workspaceUrl: string): Promise<void> {
  const { 'profile.check': check } = await operations();
  const draft = { ...draftOfProfile(old), workspaceUrl };
  const { home } = await context.askingWorkspace(workspaceUrl, async () => check.run(context.app, draft));
  if (home?.ok === false && home.failure.code === 'host_not_found') {
    throw new FailureError(home.failure.code, home.failure);
  }
}

/** Adds a profile from what a person, or a file of theirs, says. */
export async function addProfile(
  context: Context,
  name: string,
  draft: Partial<ProfileDraft>,
  credential?: NewCredential,
): Promise<void> {
  const { clientId, tenantId, workspaceUrl } = draft;
  const { t, terminal } = context;
  if (clientId === undefined) throw usage(t('cli.clientIdMissing'));
  if (tenantId === undefined && workspaceUrl === undefined) throw usage(t('cli.whereMissing'));
  await context.app.load();
  if (credential) refusePublicClient(clientId, context);
  const added = await createProfile(context, { ...draft, name, clientId }, credential);
  const profile = added.name;
  if (credential) await sayCredential(context, added.id, t('principal.added', { profile }));
  else await terminal.say(t('cli.profileAdded', { profile }));
  if (workspaceUrl === undefined) await terminal.say(t('cli.withoutWorkspace', { profile }));
}

/** Adds it, and says what it leads to. @throws FailureError as `profile.add` and `addPrincipal` */
export async function createProfile(
  context: Context,
  draft: ProfileDraft,
  credential?: NewCredential,
): Promise<SavedProfile> {
  const { t, terminal, app } = context;
  const added = await context.askingWorkspace(draft.workspaceUrl, async () =>
    credential
      ? (await principals()).addPrincipal(app, draft, credential)
      : (await operations())['profile.add'].run(app, draft),
  );
  const { discovered } = added;
  if (discovered) {
    const params = { tenant: discovered.tenantId, authority: discovered.authority };
    await terminal.say(t('cli.foundByWorkspace', params));
  }
  await sayDestination(context, added.destination);
  if (draft.clientId.toLowerCase() === AZURE_CLI_CLIENT_ID) await terminal.say(t('cli.publicClient'));
  return added;
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
      "sign in through Microsoft's public client, the Azure CLI's: nothing to register",
    )
    .option('--cloud <cloud>', `${CLOUD_NAMES.join('|')} (default: detected from --workspace, else public)`)
    .option('--authority <url>', 'another Entra-compatible authority, as https://HOST')
    .option('--workspace <url>', 'workspace URL, as copied from the browser')
    .option(
      '--workspace-resource-id <id>',
      "the workspace's Azure resource ID, or SUBSCRIPTION/RESOURCE-GROUP/WORKSPACE",
    )
    .option('--client-secret-stdin', "a service principal's: read its client secret from standard input")
    .option('--certificate <pem-file>', "a service principal's: its certificate and private key")
    .option(
      '--allow-plaintext-cache',
      'Linux without a keyring: keep the credential in an unencrypted file (mode 0600)',
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

function draftOfProfile(profile: ProfileDraft & Workspace): ProfileDraft {
  const { name, tenantId, clientId, cloud, workspaceResourceId, identity } = profile;
  const workspaceUrl = workspaceAddress(profile);
  return { name, tenantId, clientId, cloud, workspaceUrl, workspaceResourceId, identity };
}

function cloudOf({ cloud, authority }: ProfileOptions, t: Translate): Cloud | undefined {
  // The schema refuses any other word.
  if (authority === undefined) return cloud as Cloud | undefined;
  if (cloud !== undefined) throw usage(t('cli.cloudTwice'));
  const parsed = parseAuthority(authority);
  if (!parsed) throw invalidProfile(['cloud']);
  return parsed;
}
