import type { Command } from 'commander';
import { findEndpoint } from '../../core/endpoint/endpoint-client.ts';
import type { Profile, ToolConnection } from '../../core/profile/profile.ts';
import { sectionNameFor } from '../../core/tools/databrickscfg-section.ts';
import { isKeyName } from '../../core/tools/dotenv-key.ts';
import { connectionLabel } from '../../core/tools/tool-keeper.ts';
import { FailureError } from '../../shared/failures.ts';
import { type Context, usage } from '../context.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { table } from '../table.ts';
import { userPath } from '../user-path.ts';

/** `target add databrickscfg | add dotenv | list | remove`: files that are kept current. */
export function addTargetCommands(program: Command, context: Context): void {
  const { terminal, t } = context;
  const target = program
    .command('target')
    .description('keep a section of .databrickscfg or a key of a .env file current');
  const add = target.command('add').description('keep one more place current');

  add
    .command('databrickscfg')
    .description("keep a section of .databrickscfg: the endpoint's address, which any SDK can use")
    .option('--section <name>', "section (default: the profile's name)")
    .option('--file <path>', 'file (default: DATABRICKS_CONFIG_FILE, else ~/.databrickscfg)')
    .option('--token', 'keep a plain token there instead: it ends within the hour, and is stored in the file')
    .option('--profile <name>', 'profile to use')
    .action(async (options: { section?: string; file?: string; token?: boolean; profile?: string }) => {
      await connect(options.profile, (profile) => ({
        kind: 'databrickscfg',
        // An empty variable is as one that is not set: so the SDKs have it.
        file: userPath(options.file ?? (process.env.DATABRICKS_CONFIG_FILE || '~/.databrickscfg')),
        section: options.section === undefined ? sectionNameFor(profile.name) : sectionName(options.section),
        holds: options.token ? 'token' : 'endpoint',
      }));
    });

  add
    .command('dotenv')
    .description(
      'keep a key of a .env file: a plain token, which ends within the hour, and is stored in the file',
    )
    .requiredOption('--file <path>', 'the .env file')
    .option('--key <name>', 'key', 'DATABRICKS_TOKEN')
    .option('--profile <name>', 'profile to use')
    .action(async ({ file, key, profile }: { file: string; key: string; profile?: string }) => {
      if (!isKeyName(key)) throw usage(t('cli.keyInvalid', { key }));
      await connect(profile, () => ({ kind: 'dotenv', file: userPath(file), key }));
    });

  target
    .command('list')
    .description('list what is kept current')
    .option('--json', 'JSON output')
    .option('--profile <name>', 'profile to use')
    .action(async ({ json, profile: name }: { json?: boolean; profile?: string }) => {
      const { profiles } = await context.app.load();
      // No profile keeps no file.
      const { tools = [] } = profiles.length === 0 && name === undefined ? {} : await context.profile(name);
      if (json) await terminal.json(tools);
      else if (tools.length === 0) await terminal.say(t('cli.noTargets'));
      else await terminal.result(table(numbered(tools)));
    });

  target
    .command('remove <number>')
    .description('empty the place with this number of the list, and stop keeping it current')
    .option('--profile <name>', 'profile to use')
    .action(async (number: string, { profile: name }: { profile?: string }) => {
      const profile = await context.profile(name);
      const { tools = [] } = profile;
      const removed = /^\d+$/.test(number) ? tools[Number(number) - 1] : undefined;
      if (!removed) {
        const known =
          numbered(tools)
            .map((row) => row.join(' '))
            .join('; ') || '–';
        throw new FailureError('tool_unknown', { params: { profile: profile.name, known } });
      }
      const { disconnectTool } = await import('../../core/app/operations/tools.ts');
      await disconnectTool(context.app, profile, removed);
      await terminal.say(t('cli.toolRemoved', { target: connectionLabel(removed) }));
    });

  async function connect(
    name: string | undefined,
    make: (profile: Profile) => ToolConnection,
  ): Promise<void> {
    const profile = await context.profile(name);
    const connection = make(profile);
    const { connectTool, holdsEndpoint } = await import('../../core/app/operations/tools.ts');
    const { waitsFor } = await connectTool(context.app, profile, connection);
    if (waitsFor) await context.warn(waitsFor);
    await terminal.say(t('cli.toolAdded', { target: connectionLabel(connection) }));
    await terminal.say(t('cli.syncing'));
    if (waitsFor && !holdsEndpoint(connection)) {
      await terminal.say(t('cli.toolEmpty'));
      context.exitCode = exitCodeOf(waitsFor);
    }
    if (holdsEndpoint(connection) && !(await findEndpoint(context.app.directory.endpointFile))) {
      await terminal.say(t('cli.toolWaits'));
    }
  }

  /** As the person types it: who asks for DEFAULT means it. */
  function sectionName(text: string): string {
    if (/^[^[\]\p{C}]{1,100}$/u.test(text) && text.trim() === text) return text;
    throw usage(t('cli.sectionInvalid', { section: text }));
  }
}

function numbered(tools: readonly ToolConnection[]): string[][] {
  return tools.map((connection, index) => [`${index + 1}`, connectionLabel(connection)]);
}
