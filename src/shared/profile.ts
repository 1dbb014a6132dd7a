import type { CloudName } from './clouds.ts';

/** One of Microsoft's clouds, or another Entra-compatible authority by its host. */
export type Cloud = CloudName | { readonly authorityHost: string };

/**
 * What a person fills in to add a profile, on the command line or in the window. Tenant and cloud may be left out where
 * there is a workspace to ask.
 */
export interface ProfileDraft {
  readonly name: string;
  readonly tenantId?: string | undefined;
  readonly clientId: string;
  readonly cloud?: Cloud | undefined;
  readonly workspaceUrl?: string | undefined;
  readonly workspaceResourceId?: string | undefined;
}

/** The fields of a profile that can be complained about. */
export type ProfileField = keyof ProfileDraft;
