import { basename } from 'node:path';
import type { AccessToken } from '../../shared/access-token.ts';
import { type Failure, FailureError } from '../../shared/failures.ts';
import { MIN_USABLE_MS } from '../../shared/session.ts';
import { asFailure } from '../platform/as-failure.ts';
import { Mutex } from '../platform/mutex.ts';
import type { Profile, ToolConnection } from '../profile/profile.ts';
import { hostRefusal } from '../profile/trusted-host.ts';
import { tenantMismatch, tenantOf } from '../session/tenant-match.ts';
import { databrickscfg } from './databrickscfg.ts';
import { dotenv } from './dotenv.ts';
import { editFile } from './edit-file.ts';
import type { EndpointSighting, Tool, ToolContent } from './tool.ts';

const TOOLS: { readonly [K in ToolConnection['kind']]: Tool<ToolConnection & { kind: K }> } = {
  databrickscfg,
  dotenv,
};

/** The tool that a connection is for. */
function toolOf({ kind }: ToolConnection): Tool<ToolConnection> {
  return TOOLS[kind] as Tool<ToolConnection>;
}

/** The connection in one line, for people. */
export function connectionLabel(connection: ToolConnection): string {
  return toolOf(connection).label(connection);
}

/** The part of its file that the connection keeps. */
export function connectionPlace(connection: ToolConnection): string {
  return toolOf(connection).place(connection);
}

/** True where both write to the same place of the same file. */
export function isSamePlace(a: ToolConnection, b: ToolConnection): boolean {
  return a.kind === b.kind && a.file === b.file && connectionPlace(a) === connectionPlace(b);
}

/**
 * Keeps the tools of profiles current: writes what changed, in order, and empties them at the sign-out. A file that
 * can't be written is reported, and tried again with the next token.
 */
export class ToolKeeper {
  readonly #lockFolder: string;
  readonly #onFailure: (profile: Profile, failure: Failure) => void;
  readonly #turns = new Mutex();
  #last: Promise<void> = Promise.resolve();

  constructor(lockFolder: string, onFailure: (profile: Profile, failure: Failure) => void) {
    this.#lockFolder = lockFolder;
    this.#onFailure = onFailure;
  }

  /** Writes what the profile's tools are to find by this token; see {@link settled}. */
  update(
    profile: Profile,
    token: AccessToken | undefined,
    lookForEndpoint: () => EndpointSighting | Promise<EndpointSighting>,
  ): void {
    const { tools = [] } = profile;
    if (tools.length === 0) return;
    const endpoint = lookForEndpoint();
    this.#last = this.#turns.run(async () => {
      for (const connection of tools) {
        await this.fill(connection, profile, token, await endpoint).catch((error: unknown) =>
          this.#onFailure(profile, asFailure(error)),
        );
      }
    });
  }

  /** Writes what one connection is to find by this token. @throws FailureError `tool_unwritable` */
  async fill(
    connection: ToolConnection,
    profile: Profile,
    token: AccessToken | undefined,
    endpoint: EndpointSighting,
  ): Promise<void> {
    const content = contentOf(profile, token, endpoint);
    if (content) await this.write(connection, profile, content);
  }

  /** Resolves when everything asked for so far has been written. */
  async settled(): Promise<void> {
    await this.#last;
  }

  /** Writes one connection. @throws FailureError `tool_unwritable` */
  async write(connection: ToolConnection, profile: Profile, content: ToolContent): Promise<void> {
    await editFile(connection.file, this.#lockFolder, (text) =>
      toolOf(connection).write(text, connection, profile, content),
    );
  }

  /**
   * Refuses a place that holds something that is not this program's to replace: a personal access token, or another
   * way to sign in.
   * @throws FailureError `tool_taken`, `tool_unwritable`
   */
  async requireFree(connection: ToolConnection, workspaceUrl: string | undefined): Promise<void> {
    const tool = toolOf(connection);
    await editFile(connection.file, this.#lockFolder, (text) => {
      if (tool.isFree(text, connection, workspaceUrl)) return text;
      const params = { place: tool.place(connection), file: basename(connection.file) };
      throw new FailureError('tool_taken', { params });
    });
  }
}

/** Undefined for a token that has expired: the one that follows will be written. */
function contentOf(
  profile: Profile,
  token: AccessToken | undefined,
  endpoint: EndpointSighting,
): ToolContent | undefined {
  if (!token || hostRefusal(profile) || tenantMismatch(profile, tenantOf(token))) return { kind: 'nothing' };
  if (token.expiresOn - Date.now() < MIN_USABLE_MS) return undefined;
  return { kind: 'token', secret: token.secret, endpoint };
}
