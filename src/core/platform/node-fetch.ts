import { readFileSync } from 'node:fs';
import type { Dispatcher } from 'undici';
import type { Fetch } from './http.ts';
import { proxyAuthorization, proxyFailure, proxyFor } from './proxy.ts';

/**
 * `fetch` for the command line: the proxy that the environment names, certificates of the system and of
 * `NODE_EXTRA_CA_CERTS`.
 *
 * That variable is read here, since the packaged program's Electron drops it (a fuse guards it with NODE_OPTIONS); its
 * launcher passes it on under a name of ours.
 * undici and Node's TLS are loaded at the first request: a token from the cache needs no network.
 * @param onChecksKept told that certificates are checked although `NODE_TLS_REJECT_UNAUTHORIZED` says no
 */
export function createNodeFetch(environment: NodeJS.ProcessEnv, onChecksKept: () => void): Fetch {
  const ready = once(async () => {
    const { Agent, fetch, ProxyAgent } = await import('undici');
    const { getCACertificates, rootCertificates } = await import('node:tls');
    if (environment.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
      // Node would say that it switches them off, which it does not here.
      delete environment.NODE_TLS_REJECT_UNAUTHORIZED;
      onChecksKept();
    }
    const ca = [...rootCertificates, ...getCACertificates('system'), ...extraCertificates(environment)];
    const tls = { ca, rejectUnauthorized: true };
    const direct: Dispatcher = new Agent({ connect: tls });
    let proxied: Dispatcher | undefined;
    return async (url: string, init: Parameters<Fetch>[1]) => {
      const target = new URL(url);
      const proxy = proxyFor(target, environment);
      if (!proxy) return fetch(url, { ...init, dispatcher: direct });
      const token = proxyAuthorization(proxy);
      proxied ??= new ProxyAgent({
        uri: proxy.url.origin,
        ...(token ? { token } : {}),
        requestTls: tls,
        proxyTls: tls,
      });
      try {
        return await fetch(url, { ...init, dispatcher: proxied });
      } catch (error) {
        throw proxyFailure(error, proxy, target) ?? error;
      }
    };
  });
  return async (url, init) => (await ready())(url, init);
}

function extraCertificates(environment: NodeJS.ProcessEnv): string[] {
  const file = environment.NODE_EXTRA_CA_CERTS || environment.ENTRA_TOKEN_NODE_EXTRA_CA_CERTS;
  if (!file) return [];
  try {
    return [readFileSync(file, 'utf8')];
  } catch {
    // As Node does: a missing file is no reason to stop. The TLS error that may follow names the variable.
    return [];
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
