import { discoverWorkspace } from '../core/databricks/discovery.ts';
import type { Profile } from '../core/profile/profile.ts';
import { workspaceTrust } from '../core/profile/trusted-host.ts';
import { parseWorkspaceUrl } from '../core/profile/workspace-url.ts';
import { FailureError } from '../shared/failures.ts';
import type { Context } from './context.ts';

/** Where the profile has no workspace, the token goes to the host that the environment names. */
export async function requireTrustedHost(profile: Profile, { app }: Context): Promise<void> {
  const { DATABRICKS_HOST: named } = process.env;
  if (profile.workspaceUrl || !named) return;
  const workspaceUrl = parseWorkspaceUrl(named);
  if (!workspaceUrl) throw new FailureError('workspace_unproven', { params: { host: 'DATABRICKS_HOST' } });
  if (workspaceTrust({ cloud: profile.cloud, workspaceUrl }) === 'domain') return;
  await discoverWorkspace(workspaceUrl, profile.cloud, app.fetch);
}
