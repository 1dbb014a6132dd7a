import type { Workspace } from '../../shared/workspace.ts';
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
  /** Connected before there is a token. */
  | { readonly kind: 'waiting' }
  /** Signed out, or with a token that the workspace would refuse or must not have. */
  | { readonly kind: 'nothing' };

/** What is at a tool's place: nothing, what this program or an earlier Entra token left, or something of the person's. */
export type Finding = 'nothing' | 'ours' | 'other';

/** A tool that reads a file: what is written where, and what must not be replaced. */
export interface Tool<C extends ToolConnection> {
  /** The part of the file that is ours. */
  place(connection: C): string;
  /** The names of what is written there. */
  keys(connection: C): readonly string[];
  /** What of {@link keys} the text has already. */
  keysIn(text: string, connection: C): readonly string[];
  /** What the file holds, and so what has to be there before it is filled. */
  holds(connection: C): 'endpoint' | 'token' | 'no secret';
  /** The text of the file with `content` in its place. @throws RangeError for what its readers would not read back */
  write(text: string, connection: C, profile: Profile, content: ToolContent): string;
  /** The text without anything that connecting has put there. */
  remove(text: string, connection: C): string;
  look(text: string, connection: C, workspace: Workspace): Finding;
  /**
   * Loads what judges, at the connecting, whether a text can take the change.
   * @returns the function that says why not
   */
  loadCheck?(): Promise<(before: string, after: string, connection: C) => string | undefined>;
}
