import type { Profile, ToolConnection } from '../profile/profile.ts';

/** The endpoint as seen from this process. */
export type EndpointSighting =
  | { readonly kind: 'on'; readonly url: string }
  | { readonly kind: 'off' }
  /** Another process sees to it, or nobody does: what is written about it stays. */
  | { readonly kind: 'unknown' };

/** What a profile's tools are to find now. */
export type ToolContent =
  | { readonly kind: 'token'; readonly secret: string; readonly endpoint: EndpointSighting }
  /** Signed out, or with a token that the workspace would refuse or must not have. */
  | { readonly kind: 'nothing' };

/** A tool that reads a file: what is written where, and what must not be replaced. */
export interface Tool<C extends ToolConnection> {
  /** The connection in one line, for people. */
  label(connection: C): string;
  /** The part of the file that is ours. */
  place(connection: C): string;
  /** The text of the file with `content` in its place. */
  write(text: string, connection: C, profile: Profile, content: ToolContent): string;
  /** True where the place holds nothing, or only what this program or an earlier Entra token left. */
  isFree(text: string, connection: C, workspaceUrl: string | undefined): boolean;
}
