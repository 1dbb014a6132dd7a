import { FailureError } from '../../shared/failures.ts';
import { chainOf } from './http.ts';

/** A proxy, and the variable that names it. */
export interface Proxy {
  readonly variable: string;
  readonly url: URL;
}

/** In turn, the first that says something counts: as curl reads them, and HTTP_PROXY where none of those is set. */
const VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'http_proxy', 'HTTP_PROXY'];

/**
 * The proxy that leads to `target`, an https address; undefined for none.
 * @throws FailureError `proxy_unusable` for one that is no address, or speaks another protocol
 */
export function proxyFor(target: URL, environment: NodeJS.ProcessEnv): Proxy | undefined {
  const variable = VARIABLES.find((name) => environment[name]?.trim());
  if (!variable || isExempt(target, environment)) return undefined;
  const text = environment[variable]?.trim() ?? '';
  // `HOST:PORT` without a scheme is what many systems put there.
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  const unusable = (cause: string) => new FailureError('proxy_unusable', { params: { variable }, cause });
  // The text itself may hold a password.
  if (!url?.hostname) throw unusable('not an address');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw unusable(url.protocol.slice(0, -1));
  return { variable, url };
}

/** The proxy's own user; undefined where the address names none. */
export function proxyUser({
  url: { username, password },
}: Proxy): { readonly name: string; readonly password: string } | undefined {
  if (!username && !password) return undefined;
  return { name: decoded(username), password: decoded(password) };
}

/** The header by which that user is told. */
export function proxyAuthorization(proxy: Proxy): string | undefined {
  const user = proxyUser(proxy);
  return user && `Basic ${Buffer.from(`${user.name}:${user.password}`).toString('base64')}`;
}

/** What the proxy did to a request; undefined where it is not to blame. */
export function proxyFailure(
  error: unknown,
  { variable, url }: Proxy,
  target: URL,
): FailureError | undefined {
  const params = { variable, proxy: url.host, host: target.host };
  const unreachable = (cause: string) => new FailureError('proxy_unreachable', { params, cause });
  for (const current of chainOf(error)) {
    // undici's words for an answer to CONNECT (RFC 9110, section 9.3.6).
    const status = /^Proxy response \((\d{3})\)/.exec(current.message)?.[1];
    if (status) {
      const code = status === '407' ? 'proxy_sign_in_needed' : 'proxy_refused';
      return new FailureError(code, { params: { ...params, status }, cause: `HTTP ${status}` });
    }
    const { code = '', syscall } = current;
    // Behind a proxy nobody else is connected to, or looked up. What it does to TLS itself is undici's to tell apart.
    const isConnecting =
      syscall === 'connect' || syscall === 'getaddrinfo' || current instanceof AggregateError;
    const isTls = url.protocol === 'https:' && /^(EPROTO|ERR_SSL_\w+)$/.test(code);
    if (isConnecting || isTls || UNDICI.includes(code)) return unreachable(code || 'no connection');
  }
  return undefined;
}

/** The connection to the proxy broke off, took too long, or is not the proxy's. */
const UNDICI = ['UND_ERR_PRX_CONN', 'UND_ERR_PRX_TLS', 'UND_ERR_CONNECT_TIMEOUT'];

/** `NO_PROXY`: hosts and domains, each with a port or without, or `*`. */
function isExempt({ hostname, port }: URL, environment: NodeJS.ProcessEnv): boolean {
  const entries = (environment.no_proxy || environment.NO_PROXY || '').toLowerCase().split(/[\s,]+/);
  return entries.some((entry) => {
    if (entry === '*') return true;
    const [, name = '', itsPort] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry) ?? [];
    if (!name || (itsPort && itsPort !== (port || '443'))) return false;
    return hostname === name || hostname.endsWith(`.${name}`);
  });
}

/** A password with a percent sign that nobody encoded is meant as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
