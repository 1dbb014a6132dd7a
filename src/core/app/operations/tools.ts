import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod/mini';
import type { SyncedFile } from '../../../shared/app-state.ts';
import { type Failure, FailureError } from '../../../shared/failures.ts';
import { asFailure } from '../../platform/as-failure.ts';
import { type Profile, requireWorkspace, type ToolConnection } from '../../profile/profile.ts';
import { sectionNameFor } from '../../tools/databrickscfg-section.ts';
import { connectionLabel, connectionPlace, isSamePlace } from '../../tools/tool-keeper.ts';
import type { Application } from '../application.ts';
import { withChangedProfile } from '../settings.ts';
import { setEndpoint } from './settings.ts';
import type { OperationTable } from './table.ts';

const text = z.string().check(z.maxLength(4096));

export const toolOperations: OperationTable<'tool.connect' | 'tool.disconnect'> = {
  'tool.connect': { schema: z.literal('databrickscfg'), run: connectConfig },
  'tool.disconnect': {
    schema: z.strictObject({ kind: z.enum(['databrickscfg', 'dotenv']), file: text, place: text }),
    run: disconnectPlace,
  },
};

/** The usual file, and a section of the profile's name. */
async function connectConfig(app: Application): Promise<void> {
  const profile = app.profile();
  const file = process.env.DATABRICKS_CONFIG_FILE || join(homedir(), '.databrickscfg');
  const section = sectionNameFor(profile.name);
  await connectTool(app, profile, { kind: 'databrickscfg', file: resolve(file), section, holds: 'endpoint' });
  await setEndpoint(app, true);
}

async function disconnectPlace(app: Application, { kind, file, place }: SyncedFile): Promise<void> {
  const profile = app.profile();
  const connection = profile.tools?.find(
    (tool) => tool.kind === kind && tool.file === file && connectionPlace(tool) === place,
  );
  // Gone already: the command line may have been quicker.
  if (connection) await disconnectTool(app, profile, connection);
}

/**
 * Keeps one more place current with the profile's token, and writes it at once if there is a token. A place that cannot
 * be written is not kept.
 * @returns `waitsFor`: why there is no token to write yet
 * @throws FailureError `tool_taken`, `tool_unwritable`, `workspace_missing`
 */
export async function connectTool(
  app: Application,
  profile: Profile,
  connection: ToolConnection,
): Promise<{ readonly waitsFor?: Failure }> {
  if (connection.kind === 'databrickscfg') requireWorkspace(profile);
  const others = app.settings.profiles.filter(({ id }) => id !== profile.id);
  if (others.some(({ tools }) => tools?.some((other) => isSamePlace(other, connection)))) {
    const params = { place: connectionLabel(connection), file: connection.file };
    throw new FailureError('tool_taken', { params });
  }
  await app.tools.requireFree(connection, profile.workspaceUrl);
  // A plain token that it held before goes, whether or not there is an endpoint yet.
  if (holdsEndpoint(connection)) await app.tools.write(connection, profile, { kind: 'nothing' });
  await change(app, profile, (tools) => [
    ...tools.filter((other) => !isSamePlace(other, connection)),
    connection,
  ]);
  const session = app.session(profile.id);
  const { token, waitsFor } = await session
    .token({ minValidMs: app.minValidMs })
    .then((handed) => ({ token: handed.token, waitsFor: undefined }))
    .catch((error: unknown) => ({ token: undefined, waitsFor: asFailure(error) }));
  if (waitsFor) return { waitsFor };
  try {
    // As the session has it now: its workspace may just have been confirmed.
    await app.tools.fill(connection, session.profile, token, await app.endpointSighting(profile.id));
    return {};
  } catch (error) {
    await change(app, profile, (tools) => tools.filter((other) => !isSamePlace(other, connection)));
    throw error;
  }
}

/** Empties the place and leaves it alone from now on. @throws FailureError `tool_unwritable` */
export async function disconnectTool(
  app: Application,
  profile: Profile,
  connection: ToolConnection,
): Promise<void> {
  // First out of the settings: a running tray would fill it again.
  await change(app, profile, (tools) => tools.filter((other) => !isSamePlace(other, connection)));
  await app.tools.write(connection, profile, { kind: 'nothing' });
}

/** True where the connection holds the endpoint's address rather than a token. */
export function holdsEndpoint(connection: ToolConnection): boolean {
  return connection.kind === 'databrickscfg' && connection.holds === 'endpoint';
}

async function change(
  app: Application,
  { id }: Profile,
  edit: (tools: readonly ToolConnection[]) => ToolConnection[],
): Promise<void> {
  await app.change((settings) =>
    withChangedProfile(settings, id, (profile) => ({ ...profile, tools: edit(profile.tools ?? []) })),
  );
}
