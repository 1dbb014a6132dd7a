import { net } from 'electron';
import type { Fetch, FetchResponse } from '../core/platform/http.ts';

/** `fetch` on Electron's network: the system's proxy, PAC file and certificates; no cookies, nothing kept. */
export const netFetch: Fetch = async (url, init) => {
  if (init.redirect === 'manual') return firstAnswer(url, init);
  return net.fetch(url, { ...init, credentials: 'omit', cache: 'no-store' });
};

/**
 * The first answer, a redirect included. `net.fetch` rejects redirects that it is told not to follow
 * (github.com/electron/electron/issues/43715); `net.request` tells where they lead.
 */
function firstAnswer(url: string, { method, headers, signal }: Parameters<Fetch>[1]): Promise<FetchResponse> {
  const { promise, resolve, reject } = Promise.withResolvers<FetchResponse>();
  const request = net.request({
    url,
    method,
    headers,
    redirect: 'manual',
    credentials: 'omit',
    cache: 'no-store',
  });
  const abort = () => {
    reject(signal.reason);
    request.abort();
  };
  signal.addEventListener('abort', abort, { once: true });
  request.on('redirect', (status, _method, location) => {
    resolve({ status, headers: [['location', location]], body: null });
    request.abort();
  });
  request.on('response', (response) => {
    resolve({ status: response.statusCode, headers: singleValues(response.headers), body: null });
    request.abort();
  });
  request.on('error', reject);
  request.end();
  return promise.finally(() => signal.removeEventListener('abort', abort));
}

function singleValues(headers: Record<string, string | string[]>): [string, string][] {
  return Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]);
}
