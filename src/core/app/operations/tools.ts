import { type Failure, FailureError } from '../../../shared/failures.ts';
import { asFailure } from '../../platform/as-failure.ts';
import { type Profile, requireWorkspace, type ToolConnection } from '../../profile/profile.ts';
import { connectionLabel, isSamePlace } from '../../tools/tool-keeper.ts';
import type { Application } from '../application.ts';
import { withChangedProfile } from '../settings.ts';

/**
 * Keeps one more place current with the profile's token, and writes it at once if there is a token.
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
  try {
    const { token } = await app.session(profile.id).token({ minValidMs: app.minValidMs });
    app.tools.update({ ...profile, tools: [connection] }, token, () => app.endpointSighting(profile.id));
    await app.tools.settled();
    return {};
  } catch (error) {
    return { waitsFor: asFailure(error) };
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
