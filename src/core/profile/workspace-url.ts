import { CLOUDS, type CloudName, findCloud } from '../../shared/clouds.ts';
import { type Failure, type FailureCode, FailureError } from '../../shared/failures.ts';

/** No address comes near this. Characters. */
const MAX_URL = 4_096;

/** A host name of the DNS. URLs allow far more in one, shell syntax among it. */
const HOST = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;

/**
 * A workspace's URL from whatever a person copies: with or without scheme, path, `?o=…`, a trailing slash, quotes.
 * Always https: a token is never sent in clear.
 * @returns `https://HOST`, undefined where the text names no host
 */
export function parseWorkspaceUrl(text: string): string | undefined {
  if (text.length > MAX_URL) return undefined;
  const bare = text.trim().replace(/^["'<]+|["'>]+$/g, '');
  const url = URL.parse(`https://${bare.replace(/^https?:\/\//i, '')}`);
  if (!url || /^[a-z][a-z0-9+.-]*:\/\//i.test(bare.replace(/^https?:\/\//i, ''))) return undefined;
  // A dot at its end is the DNS's own way to write a whole name, and a sentence's.
  const hostname = url.hostname.replace(/\.+$/, '');
  const named = hostname.includes('.') || hostname === 'localhost';
  if (!named || !HOST.test(hostname) || url.username || url.password) return undefined;
  return `https://${hostname}${url.port ? `:${url.port}` : ''}`;
}

/** The cloud that the workspace's domain belongs to; undefined for a domain that is not Microsoft's. */
export function cloudOfWorkspace(workspaceUrl: string): CloudName | undefined {
  const { hostname } = new URL(workspaceUrl);
  return findCloud(({ workspaceDomain }) => hostname.endsWith(`.${workspaceDomain}`));
}

/** Addresses that people have at hand and take for their workspace's. */
const OTHER_SITES: readonly (readonly [host: RegExp, is: FailureCode, cloud: CloudName])[] = [
  [/^(?:[\w-]+\.)*portal\.azure\.com$/, 'address_is_portal', 'public'],
  [/^(?:[\w-]+\.)*portal\.azure\.us$/, 'address_is_portal', 'usgov'],
  [/^(?:[\w-]+\.)*portal\.azure\.cn$/, 'address_is_portal', 'china'],
  [/^accounts\.azuredatabricks\.net$/, 'address_is_account_console', 'public'],
  [/^accounts\.databricks\.azure\.us$/, 'address_is_account_console', 'usgov'],
  [/^accounts\.databricks\.azure\.cn$/, 'address_is_account_console', 'china'],
  [/^accounts\.(?:cloud|gcp)\.databricks\.com$/, 'address_is_account_console', 'public'],
  [/\.(?:cloud|gcp|dev)\.databricks\.(?:com|us|mil)$/, 'workspace_not_azure', 'public'],
];

/** What the address is instead of an Azure Databricks workspace's; undefined where nothing says so. */
export function otherDatabricksFailure(workspaceUrl: string): Failure | undefined {
  const { hostname: host } = new URL(workspaceUrl);
  const [, code, cloud] = OTHER_SITES.find(([site]) => site.test(host)) ?? [];
  if (!code || !cloud) return undefined;
  return new FailureError(code, { params: { host, domain: CLOUDS[cloud].workspaceDomain } }).failure;
}

/**
 * The workspace's resource ID in Azure, from whatever a person copies: the ID itself, a page of the Azure portal, or
 * `SUBSCRIPTION/RESOURCE-GROUP/WORKSPACE`. Only with characters that Azure's names may have.
 * Source: Microsoft Learn, "Get Microsoft Entra ID tokens for users by using MSAL" (Azure Databricks), and "Naming
 * rules and restrictions for Azure resources".
 * @returns undefined where the text names no workspace
 */
export function parseResourceId(text: string): string | undefined {
  const parts = RESOURCE_ID.exec(text) ?? RESOURCE_PARTS.exec(text.trim());
  if (!parts?.groups) return undefined;
  const { subscription, group, workspace } = parts.groups;
  return `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Databricks/workspaces/${workspace}`;
}

const SUBSCRIPTION = '(?<subscription>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})';
const GROUP = '(?<group>[\\p{L}\\p{N}._()-]{1,90})';
const WORKSPACE = '(?<workspace>[a-z0-9_-]{3,64})';
const RESOURCE_ID = new RegExp(
  `/subscriptions/${SUBSCRIPTION}/resourcegroups/${GROUP}/providers/microsoft.databricks/workspaces/${WORKSPACE}(?![^/?#\\s"'])`,
  'iu',
);
const RESOURCE_PARTS = new RegExp(`^/?${SUBSCRIPTION}/${GROUP}/${WORKSPACE}/?$`, 'iu');
