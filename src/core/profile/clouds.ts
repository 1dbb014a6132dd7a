import type { Cloud } from '../../shared/profile.ts';

/**
 * The Azure Databricks resource in every cloud: its programmatic ID, with the default scope.
 * Source: Microsoft Learn, "Get Microsoft Entra ID tokens for users by using MSAL" (Azure Databricks).
 */
export const DATABRICKS_RESOURCE_ID = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d';
export const DATABRICKS_SCOPES: readonly string[] = [`${DATABRICKS_RESOURCE_ID}/.default`];

/**
 * The Azure CLI's client ID: Microsoft's public developer sign-on client, for people who may not register an app.
 */
export const AZURE_CLI_CLIENT_ID = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';

const AUTHORITY_HOSTS = {
  public: 'login.microsoftonline.com',
  usgov: 'login.microsoftonline.us',
  china: 'login.partner.microsoftonline.cn',
} as const;

/** Older names of the same authorities, which some services still redirect to. */
const AUTHORITY_ALIASES: Readonly<Record<string, keyof typeof AUTHORITY_HOSTS>> = {
  'login.windows.net': 'public',
  'login.chinacloudapi.cn': 'china',
};

/** The host (and port) of the cloud's authority. */
export function authorityHost(cloud: Cloud): string {
  return typeof cloud === 'string' ? AUTHORITY_HOSTS[cloud] : cloud.authorityHost;
}

/** The authority URL that MSAL takes: `https://HOST/TENANT`. */
export function authorityUrl(cloud: Cloud, tenantId: string): string {
  return `https://${authorityHost(cloud)}/${tenantId}`;
}

/**
 * Reads an authority as a person gives it: `https://HOST[:PORT]`, nothing after it.
 * @returns undefined for anything else, plain http included
 */
export function parseAuthority(text: string): Cloud | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  const bare = url.pathname === '/' && !url.search && !url.hash && !url.username && !url.password;
  if (url.protocol !== 'https:' || !bare) return undefined;
  const known = Object.entries(AUTHORITY_HOSTS).find(([, host]) => host === url.host);
  if (known) return known[0] as keyof typeof AUTHORITY_HOSTS;
  return AUTHORITY_ALIASES[url.host] ?? { authorityHost: url.host };
}
