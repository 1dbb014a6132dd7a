import { Readable } from 'node:stream';
import { net } from 'electron';
import type { Fetch, FetchResponse } from '../core/platform/http.ts';
import { proxyFor, proxyUser } from '../core/platform/proxy.ts';
import { FailureError } from '../shared/failures.ts';

/**
 * `fetch` on Electron's network: the system's proxy, PAC file and certificates; no cookies, nothing kept.
 *
 * Not over `net.fetch`: it has no way to answer a proxy that asks for a user, and it rejects redirects that it is told
 * not to follow (github.com/electron/electron/issues/43715).
 */
export const netFetch: Fetch = (url, { method, headers, body, signal, redirect }) => {
  const { promise, resolve, reject } = Promise.withResolvers<FetchResponse>();
  const request = net.request({
    url,
    method,
    headers,
    redirect: 'manual',
    credentials: 'omit',
    cache: 'no-store',
  });
  const fail = (error: unknown) => {
    reject(error);
    request.abort();
  };
  const abort = () => fail(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const isOver = () => signal.removeEventListener('abort', abort);

  let hasNamedUser = false;
  request.on('login', ({ isProxy, host, port }, answer) => {
    const proxy = isProxy ? usableProxy(new URL(url)) : undefined;
    const isMeant = proxy?.url.hostname === host && portOf(proxy.url) === port;
    const user = isMeant && !hasNamedUser ? proxyUser(proxy) : undefined;
    hasNamedUser = true;
    if (user) answer(user.name, user.password);
    else fail(signInFailure(isProxy ? `${host}:${port}` : undefined, url, proxy?.variable));
  });
  request.on('redirect', (status, _method, location) => {
    if (redirect === 'manual') resolve({ status, headers: [['location', location]], body: null });
    fail(new Error('a redirect'));
    isOver();
  });
  request.on('response', (response) => {
    // A stream of Node's, which Electron's types do not say.
    const stream = response as unknown as Readable;
    stream.once('close', isOver);
    resolve({
      status: response.statusCode,
      headers: singleValues(response.headers),
      body: Readable.toWeb(stream) as ReadableStream<Uint8Array>,
    });
  });
  request.on('error', (error) => {
    reject(error);
    isOver();
  });
  request.end(body);
  return promise;
};

/** The proxy that the environment names; none where what it names is of no use here: the system has its own. */
function usableProxy(target: URL): ReturnType<typeof proxyFor> {
  try {
    return proxyFor(target, process.env);
  } catch {
    return undefined;
  }
}

/** Whoever asks for a user gets none but the one that the environment names for this very proxy. */
function signInFailure(proxy: string | undefined, url: string, variable = 'HTTPS_PROXY'): Error {
  if (!proxy) return new Error('net::ERR_INVALID_AUTH_CREDENTIALS');
  const params = { variable, proxy, host: new URL(url).host, status: '407' };
  return new FailureError('proxy_sign_in_needed', { params, cause: 'HTTP 407' });
}

function portOf({ port, protocol }: URL): number {
  return port ? Number(port) : protocol === 'https:' ? 443 : 80;
}

function singleValues(headers: Record<string, string | string[]>): [string, string][] {
  return Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]);
}
