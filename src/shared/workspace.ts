/**
 * A workspace as others are told of it. Where its host serves several (a regional or a custom URL), it also takes its
 * ID; everywhere else the host says all.
 */
export interface Workspace {
  /** `https://HOST`. */
  readonly workspaceUrl?: string | undefined;
  readonly workspaceId?: string | undefined;
}

/** The workspace's address, as the browser shows it. */
export function workspaceAddress({ workspaceUrl, workspaceId }: Workspace): string | undefined {
  return workspaceUrl && workspaceId ? `${workspaceUrl}/?o=${workspaceId}` : workspaceUrl;
}

/**
 * What SDKs, CLI and Terraform read from the environment to find the workspace; in a `.databrickscfg` the same names,
 * in lower case and without `DATABRICKS_`.
 *
 * The SDKs for Go, Python and Java send the ID wherever there is one. The one for JavaScript (0.17) does so only where it
 * is told that the host is a unified one; the others have dropped that setting and ignore it.
 */
export function workspaceVariables({ workspaceUrl, workspaceId }: Workspace): Record<string, string> {
  if (!workspaceUrl) return {};
  return {
    DATABRICKS_HOST: workspaceUrl,
    ...(workspaceId
      ? { DATABRICKS_WORKSPACE_ID: workspaceId, DATABRICKS_EXPERIMENTAL_IS_UNIFIED_HOST: 'true' }
      : {}),
  };
}
