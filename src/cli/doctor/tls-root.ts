import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectPlainly, type Socket } from 'node:net';
import {
  connect as connectSafely,
  type DetailedPeerCertificate,
  getCACertificates,
  type TLSSocket,
} from 'node:tls';
import { type Proxy as HttpProxy, proxyAuthorization } from '../../core/platform/proxy.ts';

const LIMIT_MS = 8_000;

/**
 * The last certificate of the chain by which a host proves itself: of a public CA, or of a company's whose proxy opens
 * the connection. No request is made.
 * @returns undefined where the chain is not to be had
 */
export async function rootOf(
  target: URL,
  proxy: HttpProxy | undefined,
): Promise<X509Certificate | undefined> {
  const { hostname } = target;
  const port = Number(target.port) || 443;
  let socket: Socket | undefined;
  try {
    const signal = AbortSignal.timeout(LIMIT_MS);
    const tunnel = proxy ? await openTunnel(proxy, `${hostname}:${port}`, signal) : undefined;
    // Only looked at: nothing is sent, and the check of every request comes later, in Node.
    const connection = connectSafely({
      ...(tunnel ? { socket: tunnel } : { host: hostname, port }),
      servername: hostname,
      rejectUnauthorized: false,
    });
    socket = connection;
    await once(connection, 'secureConnect', { signal });
    return lastOf(connection);
  } catch {
    return undefined;
  } finally {
    socket?.destroy();
  }
}

/** True for a CA that Mozilla trusts, and so every system: Node has its list built in. */
export function isPublicRoot(root: X509Certificate): boolean {
  return getCACertificates('bundled').some((text) => {
    const known = new X509Certificate(text);
    // A chain may end below its root, or with the root signed by an older one.
    return known.publicKey.equals(root.publicKey) || root.checkIssued(known);
  });
}

function lastOf(connection: TLSSocket): X509Certificate | undefined {
  let certificate: DetailedPeerCertificate | undefined = connection.getPeerCertificate(true);
  while (certificate?.issuerCertificate && certificate.issuerCertificate !== certificate) {
    certificate = certificate.issuerCertificate;
  }
  return certificate?.raw && new X509Certificate(certificate.raw);
}

/** RFC 9110, section 9.3.6. */
async function openTunnel(proxy: HttpProxy, authority: string, signal: AbortSignal): Promise<Socket> {
  const { hostname: host, port, protocol } = proxy.url;
  const socket =
    protocol === 'https:'
      ? connectSafely({ host, port: Number(port) || 443, servername: host })
      : connectPlainly({ host, port: Number(port) || 80 });
  const header = proxyAuthorization(proxy);
  const lines = [
    `CONNECT ${authority} HTTP/1.1`,
    `Host: ${authority}`,
    ...(header ? [`Proxy-Authorization: ${header}`] : []),
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  try {
    const [answer] = await once(socket, 'data', { signal });
    if (/^HTTP\/1\.[01] 200 /.test(String(answer))) return socket;
    throw new Error('no tunnel');
  } catch (error) {
    // Nobody listens any more: an error that came later would end the program.
    socket.on('error', () => undefined).destroy();
    throw error;
  }
}
