import { type Failure, FailureError } from '../../shared/failures.ts';
import { authorityHost } from './clouds.ts';
import type { Profile } from './profile.ts';
import { cloudOfWorkspace } from './workspace-url.ts';

/** By whose word a profile's tokens may go to its workspace. */
export type WorkspaceTrust =
  /** It names no workspace. */
  | 'none'
  /** Its address is one of Azure Databricks' own, in the profile's cloud. */
  | 'domain'
  /** It signs in with the authority that the person named, and has told its tenant. */
  | 'confirmed'
  /** It is to be asked first. */
  | 'unconfirmed'
  /** Nobody's: Microsoft's authority vouches for Microsoft's addresses only. */
  | 'foreign';

type Destination = Pick<Profile, 'cloud' | 'workspaceUrl' | 'workspaceTenantId'>;

/**
 * Whether the profile's tokens may go to its workspace. An address may come from a file that somebody else wrote, and
 * any host can send a browser to Microsoft's sign-in page: neither makes it a workspace.
 */
export function workspaceTrust({ cloud, workspaceUrl, workspaceTenantId }: Destination): WorkspaceTrust {
  if (!workspaceUrl) return 'none';
  if (typeof cloud === 'string') return cloudOfWorkspace(workspaceUrl) === cloud ? 'domain' : 'foreign';
  return workspaceTenantId ? 'confirmed' : 'unconfirmed';
}

/** Why no token may go to the profile's workspace; undefined where it may. */
export function hostRefusal(profile: Destination): Failure | undefined {
  const trust = workspaceTrust(profile);
  if (trust !== 'unconfirmed' && trust !== 'foreign') return undefined;
  const { host } = new URL(profile.workspaceUrl ?? '');
  return trust === 'foreign'
    ? new FailureError('workspace_unproven', { params: { host } }).failure
    : new FailureError('workspace_unconfirmed', {
        params: { host, authority: authorityHost(profile.cloud) },
        cause: 'not asked yet',
      }).failure;
}
