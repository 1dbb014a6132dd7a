import { mkdir, rmdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { AccessToken } from '../../shared/access-token.ts';
import { type Failure, FailureError } from '../../shared/failures.ts';
import { MIN_USABLE_MS } from '../../shared/session.ts';
import type { Disconnected, ToolState } from '../../shared/tools.ts';
import type { Workspace } from '../../shared/workspace.ts';
import { asFailure } from '../platform/as-failure.ts';
import { Mutex } from '../platform/mutex.ts';
import type { Profile, ToolConnection } from '../profile/profile.ts';
import { hostRefusal } from '../profile/trusted-host.ts';
import { tenantMismatch, tenantOf } from '../session/tenant-match.ts';
import { isUsualFile } from './connection.ts';
import { editFile, inspectFile } from './edit-file.ts';
import type { EndpointSighting, ToolContent } from './tool.ts';
import { connectionPlace, toolOf } from './tools.ts';

/** What the keeper is told, and asks. */
interface ToolKeeperOptions {
  readonly onFailure: (profile: Profile, failure: Failure) => void;
  /** Whether the profile still has the connection: another process may be disconnecting it at this moment. */
  readonly isConnected: (profile: Profile, connection: ToolConnection) => Promise<boolean>;
}

/**
 * Keeps the tools of profiles current: writes what changed, in order, and empties them at the sign-out. A file that
 * can't be written is reported, and tried again with the next token. What somebody has edited, and a file that was
 * removed, are left alone and reported.
 */
export class ToolKeeper {
  readonly #lockFolder: string;
  readonly #options: ToolKeeperOptions;
  readonly #turns = new Mutex();
  #last: Promise<void> = Promise.resolve();

  constructor(lockFolder: string, options: ToolKeeperOptions) {
    this.#lockFolder = lockFolder;
    this.#options = options;
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
        const content = contentOf(profile, token, await endpoint);
        if (content) await this.#orReport(profile, this.#fill(connection, profile, content));
      }
    });
  }

  /** Resolves when everything asked for so far has been written. */
  async settled(): Promise<void> {
    await this.#last;
  }

  /**
   * What is at a place before it is connected. The folder that the tool looks in by itself is made where there is none;
   * {@link leaveFolder} undoes that.
   * @throws FailureError `tool_taken` where that is not this program's to replace: a personal access token, another way
   * to sign in; `tool_folder_missing`, `tool_unwritable`
   */
  async examine(
    connection: ToolConnection,
    workspace: Workspace,
  ): Promise<NonNullable<ToolConnection['before']>> {
    const tool = toolOf(connection);
    const isFolderMade = isUsualFile(connection) && (await makeFolder(dirname(connection.file)));
    const { text, isThere } = await inspectFile(connection.file);
    if (tool.look(text, connection, workspace) === 'other') throw taken(connection);
    return {
      file: isThere,
      keys: [...tool.keysIn(text, connection)],
      ...(isFolderMade ? { folder: 'made' } : {}),
    };
  }

  /** Removes the folder that was made for a connection, unless something is in it. */
  async leaveFolder({ before, file }: ToolConnection): Promise<void> {
    if (before?.folder === 'made') await rmdir(dirname(file)).catch(() => undefined);
  }

  /**
   * Fills a place for the first time, in one step: what an earlier connection left there is gone by the same write.
   * @throws FailureError as {@link examine}; the file is as it was then
   */
  async connect(
    connection: ToolConnection,
    profile: Profile,
    token: AccessToken | undefined,
    endpoint: EndpointSighting,
  ): Promise<void> {
    const tool = toolOf(connection);
    const whyNot = await tool.loadCheck?.();
    // What an earlier connection left is of no use without an endpoint, whoever may see to it later.
    const seen = endpoint.kind === 'unknown' ? ({ kind: 'off' } as const) : endpoint;
    const content = (token && contentOf(profile, token, seen)) ?? { kind: 'waiting' };
    await this.#edit(
      connection,
      (text) => {
        // Again, under the lock.
        if (tool.look(text, connection, profile) === 'other') throw taken(connection);
        const after = tool.write(text, connection, profile, content);
        const cause = whyNot?.(text, after, connection);
        if (cause !== undefined) throw unwritable(connection, cause);
        return after;
      },
      // From now on a file that is missing was removed by somebody.
      { makesEmpty: true },
    );
  }

  /** Takes out what connecting has put there. @throws FailureError `tool_unwritable` */
  async disconnect(connection: ToolConnection, workspace: Profile): Promise<Disconnected> {
    const { before } = connection;
    const tool = toolOf(connection);
    let outcome: Disconnected = 'removed';
    await this.#edit(connection, (text, isThere) => {
      if (!isThere) outcome = 'gone';
      else if (tool.look(text, connection, workspace) === 'other') outcome = 'left';
      if (outcome !== 'removed') return text;
      const after = tool.remove(text, connection);
      return before?.file === false && /^\uFEFF?\s*$/.test(after) ? undefined : after;
    }).catch((error: unknown) => {
      // Its folder is gone too.
      if (asFailure(error).cause !== 'ENOENT') throw error;
      outcome = 'gone';
    });
    await this.leaveFolder(connection);
    return outcome;
  }

  /** Takes all of a profile's places out, as far as that can be done; what can't is reported. */
  async release(profile: Profile): Promise<void> {
    for (const connection of profile.tools ?? [])
      await this.#orReport(profile, this.disconnect(connection, profile));
  }

  /** Empties what names the workspace, before the profile has another. */
  async empty(profile: Profile): Promise<void> {
    const namesHost = (connection: ToolConnection) =>
      toolOf(connection)
        .keys(connection)
        .some((key) => /host$/i.test(key));
    for (const connection of (profile.tools ?? []).filter(namesHost))
      await this.#orReport(profile, this.#fill(connection, profile, { kind: 'nothing' }));
  }

  /** How a connection is at this moment, by what is in its file. */
  async stateOf(
    connection: ToolConnection,
    workspace: Profile,
  ): Promise<{ readonly state: Exclude<ToolState, 'off'>; readonly failure?: Failure }> {
    const tool = toolOf(connection);
    try {
      const { text, isThere } = await inspectFile(connection.file);
      if (!isThere) return { state: connection.before ? 'gone' : 'waiting' };
      const finding = tool.look(text, connection, workspace);
      if (finding === 'other') return { state: 'edited' };
      if (finding === 'ours') return { state: 'connected' };
      return { state: tool.holds(connection) === 'no secret' ? 'edited' : 'waiting' };
    } catch (error) {
      const failure = asFailure(error);
      if (failure.cause === 'ENOENT') return { state: 'gone' };
      return { state: 'unwritable', failure };
    }
  }

  async #fill(connection: ToolConnection, profile: Profile, content: ToolContent): Promise<void> {
    const tool = toolOf(connection);
    const params = { place: tool.place(connection), file: connection.file };
    const isConnected = () => this.#options.isConnected(profile, connection);
    await this.#edit(connection, async (text, isThere) => {
      // Under the lock: whoever disconnects it says so in the settings, and then waits for its turn at the file.
      if (!(await isConnected())) return text;
      if (!isThere && connection.before) throw new FailureError('tool_gone', { params });
      if (tool.look(text, connection, profile) === 'other') throw new FailureError('tool_edited', { params });
      return tool.write(text, connection, profile, content);
    }).catch(async (error: unknown) => {
      // Its folder may have gone with it.
      if (await isConnected()) throw error;
    });
  }

  async #edit(connection: ToolConnection, ...edit: Rest<typeof editFile>): Promise<void> {
    try {
      await editFile(connection.file, this.#lockFolder, ...edit);
    } catch (error) {
      // A value that the file's readers would not read back.
      throw error instanceof RangeError ? unwritable(connection, error.message) : error;
    }
  }

  async #orReport(profile: Profile, work: Promise<unknown>): Promise<void> {
    await work.catch((error: unknown) => this.#options.onFailure(profile, asFailure(error)));
  }
}

/** For its owner's eyes only. @returns false where it is there already, or cannot be made: who looks into it says why */
async function makeFolder(path: string): Promise<boolean> {
  return mkdir(path, { mode: 0o700 }).then(
    () => true,
    () => false,
  );
}

type Rest<F> = F extends (path: string, folder: string, ...rest: infer R) => unknown ? R : never;

function taken(connection: ToolConnection): FailureError {
  const params = { place: connectionPlace(connection), file: basename(connection.file) };
  return new FailureError('tool_taken', { params });
}

function unwritable({ file }: ToolConnection, cause: string): FailureError {
  return new FailureError('tool_unwritable', { params: { file, cause } });
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
