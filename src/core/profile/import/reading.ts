import type { ProfileDraft } from '../../../shared/profile.ts';

/** What a text says of a profile. */
export interface Reading {
  readonly draft: Partial<ProfileDraft>;
  /** The workspace's ID, where it stands apart from the address. */
  readonly workspaceId?: string | undefined;
  /** An authority that is none of Microsoft's: a text cannot vouch for it. */
  readonly foreignAuthority?: string | undefined;
}

const MULTI_TENANT = /^(?:common|organizations|consumers)$/i;

/** Whether it can name one tenant: a GUID, or a domain. */
export function isTenant(text: string): boolean {
  return isGuid(text) || (DOMAIN.test(text) && !MULTI_TENANT.test(text));
}

export function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

const DOMAIN =
  /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,9}\.(?:com|net|org|edu|gov|io|us|cn|de|fr|br|uk|eu|ca|au|ch|jp|in|nl|it|es)$/i;
