import { app } from './app.ts';
import { loud } from './missing.ts';

type Handler = Parameters<Electron.Protocol['handle']>[1];

const schemes = new Map<string, Electron.Privileges>();
const handlers = new Map<string, Handler>();

/**
 * Electron's `protocol`. Chromium alone does not know a program's scheme, so pages see `https://HOST.SCHEME.localhost`
 * instead of `SCHEME://HOST`: the same rules hold for both (an origin, a secure context, fetch, the CSP's 'self').
 */
export const protocol = loud('protocol', {
  registerSchemesAsPrivileged: (custom) => {
    if (app.isReady())
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const { scheme, privileges } of custom) {
      if (!/^[a-z][a-z0-9-]*$/.test(scheme))
        throw new Error(`desktop host cannot map the scheme name "${scheme}"`);
      schemes.set(scheme, privileges ?? {});
    }
  },
  handle: (scheme, handler) => {
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    const privileges = schemes.get(scheme);
    if (!privileges?.standard || !privileges.secure) {
      throw new Error(
        `desktop host handles only schemes registered as standard and secure; "${scheme}" is not`,
      );
    }
    handlers.set(scheme, handler);
  },
  unhandle: (scheme) => {
    if (!handlers.delete(scheme)) throw new Error(`Failed to unhandle protocol: ${scheme}`);
  },
  isProtocolHandled: (scheme) => handlers.has(scheme),
} satisfies Pick<
  Electron.Protocol,
  'registerSchemesAsPrivileged' | 'handle' | 'unhandle' | 'isProtocolHandled'
>);

/** The handler for an address of the program's own scheme. */
export function handlerOf(programUrl: string): Handler | undefined {
  return handlers.get(programUrl.slice(0, programUrl.indexOf(':')));
}

/** `app://window/x` as Chromium may load it; undefined for what no registered scheme covers. */
export function toPageUrl(programUrl: string): string | undefined {
  const [, scheme, host, rest] = /^([a-z][a-z0-9-]*):\/\/([^/?#]+)(.*)$/i.exec(programUrl) ?? [];
  if (!scheme || !host || !schemes.has(scheme.toLowerCase())) return undefined;
  return `https://${host.toLowerCase()}.${scheme.toLowerCase()}.localhost${rest?.startsWith('/') ? rest : `/${rest}`}`;
}

/** An address as the program knows it: `https://window.app.localhost/x` is `app://window/x`, others stay. */
export function toProgramUrl(pageUrl: string): string {
  const [, host, scheme, rest] =
    /^https:\/\/([^/?#]+)\.([a-z][a-z0-9-]*)\.localhost(\/.*)?$/.exec(pageUrl) ?? [];
  return host && scheme && schemes.has(scheme) ? `${scheme}://${host}${rest ?? '/'}` : pageUrl;
}

/** The origin of an address as the program knows it. */
export function originOf(programUrl: string): string {
  const [origin, scheme] = /^([a-z][a-z0-9-]*):\/\/[^/?#]+/i.exec(programUrl) ?? [];
  if (origin && scheme && schemes.has(scheme)) return origin;
  return URL.canParse(programUrl) ? new URL(programUrl).origin : 'null';
}
