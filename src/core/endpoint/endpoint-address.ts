import { dirname } from 'node:path';
import { type Workspace, workspaceVariables } from '../../shared/workspace.ts';

/**
 * `endpoint.json`, by which other programs of this user find the running endpoint. It holds the secret paths: mode
 * 0600, and gone when the endpoint is. No more than plain JSON is needed to read it, since `entra-token token` reads
 * it before anything else is loaded.
 */
export interface EndpointAddress {
  readonly version: 1;
  /** The process that serves it. */
  readonly pid: number;
  /** On 127.0.0.1, for SDKs. */
  readonly port: number;
  /** The secret path of each profile, by the profile's ID. */
  readonly paths: Readonly<Record<string, string>>;
  /** The Unix socket, or the named pipe, for programs of ours: in a folder that is closed to everybody else. */
  readonly socket: string;
  /** Stands in every answer of the socket: who cannot read this file does not know it. */
  readonly proof: string;
}

/**
 * The address that the file names, if nobody but this user can have put it there. What it says may be out of date:
 * only an answer of the socket proves the endpoint (`askEndpoint`).
 */
export function readEndpointAddress(file: string): EndpointAddress | undefined {
  try {
    if (!isOurs(file, 0o022)) return undefined;
    const address = JSON.parse(readText(file)) as Partial<EndpointAddress>;
    const { version, pid, port, paths, socket, proof } = address;
    const isWhole =
      version === 1 &&
      Number.isInteger(pid) &&
      Number.isInteger(port) &&
      typeof paths === 'object' &&
      typeof socket === 'string' &&
      typeof proof === 'string' &&
      proof !== '';
    if (!isWhole || !isAlive(pid as number)) return undefined;
    return isPrivateFolder(dirname(socket)) ? (address as EndpointAddress) : undefined;
  } catch {
    // None, or half of one from another program: then there is no endpoint to ask.
    return undefined;
  }
}

/** True for a folder that nobody else can enter: who answers at a socket in it is this user. */
export function isPrivateFolder(folder: string): boolean {
  return isOurs(folder, 0o077);
}

/**
 * A file's text, read without importing `node:fs`: evaluating that module for its exports alone takes longer than
 * reading the file, and `entra-token token` waits for it.
 */
export function readText(file: string): string {
  return process.getBuiltinModule('node:fs').readFileSync(file, 'utf8');
}

/** A path that nobody guesses: 256 bits. */
export function newEndpointSecret(): string {
  return process.getBuiltinModule('node:crypto').randomBytes(32).toString('base64url');
}

/** Where SDKs reach a profile's token. */
export function endpointUrl(
  { port, paths }: Pick<EndpointAddress, 'port' | 'paths'>,
  id: string,
): string | undefined {
  const path = paths[id];
  return typeof path === 'string' ? `http://127.0.0.1:${port}/${path}` : undefined;
}

/** What the SDKs need to be told to use the endpoint. */
export function endpointVariables(url: string, workspace: Workspace): Record<string, string> {
  return {
    ...workspaceVariables(workspace),
    DATABRICKS_AUTH_TYPE: 'metadata-service',
    DATABRICKS_METADATA_SERVICE_URL: url,
  };
}

/** True where it is this user's and gives others none of these rights. Windows keeps others out of a profile itself. */
function isOurs(path: string, othersRights: number): boolean {
  if (!process.getuid) return true;
  const { uid, mode } = process.getBuiltinModule('node:fs').lstatSync(path);
  return uid === process.getuid() && (mode & othersRights) === 0;
}

/** A process that we may not ask is another user's, and no endpoint of ours. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
