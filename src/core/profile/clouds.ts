import { CLOUDS, findCloud } from '../../shared/clouds.ts';
import type { Cloud } from '../../shared/profile.ts';

/**
 * The Azure Databricks resource in every cloud: its programmatic ID, with the default scope.
 * Source: Microsoft Learn, "Get Microsoft Entra ID tokens for users by using MSAL" (Azure Databricks).
 */
const DATABRICKS_RESOURCE_ID = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d';
export const DATABRICKS_SCOPES: readonly string[] = [`${DATABRICKS_RESOURCE_ID}/.default`];

/** The scope of Azure Resource Manager. An authority of its own has what Microsoft's public cloud has. */
export function managementScope(cloud: Cloud): string {
  return `${CLOUDS[typeof cloud === 'string' ? cloud : 'public'].managementResource}.default`;
}

/** The host (and port) of the cloud's authority. */
export function authorityHost(cloud: Cloud): string {
  return typeof cloud === 'string' ? CLOUDS[cloud].authority : cloud.authorityHost;
}

/** The authority URL that MSAL takes: `https://HOST/TENANT`. */
export function authorityUrl(cloud: Cloud, tenantId: string): string {
  return `https://${authorityHost(cloud)}/${tenantId}`;
}

/** True where the host is the cloud's authority, or one of its other names. MSAL saves one of those. */
export function isAuthorityOf(cloud: Cloud, host: string): boolean {
  const parsed = parseAuthority(`https://${host}`);
  return parsed !== undefined && authorityHost(parsed) === authorityHost(cloud);
}

/**
 * Reads an authority as a person gives it: `https://HOST[:PORT]`, nothing after it.
 * @returns undefined for anything else, plain http included
 */
export function parseAuthority(text: string): Cloud | undefined {
  const url = URL.parse(text);
  const isBare = url?.pathname === '/' && !url.search && !url.hash && !url.username && !url.password;
  if (url?.protocol !== 'https:' || !isBare) return undefined;
  const { host } = url;
  const known = findCloud(({ authority, aliases }) => authority === host || aliases.includes(host));
  return known ?? { authorityHost: host };
}
