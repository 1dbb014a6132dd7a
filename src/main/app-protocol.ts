import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol } from 'electron';

const SCHEME = 'app';

/** Where the window's page lies. A scheme of our own: `file://` would let the page read any file. */
export const WINDOW_URL = `${SCHEME}://window/index.html`;

/** The origin of the window's page, as Electron tells it of a frame. */
export function isWindowUrl(url: string): boolean {
  return url === WINDOW_URL || url.startsWith(`${WINDOW_URL}#`);
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Nothing but the page's own scripts, styles and pictures; no connection to anywhere. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Call before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }]);
}

/** Serves the window's files. Call when the app is ready. */
export function serveAppScheme(): void {
  const root = join(import.meta.dirname, '../renderer');
  protocol.handle(SCHEME, async (request) => {
    const { host, pathname } = new URL(request.url);
    const path = normalize(join(root, decodeURIComponent(pathname)));
    const type = CONTENT_TYPES[extname(path)];
    if (host !== 'window' || request.method !== 'GET' || !path.startsWith(root + sep) || !type)
      return notFound();
    const content = await readFile(path).catch(() => undefined);
    if (!content) return notFound();
    return new Response(new Uint8Array(content), {
      headers: {
        'content-type': type,
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'x-content-type-options': 'nosniff',
      },
    });
  });
}

function notFound(): Response {
  return new Response('not found', { status: 404, headers: { 'content-type': 'text/plain' } });
}
