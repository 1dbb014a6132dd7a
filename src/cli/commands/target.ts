import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { asFailure } from '../../core/auth/msal-failure.ts';
import { sectionNameFor } from '../../core/databricks/targets/config-section.ts';
import { isKeyName } from '../../core/databricks/targets/dotenv-key.ts';
import { requireFree, writeTarget } from '../../core/databricks/targets/target-keeper.ts';
import { readEndpointAddress } from '../../core/endpoint/endpoint-address.ts';
import { type Profile, requireWorkspace, type Target } from '../../core/profile/profile.ts';
import { withChangedProfile } from '../../core/settings/settings.ts';
import { FailureError } from '../../shared/failure.ts';
import type { Context } from '../context.ts';

/** `target add databrickscfg | add dotenv | list | remove`: files that are kept current. */
export function addTargetCommands(program: Command, context: Context): void {
  const { terminal, t } = context;
  const { lockDirectory } = context.directory;
  const target = program
    .command('target')
    .description('keep a section of .databrickscfg or a key of a .env file current');
  const add = target.command('add').description('keep one more place current');

  add
    .command('databrickscfg')
    .description("keep a section of .databrickscfg: the endpoint's address, which any SDK can use")
    .option('--section <name>', "the section (default: the profile's name)")
    .option('--file <path>', 'the file (default: DATABRICKS_CONFIG_FILE, else ~/.databrickscfg)')
    .option('--token', 'keep a plain token there instead: it ends within the hour, and lies in the file')
    .option('--profile <name>', 'the profile whose token')
    .action(async (options: { section?: string; file?: string; token?: boolean; profile?: string }) => {
      await addTarget(options.profile, (profile) => ({
        kind: 'databrickscfg',
        file: resolve(
          options.file ?? process.env.DATABRICKS_CONFIG_FILE ?? join(homedir(), '.databrickscfg'),
        ),
        section: options.section === undefined ? sectionNameFor(profile.name) : sectionName(options.section),
        holds: options.token ? 'token' : 'endpoint',
      }));
    });

  add
    .command('dotenv')
    .description('keep a key of a .env file: a plain token, which ends within the hour, and lies in the file')
    .requiredOption('--file <path>', 'the .env file')
    .option('--key <name>', 'the key', 'DATABRICKS_TOKEN')
    .option('--profile <name>', 'the profile whose token')
    .action(async ({ file, key, profile }: { file: string; key: string; profile?: string }) => {
      if (!isKeyName(key)) {
        throw new FailureError('usage', { params: { complaint: t('cli.keyInvalid', { key }) } });
      }
      await addTarget(profile, () => ({ kind: 'dotenv', file: resolve(file), key }));
    });

  target
    .command('list')
    .description('list what is kept current')
    .option('--json', 'for a program to read')
    .option('--profile <name>', 'the profile to look at')
    .action(async ({ json, profile: name }: { json?: boolean; profile?: string }) => {
      const { targets = [] } = context.profile(await context.settings.load(), name);
      if (json) await terminal.json(targets);
      else await terminal.result(targets.map((entry, index) => `${index + 1}  ${label(entry)}`).join('\n'));
    });

  target
    .command('remove <number>')
    .description('empty the place with this number of the list, and leave it alone from now on')
    .option('--profile <name>', 'the profile to look at')
    .action(async (number: string, { profile: name }: { profile?: string }) => {
      const profile = context.profile(await context.settings.load(), name);
      const { targets = [] } = profile;
      const removed = /^\d+$/.test(number) ? targets[Number(number) - 1] : undefined;
      if (!removed) {
        const known = targets.map((entry, index) => `${index + 1} ${label(entry)}`).join('; ');
        throw new FailureError('target_unknown', { params: { profile: profile.name, known: known || '–' } });
      }
      // First out of the settings: a running tray would fill it again.
      await change(profile, (current) => current.filter((entry) => place(entry) !== place(removed)));
      await writeTarget(removed, profile, { kind: 'nothing' }, lockDirectory);
      await terminal.say(t('cli.targetRemoved', { target: label(removed) }));
    });

  async function addTarget(name: string | undefined, make: (profile: Profile) => Target): Promise<void> {
    const settings = await context.settings.load();
    const profile = context.profile(settings, name);
    const added = make(profile);
    if (added.kind === 'databrickscfg') requireWorkspace(profile);
    const isKnown = (entry: Target) => place(entry) === place(added);
    if (settings.profiles.some((other) => other !== profile && other.targets?.some(isKnown))) {
      throw new FailureError('target_taken', { params: { place: label(added), file: added.file } });
    }
    await requireFree(added, profile.workspaceUrl, lockDirectory);
    // A plain token that it held before goes, whether or not there is an endpoint yet.
    if (isEndpoint(added)) await writeTarget(added, profile, { kind: 'nothing' }, lockDirectory);
    await change(profile, (current) => [...current.filter((entry) => !isKnown(entry)), added]);
    const { session } = context.openProfile({ ...profile, targets: [added] }, settings);
    try {
      const { token } = await session.token({ minValidMs: settings.minValidMinutes * 60_000 });
      context.keepTargets(session.profile, token);
      await context.targetsSettled();
    } catch (error) {
      await context.warn(asFailure(error));
    }
    await terminal.say(t('cli.targetAdded', { target: label(added) }));
    if (isEndpoint(added) && !readEndpointAddress(context.directory.endpointFile)) {
      await terminal.say(t('cli.targetWaits'));
    }
  }

  /** As the person types it: who asks for DEFAULT means it. */
  function sectionName(text: string): string {
    if (/^[^[\]\p{C}]{1,100}$/u.test(text) && text.trim() === text) return text;
    throw new FailureError('usage', { params: { complaint: t('cli.sectionInvalid', { section: text }) } });
  }

  async function change({ id }: Profile, edit: (targets: readonly Target[]) => Target[]): Promise<void> {
    await context.settings.update((settings) =>
      withChangedProfile(settings, id, (current) => ({ ...current, targets: edit(current.targets ?? []) })),
    );
  }
}

function isEndpoint(target: Target): boolean {
  return target.kind === 'databrickscfg' && target.holds === 'endpoint';
}

function label(target: Target): string {
  return target.kind === 'dotenv'
    ? `${target.file} ${target.key}`
    : `${target.file} [${target.section}] (${target.holds})`;
}

/** Where it is, whatever it holds. */
function place(target: Target): string {
  return JSON.stringify([target.file, target.kind === 'dotenv' ? target.key : target.section]);
}
