import type { Command } from 'commander';
import type { ToolConnection } from '../../core/profile/profile.ts';
import { isKeyName } from '../../core/tools/dotenv-key.ts';
import { FailureError } from '../../shared/failures.ts';
import { type Context, usage } from '../context.ts';
import { Table } from '../table.ts';
import { connectAndSay, connectionWords, disconnectAndSay } from './connect.ts';

/** `target add databrickscfg | add dotenv | list | remove`: the older words for what `connect` does. */
export function addTargetCommands(program: Command, context: Context): void {
  const { terminal, t } = context;
  const target = program
    .command('target')
    .description('older name for connect: keep a section of .databrickscfg or a key of a .env file current');
  const add = target.command('add').description('keep one more file current');

  add
    .command('databrickscfg')
    .description("keep a section of .databrickscfg: the endpoint's address, which any SDK can use")
    .option('--section <name>', "section (default: the profile's name)")
    .option('--file <path>', 'file (default: DATABRICKS_CONFIG_FILE, else ~/.databrickscfg)')
    .option('--token', 'keep a plain token there instead: it ends within the hour, and is stored in the file')
    .option('--profile <name>', 'profile to use')
    .action(async (options: { section?: string; file?: string; token?: boolean; profile?: string }) => {
      const profile = await context.profile(options.profile);
      const { section, file, token } = options;
      await connectAndSay(context, profile, {
        tool: 'databrickscfg',
        file,
        section: section === undefined ? undefined : sectionName(section),
        holds: token ? 'token' : 'endpoint',
      });
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
      await connectAndSay(context, await context.profile(profile), { tool: 'dotenv', file, key });
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
      if (json) await terminal.json(tools.map(({ before: _, ...tool }) => tool));
      else if (tools.length === 0) await terminal.say(t('cli.noTargets'));
      else await terminal.result(new Table(numbered(tools)));
    });

  target
    .command('remove <number>')
    .description('disconnect the file with this number in the list')
    .option('--profile <name>', 'profile to use')
    .action(async (number: string, { profile: name }: { profile?: string }) => {
      const profile = await context.profile(name);
      const { tools = [] } = profile;
      const removed = /^\d+$/.test(number) ? tools[Number(number) - 1] : undefined;
      if (!removed) {
        const known =
          numbered(tools)
            .map((row) => row.join(' '))
            .join(', ') || '–';
        throw new FailureError('tool_unknown', { params: { number, profile: profile.name, known } });
      }
      await disconnectAndSay(context, profile, removed);
    });

  function numbered(tools: readonly ToolConnection[]): string[][] {
    return tools.map((connection, index) => [`${index + 1}`, connectionWords(connection, t)]);
  }

  /** As the person types it: who asks for DEFAULT means it. */
  function sectionName(text: string): string {
    if (/^[^[\]\p{C}]{1,100}$/u.test(text) && text.trim() === text) return text;
    throw usage(t('cli.sectionInvalid', { section: text }));
  }
}
