import { isTokenText } from '../../shared/access-token.ts';
import { type EndpointAddress, endpointUrl, readEndpointAddress } from './endpoint-address.ts';

/** Longer than the endpoint itself waits for a refresh. Milliseconds. */
const TOKEN_LIMIT_MS = 12_000;
const SIGHTING_LIMIT_MS = 1_000;

/** The header that proves the endpoint to programs of ours. */
export const PROOF_HEADER = 'x-entra-token-proof';

/** What the endpoint hands out. */
export interface EndpointAnswer {
  readonly access_token: string;
  /** Epoch seconds. */
  readonly expires_on: number;
}

/**
 * Asks a running endpoint of ours for a profile's token, over its socket: there another user of the machine can neither
 * listen nor answer.
 * @param program who asks, for the list of uses
 * @throws Error where nobody answers, or it is not ours, or it has no token
 */
export async function askEndpoint(
  address: EndpointAddress,
  profileId: string,
  workspaceUrl: string | undefined,
  program = 'entra-token',
): Promise<EndpointAnswer> {
  const url = endpointUrl(address, profileId);
  if (!url) throw new Error('not served');
  const headers = [
    ...(workspaceUrl ? [`X-Databricks-Host: ${workspaceUrl}`] : []),
    // A header is Latin-1 and ends at a line end.
    `User-Agent: ${program.replace(/[^\x20-\x7e]+/g, '?')}`,
  ];
  const { status, body } = await exchange(address, new URL(url).pathname, headers, TOKEN_LIMIT_MS);
  if (status !== 200) throw new Error('no token');
  const { access_token, expires_on } = JSON.parse(body);
  if (typeof access_token !== 'string' || !isTokenText(access_token) || !Number.isInteger(expires_on))
    throw new Error('no token');
  return { access_token, expires_on };
}

/** The address of the endpoint that runs, proven by its answer. */
export async function findEndpoint(file: string): Promise<EndpointAddress | undefined> {
  const address = readEndpointAddress(file);
  if (!address) return undefined;
  return exchange(address, '/', [], SIGHTING_LIMIT_MS).then(
    () => address,
    () => undefined,
  );
}

/**
 * One request, as an SDK sends it. The endpoint is our own and answers in one plain form, so that a socket is enough:
 * loading Node's `http` would cost `entra-token token` as much as all the rest.
 */
async function exchange(
  { socket: path, port, proof }: EndpointAddress,
  pathname: string,
  headers: readonly string[],
  limitMs: number,
): Promise<{ readonly status: number; readonly body: string }> {
  const { connect } = process.getBuiltinModule('node:net');
  const lines = [
    `GET ${pathname} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'X-Databricks-Metadata-Version: 1',
    ...headers,
    'Connection: close',
  ];
  const answer = await new Promise<string>((resolve, reject) => {
    let text = '';
    const socket = connect({ path, timeout: limitMs });
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('end', () => resolve(text));
    socket.on('timeout', () => socket.destroy(new Error('no answer')));
    socket.on('error', reject);
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  });
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  if (!`${head}\r\n`.includes(`\r\n${PROOF_HEADER}: ${proof}\r\n`)) throw new Error('not ours');
  return { status: Number(head.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length)), body };
}
