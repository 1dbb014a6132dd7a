/**
 * What a call of the workspace's REST API carries. The resource ID lets in a person who is not a member but has the
 * role Contributor or Owner on the workspace in Azure, as an administrator.
 * Source: Microsoft Learn, "Get Microsoft Entra ID tokens for users by using MSAL" (Azure Databricks).
 */
export function workspaceHeaders(
  { workspaceResourceId }: { readonly workspaceResourceId?: string | undefined },
  token: string,
): Record<string, string> {
  return {
    Authorization: `Bearer ${token}`,
    // Headers are ASCII; a resource group's name need not be.
    ...(workspaceResourceId
      ? { 'X-Databricks-Azure-Workspace-Resource-Id': encodeURI(workspaceResourceId) }
      : {}),
  };
}
