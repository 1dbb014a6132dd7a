import { discoverWorkspace } from '../core/databricks/discovery.ts';
import type { Profile } from '../core/profile/profile.ts';
import { workspaceTrust } from '../core/profile/trusted-host.ts';
import { parseWorkspaceUrl } from '../core/profile/workspace-url.ts';
import { FailureError } from '../shared/failures.ts';
import type { Context } from './context.ts';

/**
 * Where the profile has no workspace, the token goes to the host that the environment names.
 * @returns the variable as it was checked: programs read other spellings otherwise, `http://` as without encryption
 * @throws FailureError `workspace_unproven` and those of {@link discoverWorkspace}
 */
export async function requireTrustedHost(
  profile: Profile,
  { app }: Context,
): Promise<{ readonly DATABRICKS_HOST?: string }> {
  const { DATABRICKS_HOST: named } = process.env;
  if (profile.workspaceUrl || !named) return {};
  const workspaceUrl = parseWorkspaceUrl(named);
  if (!workspaceUrl) throw new FailureError('workspace_unproven', { params: { host: 'DATABRICKS_HOST' } });
  if (workspaceTrust({ cloud: profile.cloud, workspaceUrl }) !== 'domain')
    await discoverWorkspace(workspaceUrl, profile.cloud, app.fetch);
  return { DATABRICKS_HOST: workspaceUrl };
}
