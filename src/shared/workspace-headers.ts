import type { Workspace } from './workspace.ts';

/**
 * What a call of the workspace's REST API carries. The resource ID lets in a person who is not a member but has the
 * role Contributor or Owner on the workspace in Azure, as an administrator; a service principal must bring a token for
 * Azure Resource Manager as well. The workspace ID says which of the workspaces behind a regional or custom URL is meant;
 * `X-Databricks-Org-Id`, its older name, is what SDKs sent before 2026-05 (databricks-sdk-go, pull request 1688).
 * Source: Microsoft Learn, "Get Microsoft Entra ID tokens for users by using MSAL" and "… for service principals" (Azure
 * Databricks).
 * @param managementToken the one for Azure Resource Manager
 */
export function workspaceHeaders(
  { workspaceResourceId, workspaceId }: Workspace & { readonly workspaceResourceId?: string | undefined },
  token: string,
  managementToken?: string,
): Record<string, string> {
  return {
    Authorization: `Bearer ${token}`,
    ...(workspaceId ? { 'X-Databricks-Workspace-Id': workspaceId } : {}),
    // Headers are ASCII; a resource group's name need not be.
    ...(workspaceResourceId
      ? { 'X-Databricks-Azure-Workspace-Resource-Id': encodeURI(workspaceResourceId) }
      : {}),
    ...(managementToken ? { [MANAGEMENT_TOKEN_HEADER]: managementToken } : {}),
  };
}

export const MANAGEMENT_TOKEN_HEADER = 'X-Databricks-Azure-SP-Management-Token';
