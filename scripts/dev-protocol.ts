import { protocol } from 'electron';
import { WINDOW_URL } from '../src/main/app-protocol.ts';

/**
 * `npm run dev`: stands in for src/main/app-protocol.ts (see electron.vite.config.ts). The window has the same address
 * as ever, and what lies there comes from Vite.
 */
export { isWindowUrl, registerAppScheme, WINDOW_URL } from '../src/main/app-protocol.ts';

/** What the program's own allows, and Vite's client needs beside: styles in the page, and a connection to itself. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  'connect-src ws://127.0.0.1:* http://127.0.0.1:*',
].join('; ');

/** Serves the window's files. Call when the app is ready. */
export function serveAppScheme(): void {
  protocol.handle(new URL(WINDOW_URL).protocol.slice(0, -1), async (request) => {
    const { pathname, search } = new URL(request.url);
    const accept = request.headers.get('accept') ?? '*/*';
    const answer = await fetch(`${process.env.ELECTRON_RENDERER_URL}${pathname}${search}`, {
      headers: { accept },
    });
    const type = answer.headers.get('content-type') ?? 'text/plain';
    return new Response(await answer.arrayBuffer(), {
      status: answer.status,
      headers: { 'content-type': type, 'content-security-policy': CONTENT_SECURITY_POLICY },
    });
  });
}
