/**
 * `endpoint.json`, by which other programs of this user find the running endpoint. It holds the secret paths: mode
 * 0600, and gone when the endpoint is. No more than plain JSON is needed to read it, since `entra-token token` reads
 * it before anything else is loaded.
 */
export interface EndpointAddress {
  readonly version: 1;
  /** The process that serves it. */
  readonly pid: number;
  readonly port: number;
  /** The secret path of each profile, by the profile's ID. */
  readonly paths: Readonly<Record<string, string>>;
}

/** The address of the endpoint whose process still lives; undefined where there is none. */
export function readEndpointAddress(file: string): EndpointAddress | undefined {
  try {
    const address = JSON.parse(readText(file)) as Partial<EndpointAddress>;
    const { version, pid, port, paths } = address;
    if (version !== 1 || !Number.isInteger(pid) || !Number.isInteger(port) || typeof paths !== 'object') {
      return undefined;
    }
    return isAlive(pid as number) ? (address as EndpointAddress) : undefined;
  } catch {
    // None, or half of one from another program: then there is no endpoint to ask.
    return undefined;
  }
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
export function endpointVariables(url: string, workspaceUrl: string | undefined): Record<string, string> {
  return {
    ...(workspaceUrl ? { DATABRICKS_HOST: workspaceUrl } : {}),
    DATABRICKS_AUTH_TYPE: 'metadata-service',
    DATABRICKS_METADATA_SERVICE_URL: url,
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
