import { readFileSync } from 'node:fs';
import type { Fetch } from './http.ts';

/**
 * `fetch` for the command line: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, certificates of the system and of
 * `NODE_EXTRA_CA_CERTS`.
 *
 * The variable is read here, since the packaged program's Electron drops it (a fuse guards it with NODE_OPTIONS); its
 * launcher passes it on under a name of ours.
 * undici and Node's TLS are loaded at the first request: a token from the cache needs no network.
 */
export function createNodeFetch(environment: NodeJS.ProcessEnv): Fetch {
  const ready = once(async () => {
    const { EnvHttpProxyAgent, fetch } = await import('undici');
    const { getCACertificates, rootCertificates } = await import('node:tls');
    const ca = [...rootCertificates, ...getCACertificates('system'), ...extraCertificates(environment)];
    const tls = { ca };
    const dispatcher = new EnvHttpProxyAgent({ connect: tls, requestTls: tls, proxyTls: tls });
    return { fetch, dispatcher };
  });
  return async (url, init) => {
    const { fetch, dispatcher } = await ready();
    return fetch(url, { ...init, dispatcher });
  };
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
