import type { PageSession } from './dev-tools-connection.ts';
import { handlerOf, toProgramUrl } from './protocol.ts';
import { record } from './record.ts';

/** A request of a page that waits for its answer, in DevTools' words. */
export interface PausedRequest {
  readonly requestId: string;
  readonly frameId: string;
  readonly resourceType: string;
  readonly request: {
    readonly url: string;
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly postData?: string;
  };
}

/** Lets a request fail. */
export async function failRequest(
  devTools: PageSession,
  { requestId }: PausedRequest,
  errorReason: 'Aborted' | 'Failed' | 'BlockedByClient',
): Promise<void> {
  await devTools.send('Fetch.failRequest', { requestId, errorReason });
}

/**
 * Answers a request with the program's protocol handler. One to the outside is refused, and its address kept for the
 * driver.
 * @param policy a content security policy that holds beside the answer's own
 */
export async function answerRequest(
  devTools: PageSession,
  paused: PausedRequest,
  policy?: string,
): Promise<void> {
  const { request, requestId } = paused;
  const url = toProgramUrl(request.url);
  const handler = url === request.url ? undefined : handlerOf(url);
  if (!handler) {
    record.rendererRequests.push(request.url);
    return failRequest(devTools, paused, 'BlockedByClient');
  }
  let response: Response;
  try {
    response = await handler(programRequest(paused, url));
  } catch (error) {
    console.error(`The protocol handler failed for ${url}:`, error);
    return failRequest(devTools, paused, 'Failed');
  }
  if (response.type === 'error') return failRequest(devTools, paused, 'Failed');
  if (response.status >= 300 && response.status < 400 && response.status !== 304) {
    console.error(`desktop host has no redirects from protocol.handle (${url})`);
    return failRequest(devTools, paused, 'Failed');
  }
  await devTools.send('Fetch.fulfillRequest', {
    requestId,
    responseCode: response.status,
    responseHeaders: pageHeaders(response.headers, policy),
    body: Buffer.from(await response.arrayBuffer()).toString('base64'),
  });
}

/** The page's request as the program's protocol handler is to see it. */
function programRequest({ request }: PausedRequest, url: string): Request {
  const { method, postData } = request;
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    headers.set(name, /^(referer|origin)$/i.test(name) ? toProgramUrl(value) : value);
  return new Request(url, { method, headers, ...(postData === undefined ? {} : { body: postData }) });
}

/** A response's headers as DevTools wants them. */
function pageHeaders(headers: Headers, policy: string | undefined): { name: string; value: string }[] {
  const result = [...headers].map(([name, value]) => ({ name, value }));
  // Several policies hold side by side.
  return policy === undefined ? result : [...result, { name: 'content-security-policy', value: policy }];
}
