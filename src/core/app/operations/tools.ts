import * as v from 'valibot';
import type { SyncedFile } from '../../../shared/app-state.ts';
import { type Failure, FailureError } from '../../../shared/failures.ts';
import {
  type Disconnected,
  type FileTool,
  TOOL_NAMES,
  type ToolList,
  type ToolRequest,
  type ToolRow,
} from '../../../shared/tools.ts';
import { asFailure } from '../../platform/as-failure.ts';
import type { Profile, ToolConnection } from '../../profile/profile.ts';
import { connectionFrom, usualConnection } from '../../tools/connection.ts';
import { shellLine } from '../../tools/shell-line.ts';
import { connectionLabel, connectionPlace, isSamePlace, toolOf } from '../../tools/tools.ts';
import type { Application } from '../application.ts';
import { withChangedProfile } from '../settings.ts';
import { setEndpoint } from './settings.ts';
import type { OperationTable } from './table.ts';

const text = v.pipe(v.string(), v.maxLength(4096));
const fileTool = v.picklist(['databrickscfg', 'dbt', 'dotenv', 'docker-env']);

export const toolOperations: OperationTable<'tool.list' | 'tool.connect' | 'tool.disconnect'> = {
  'tool.list': { schema: v.undefined(), run: (app) => listTools(app, app.profile()) },
  'tool.connect': {
    schema: v.strictObject({
      tool: fileTool,
      file: v.optional(text),
      httpPath: v.optional(text),
      schema: v.optional(text),
    }),
    run: connect,
  },
  'tool.disconnect': {
    schema: v.strictObject({ kind: fileTool, file: text, place: text }),
    run: disconnectPlace,
  },
};

async function connect(app: Application, request: ToolRequest): Promise<void> {
  const profile = app.profile();
  const connection = connectionFrom(request, profile);
  await connectTool(app, profile, connection);
  if (toolOf(connection).holds(connection) === 'endpoint') await setEndpoint(app, true);
}

async function disconnectPlace(app: Application, { kind, file, place }: SyncedFile): Promise<Disconnected> {
  const profile = app.profile();
  const connection = profile.tools?.find(
    (tool) => tool.kind === kind && tool.file === file && connectionPlace(tool) === place,
  );
  // The command line may have been quicker.
  return connection ? disconnectTool(app, profile, connection) : 'gone';
}

/** Every place that is connected, with its state, and what would be connected for the other tools. */
export async function listTools(app: Application, profile: Profile): Promise<ToolList> {
  const { tools = [] } = profile;
  const rows = await Promise.all(
    TOOL_NAMES.filter((tool): tool is FileTool => tool !== 'azure-cli').map(async (tool) => {
      const connections = tools.filter(({ kind }) => kind === tool);
      if (connections.length === 0) return [rowOf(usualConnection({ tool }, profile), { state: 'off' })];
      return Promise.all(
        connections.map(async (connection) =>
          rowOf(connection, await app.tools.stateOf(connection, profile)),
        ),
      );
    }),
  );
  return { rows: rows.flat(), shellLine: shellLine(profile, app.settings.profiles.length > 1) };
}

/** A connection as lists show it. */
function rowOf(connection: ToolConnection, state: Pick<ToolRow, 'state' | 'failure'>): ToolRow {
  const tool = toolOf(connection);
  return {
    tool: connection.kind,
    ...(connection.file ? { file: connection.file } : {}),
    place: tool.place(connection),
    keys: tool.keys(connection),
    ...state,
  };
}

/**
 * Keeps one more place current with the profile's token, and writes it at once if there is a token. Where it can't be
 * written everything is as before, an earlier connection of the same place included.
 * @returns `waitsFor`: why there is no token to write yet
 * @throws FailureError `tool_taken`, `tool_folder_missing`, `tool_unwritable`
 */
export async function connectTool(
  app: Application,
  profile: Profile,
  asked: ToolConnection,
): Promise<{ readonly waitsFor?: Failure }> {
  const others = app.settings.profiles.filter(({ id }) => id !== profile.id);
  if (others.some(({ tools }) => tools?.some((other) => isSamePlace(other, asked)))) {
    const params = { place: connectionLabel(asked), file: asked.file };
    throw new FailureError('tool_taken', { params });
  }
  const found = await app.tools.examine(asked, profile);
  const earlier = profile.tools?.find((other) => isSamePlace(other, asked));
  // What an earlier connection has written is none of the person's.
  const connection = { ...asked, before: earlier?.before ?? found };
  const session = app.session(profile.id);
  const { token, waitsFor } =
    toolOf(connection).holds(connection) === 'no secret'
      ? {}
      : await session.token({ minValidMs: app.minValidMs }).then(
          (handed) => ({ token: handed.token, waitsFor: undefined }),
          (error: unknown) => ({ token: undefined, waitsFor: asFailure(error) }),
        );
  try {
    // First the settings: whoever is killed between the two leaves no token that nobody keeps.
    await keep(app, profile, asked, connection);
    // The profile as the session has it now: its workspace may just have been confirmed.
    await app.tools.connect(connection, session.profile, token, await app.endpointSighting(profile.id));
  } catch (error) {
    if (!earlier) await app.tools.leaveFolder(connection);
    await keep(app, profile, asked, earlier);
    throw error;
  }
  return waitsFor ? { waitsFor } : {};
}

/** Takes out what connecting has put there, and leaves the place alone from now on. @throws FailureError `tool_unwritable` */
export async function disconnectTool(
  app: Application,
  profile: Profile,
  connection: ToolConnection,
): Promise<Disconnected> {
  // First out of the settings: a running tray would fill it again.
  await keep(app, profile, connection, undefined);
  try {
    return await app.tools.disconnect(connection, profile);
  } catch (error) {
    // What is still in the file must stay in the list, or nobody would ever take it out.
    await keep(app, profile, connection, connection);
    throw error;
  }
}

/** Has `kept`, or nothing, in the place of another connection in the settings. */
async function keep(
  app: Application,
  { id }: Profile,
  place: ToolConnection,
  kept: ToolConnection | undefined,
): Promise<void> {
  await app.change((settings) =>
    withChangedProfile(settings, id, ({ tools = [], ...profile }) => ({
      ...profile,
      tools: [...tools.filter((other) => !isSamePlace(other, place)), ...(kept ? [kept] : [])],
    })),
  );
}
