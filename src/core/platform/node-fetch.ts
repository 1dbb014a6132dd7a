import { readFileSync } from 'node:fs';
import type { ProxyAgent } from 'undici';
import { chainOf, type Fetch, type FetchResponse } from './http.ts';
import { once } from './once.ts';
import { proxyAuthorization, proxyFailure, proxyFor } from './proxy.ts';

/**
 * `fetch` for the command line: the proxy that the environment names; certificates of Node, of `NODE_EXTRA_CA_CERTS`,
 * and of the system. The system's are hundreds, and are read once somebody's certificate needs them.
 *
 * undici is loaded for a proxy only. It, and so Node's own `fetch`, compiles WebAssembly first, which takes longer than
 * the exchange.
 * @param onChecksKept told that certificates are checked although `NODE_TLS_REJECT_UNAUTHORIZED` says no
 */
export function createNodeFetch(environment: NodeJS.ProcessEnv, onChecksKept: () => void): Fetch {
  const ready = once(async () => {
    if (environment.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
      // Node would say that it switches them off, which it does not here.
      delete environment.NODE_TLS_REJECT_UNAUTHORIZED;
      onChecksKept();
    }
    await trustExtraCertificates(environment);
  });
  const systemTrusted = once(trustSystemCertificates);
  let proxied: ProxyAgent | undefined;

  const send: Fetch = async (url, init) => {
    const target = new URL(url);
    const proxy = proxyFor(target, environment);
    if (!proxy) return direct(target, init);
    const undici = await import('undici');
    const token = proxyAuthorization(proxy);
    proxied ??= new undici.ProxyAgent({ uri: proxy.url.origin, ...(token ? { token } : {}) });
    try {
      return await undici.fetch(url, { ...init, dispatcher: proxied });
    } catch (error) {
      throw proxyFailure(error, proxy, target) ?? error;
    }
  };

  return async (url, init) => {
    await ready();
    try {
      return await send(url, init);
    } catch (error) {
      if (!isIssuerUnknown(error)) throw error;
    }
    // Nothing of the request has left this computer: the other side's certificate comes first.
    await systemTrusted();
    return send(url, init);
  };
}

/** A request without a proxy. */
async function direct(
  url: URL,
  { method, headers, body, signal, redirect }: Parameters<Fetch>[1],
): Promise<FetchResponse> {
  const [https, { Readable }] = await Promise.all([import('node:https'), import('node:stream')]);
  const { promise, resolve, reject } = Promise.withResolvers<FetchResponse>();
  const length = body === undefined ? {} : { 'content-length': `${Buffer.byteLength(body)}` };
  const options = { method, headers: { ...headers, ...length }, signal, rejectUnauthorized: true };
  const request = https.request(url, options, (response) => {
    const status = response.statusCode ?? 0;
    if (redirect === 'error' && REDIRECTS.includes(status)) {
      reject(new Error('redirect'));
      response.destroy();
      return;
    }
    const answered = Object.entries(response.headersDistinct);
    resolve({
      status,
      headers: answered.map(([name, values = []]) => [name, values.join(', ')] as [string, string]),
      body: Readable.toWeb(response) as ReadableStream<Uint8Array>,
    });
  });
  // Nobody asked for another protocol. Node tells of it here alone, and leaves the connection to whoever listens.
  request.on('upgrade', ({ statusCode = 0 }, socket) => {
    socket.destroy();
    resolve({ status: statusCode, headers: [], body: null });
  });
  request.on('error', reject);
  // Whatever else ends a request without an answer.
  request.on('close', () => reject(new Error('no answer')));
  request.end(body);
  return promise;
}

/** Source: the Fetch standard, "redirect status". */
const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * Node reads `NODE_EXTRA_CA_CERTS` itself; the packaged program's Electron drops it (a fuse guards it with
 * NODE_OPTIONS), so that its launcher passes it on under a name of ours.
 */
async function trustExtraCertificates(environment: NodeJS.ProcessEnv): Promise<void> {
  const file = environment.NODE_EXTRA_CA_CERTS || environment.ENTRA_TOKEN_KEPT_NODE_EXTRA_CA_CERTS;
  if (!file) return;
  const tls = await import('node:tls');
  if (tls.getCACertificates('extra').length > 0) return;
  try {
    tls.setDefaultCACertificates([...tls.getCACertificates(), readFileSync(file, 'utf8')]);
  } catch {
    // As Node does: a missing file is no reason to stop. The TLS error that may follow names the variable.
  }
}

async function trustSystemCertificates(): Promise<void> {
  const tls = await import('node:tls');
  tls.setDefaultCACertificates([
    ...new Set([...tls.getCACertificates(), ...tls.getCACertificates('system')]),
  ]);
}

/** A certificate whose issuer is in no list so far: OpenSSL's and BoringSSL's codes. */
function isIssuerUnknown(error: unknown): boolean {
  return chainOf(error).some(({ code = '' }) => /SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)/.test(code));
}
