import type { CloudName } from './clouds.ts';

/** One of Microsoft's clouds, or another Entra-compatible authority by its host. */
export type Cloud = CloudName | { readonly authorityHost: string };

/** Whom a profile's tokens are for. */
export const IDENTITY_KINDS = ['person', 'servicePrincipal'] as const;
export type IdentityKind = (typeof IDENTITY_KINDS)[number];

/**
 * What a person fills in to add a profile, on the command line or in the window. Tenant and cloud may be left out where
 * there is a workspace to ask.
 */
export interface ProfileDraft {
  readonly name: string;
  readonly tenantId?: string | undefined;
  readonly clientId: string;
  readonly cloud?: Cloud | undefined;
  /** Its address as the person has it, `?o=…` included where that says which workspace is meant. */
  readonly workspaceUrl?: string | undefined;
  readonly workspaceResourceId?: string | undefined;
  /** A person's by default. */
  readonly identity?: IdentityKind | undefined;
}

/** The fields of a profile that can be complained about. */
export type ProfileField = Exclude<keyof ProfileDraft, 'identity'>;

/** After the workspace at `address`, or `otherwise`, until the person names it; `taken` are other profiles' names. */
export function nameForWorkspace(
  address: string | undefined,
  taken: readonly string[],
  otherwise: string,
): string {
  const host = address?.replace(/^https?:\/\//i, '').split(/[./:?#]/)[0];
  const name = host || otherwise;
  let number = 1;
  const numbered = () => (number === 1 ? name : `${name} ${number}`);
  const lower = taken.map((other) => other.toLowerCase());
  while (lower.includes(numbered().toLowerCase())) number++;
  return numbered();
}
