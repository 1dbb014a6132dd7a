import { CLOUDS } from '../../shared/clouds.ts';
import { type Workspace, workspaceAddress } from '../../shared/workspace.ts';
import { cloudOfWorkspace, parseWorkspaceUrl } from './workspace-url.ts';

/** A workspace's ID is a positive number of 64 bits; `none`, which the Databricks CLI writes for an account, is not one. */
const ID = '[1-9]\\d{0,19}';
const WHOLE_ID = new RegExp(`^${ID}$`);
/** In a query or behind a fragment's own question mark; `;`, since HTML writes `&amp;o=`. */
const IN_ADDRESS = new RegExp(`[?&;]o=(${ID})(?![\\w-])`, 'i');

export function isWorkspaceId(text: string): boolean {
  return WHOLE_ID.test(text);
}

/**
 * A workspace from whatever a person copies: {@link parseWorkspaceUrl}, and its ID where the host does not say it.
 * @returns undefined where the text names no host
 */
export function parseWorkspace(text: string): (Workspace & { readonly workspaceUrl: string }) | undefined {
  const workspaceUrl = parseWorkspaceUrl(text);
  if (!workspaceUrl) return undefined;
  const workspaceId = workspaceIdOfHost(workspaceUrl) ? undefined : workspaceIdIn(text);
  return { workspaceUrl, ...(workspaceId ? { workspaceId } : {}) };
}

/** The address with an ID that stands elsewhere, where it says none itself. */
export function withWorkspaceId(address: string, workspaceId: string | undefined): string {
  const workspace = parseWorkspace(address);
  if (!workspace || !workspaceId || !isWorkspaceId(workspaceId)) return address;
  const { workspaceUrl } = workspace;
  if (workspace.workspaceId || workspaceIdOfHost(workspaceUrl)) return address;
  return workspaceAddress({ workspaceUrl, workspaceId }) ?? address;
}

/** The `?o=` of an address; that of the page to come too, where a browser waits for the sign-in. */
export function workspaceIdIn(address: string): string | undefined {
  return IN_ADDRESS.exec(address)?.[1] ?? IN_ADDRESS.exec(decoded(address))?.[1];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/**
 * Whether an ID that somebody names beside the workspace's host is that workspace's; true where none is named, and where
 * nobody has told which one the workspace has.
 */
export function isIdOf({ workspaceUrl, workspaceId }: Workspace, named: string | undefined): boolean {
  if (named === undefined) return true;
  const own = workspaceId ?? (workspaceUrl && workspaceIdOfHost(workspaceUrl));
  return own === undefined ? isWorkspaceId(named) : named === own;
}

/** Whether the host and the ID in another program's file name the workspace; an ID that is left out may be any. */
export function isNamed(workspace: Workspace, host: string, id: string | undefined): boolean {
  const named = parseWorkspace(host);
  const given = [id, named?.workspaceId].find((text) => text !== undefined && isWorkspaceId(text));
  return named?.workspaceUrl === workspace.workspaceUrl && isIdOf(workspace, given);
}

/** The ID that the host itself says: `adb-ID.N.azuredatabricks.net`. */
export function workspaceIdOfHost(workspaceUrl: string): string | undefined {
  return domainLabels(workspaceUrl)?.match(/^adb-(\d+)\.\d+(?:\.|$)/)?.[1];
}

/**
 * True for the hosts of Azure Databricks that serve more than one workspace: a region's (`westeurope`) or an account's
 * own (`acme`), with nothing else before the domain.
 */
export function isSharedHost(workspaceUrl: string): boolean {
  return domainLabels(workspaceUrl)?.includes('.') === false;
}

/** What the host has before the domain of its cloud. */
function domainLabels(workspaceUrl: string): string | undefined {
  const cloud = cloudOfWorkspace(workspaceUrl);
  return cloud && new URL(workspaceUrl).hostname.slice(0, -`.${CLOUDS[cloud].workspaceDomain}`.length);
}
