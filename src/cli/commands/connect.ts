import { Argument, type Command } from 'commander';
import { findEndpoint } from '../../core/endpoint/endpoint-client.ts';
import type { Profile, ToolConnection } from '../../core/profile/profile.ts';
import { absolutePath, connectionFrom } from '../../core/tools/connection.ts';
import { connectionLabel, toolOf } from '../../core/tools/tools.ts';
import { FailureError } from '../../shared/failures.ts';
import { explain, type Translate } from '../../shared/messages/index.ts';
import {
  type FileTool,
  TOOL_NAMES,
  type ToolName,
  type ToolRequest,
  type ToolRow,
  whatIsWritten,
} from '../../shared/tools.ts';
import { type Context, usage } from '../context.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { Table } from '../table.ts';

interface ConnectOptions extends Omit<ToolRequest, 'tool' | 'holds'> {
  readonly remove?: boolean;
  readonly token?: boolean;
  readonly json?: boolean;
  readonly profile?: string;
}

/** `connect [TOOL]`: the one place from which tools come by fresh tokens. */
export function addConnectCommand(program: Command, context: Context): void {
  program
    .command('connect')
    .description('connect a tool to fresh tokens; without one, list the tools with their state')
    .addArgument(new Argument('[tool]', 'tool to connect').choices(TOOL_NAMES))
    .option('--remove', 'disconnect it, and take out what connecting has written')
    .option('--file <path>', 'the file that the tool reads; required for dotenv and docker-env')
    .option('--section <name>', "databrickscfg: section (default: the profile's name)")
    .option('--token', 'databrickscfg: a plain token instead of the endpoint; it ends within the hour')
    .option('--key <name>', 'dotenv: key (default: DATABRICKS_TOKEN)')
    .option('--http-path <path>', 'dbt: HTTP path of a SQL warehouse or cluster')
    .option('--schema <name>', 'dbt: schema (default: default)')
    .option('--json', 'JSON output')
    .option('--profile <name>', 'profile to use')
    .action(async (tool: ToolName | undefined, options: ConnectOptions) => {
      const profile = await context.profile(options.profile);
      if (tool === undefined) {
        if (options.remove) throw usage(context.t('cli.toolMissing', { choices: TOOL_NAMES.join(', ') }));
        return list(context, profile, options);
      }
      if (tool === 'azure-cli') return sayShellLine(context, profile, options);
      if (options.remove) return remove(context, profile, tool, options);
      const { remove: _, token, json, profile: __, ...request } = options;
      const holds = token ? 'token' : undefined;
      await connectAndSay(context, profile, { tool, ...request, holds });
      if (json) await context.terminal.json(await rowsOf(context, profile, tool));
    });
}

/** Connects, and says before what will be written where, and after what it waits for. */
export async function connectAndSay(context: Context, profile: Profile, request: ToolRequest): Promise<void> {
  const { app, t, terminal } = context;
  const connection = connectionFrom(request, profile);
  const target = connectionWords(connection, t);
  const tool = toolOf(connection);
  const what = whatIsWritten({ place: tool.place(connection), keys: tool.keys(connection) });
  await terminal.say(t('cli.toolWriting', { what, file: connection.file }));
  const { connectTool } = await import('../../core/app/operations/tools.ts');
  const { waitsFor } = await connectTool(app, profile, connection);
  if (connection.kind === 'dbt') {
    await terminal.say(t('cli.dbtConnected', { target, entry: connection.entry }));
    return;
  }
  if (waitsFor) await context.warn(waitsFor);
  await terminal.say(t('cli.toolAdded', { target }));
  await terminal.say(t('cli.syncing'));
  const isEndpoint = tool.holds(connection) === 'endpoint';
  if (waitsFor && !isEndpoint) {
    await terminal.say(t('cli.toolEmpty'));
    context.exitCode = exitCodeOf(waitsFor);
  }
  if (isEndpoint && !(await findEndpoint(app.directory.endpointFile))) {
    await terminal.say(t('cli.toolWaits'));
  }
}

/** The connection in one line. */
export function connectionWords(connection: ToolConnection, t: Translate): string {
  const holds = connection.kind === 'databrickscfg' ? ` (${t(`tools.holds.${connection.holds}`)})` : '';
  return `${connectionLabel(connection)}${holds}`;
}

/** Disconnects one connection, and says what became of its place. */
export async function disconnectAndSay(
  context: Context,
  profile: Profile,
  connection: NonNullable<Profile['tools']>[number],
): Promise<void> {
  const { disconnectTool } = await import('../../core/app/operations/tools.ts');
  const outcome = await disconnectTool(context.app, profile, connection);
  const params = { target: connectionWords(connection, context.t) };
  const message = { removed: 'cli.toolRemoved', left: 'cli.toolLeft', gone: 'cli.toolWasGone' } as const;
  await context.terminal.say(context.t(message[outcome], params));
}

async function list(context: Context, profile: Profile, { json }: ConnectOptions): Promise<void> {
  const { t, terminal } = context;
  const { rows, shellLine } = await found(context, profile);
  if (json) return terminal.json({ profile: profile.name, tools: rows, azureCli: shellLine });
  const file = ({ file: path, place }: ToolRow) => `${path ?? t('tools.yourFile')} ${place}`;
  const lines = rows.map((row) => [row.tool, t(`tools.state.${row.state}`), file(row)]);
  const at = rows.findLastIndex(({ tool }) => tool === 'databrickscfg') + 1;
  await terminal.result(
    new Table(lines.toSpliced(at, 0, ['azure-cli', t('tools.state.inShell'), shellLine])),
  );
  for (const { failure } of rows) {
    if (failure) await terminal.say(`${explain(failure, t).why}`);
  }
}

/** All of the tool's places, or those that the options name. */
async function remove(
  context: Context,
  profile: Profile,
  tool: FileTool,
  { json, file, section, key }: ConnectOptions,
): Promise<void> {
  const path = file === undefined ? undefined : absolutePath(file);
  const chosen = (profile.tools ?? []).filter(
    (connection) =>
      connection.kind === tool &&
      (path === undefined || connection.file === path) &&
      (section === undefined || (connection.kind === 'databrickscfg' && connection.section === section)) &&
      (key === undefined || (connection.kind === 'dotenv' && connection.key === key)),
  );
  if (chosen.length === 0) {
    const words = (profile.tools ?? []).map((connection) => connectionWords(connection, context.t));
    const known = words.join(', ') || '–';
    throw new FailureError('tool_not_connected', { params: { tool, profile: profile.name, known } });
  }
  for (const connection of chosen) await disconnectAndSay(context, profile, connection);
  if (json) await context.terminal.json(await rowsOf(context, profile, tool));
}

async function sayShellLine(context: Context, profile: Profile, options: ConnectOptions): Promise<void> {
  const { t, terminal } = context;
  const { shellLine } = await found(context, profile);
  if (options.remove) return terminal.say(t('cli.shellNothing'));
  await terminal.say(t('cli.shellHint'));
  if (options.json) await terminal.json({ azureCli: shellLine });
  else await terminal.result(shellLine);
}

async function found(context: Context, { id }: Profile) {
  const { listTools } = await import('../../core/app/operations/tools.ts');
  return listTools(context.app, context.app.profile(id));
}

async function rowsOf(context: Context, profile: Profile, tool: FileTool): Promise<ToolRow[]> {
  return (await found(context, profile)).rows.filter((row) => row.tool === tool);
}
