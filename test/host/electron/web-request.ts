import { loud } from './missing.ts';

type Filter = Electron.WebRequestFilter;
type BeforeRequest = (
  details: Electron.OnBeforeRequestListenerDetails,
  callback: (response: Electron.CallbackResponse) => void,
) => void;
type HeadersReceived = (
  details: Electron.OnHeadersReceivedListenerDetails,
  callback: (response: Electron.HeadersReceivedResponse) => void,
) => void;

/** The one listener that Electron keeps per event, with the addresses that it wants to see. */
interface Kept<Listener> {
  matches(url: string): boolean;
  listener: Listener;
}

/** A match pattern of Electron's, such as `*://*.example.com/*`, as a test of addresses. */
function patternTest(pattern: string): (url: string) => boolean {
  if (pattern === '<all_urls>') return () => true;
  const expression = pattern.split('*').map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'));
  const regularExpression = new RegExp(`^${expression.join('.*')}$`);
  return (url) => regularExpression.test(url);
}

function keep<Listener extends object>(
  filterOrListener: Filter | Listener | null,
  listener: Listener | null | undefined,
): Kept<Listener> | undefined {
  if (filterOrListener === null) return undefined;
  if (typeof filterOrListener === 'function')
    return { matches: () => true, listener: filterOrListener as Listener };
  if (!listener) return undefined;
  const { urls, excludeUrls = [] } = filterOrListener as Filter;
  const wanted = urls.map(patternTest);
  const unwanted = excludeUrls.map(patternTest);
  return {
    matches: (url) => wanted.some((test) => test(url)) && !unwanted.some((test) => test(url)),
    listener,
  };
}

let beforeRequest: Kept<BeforeRequest> | undefined;
let headersReceived: Kept<HeadersReceived> | undefined;

/** Electron's `session.webRequest`, as far as it is enforced here. */
export const webRequest = loud('webRequest', {
  onBeforeRequest: (filter: Filter | BeforeRequest | null, listener?: BeforeRequest | null) => {
    beforeRequest = keep(filter, listener);
  },
  onHeadersReceived: (filter: Filter | HeadersReceived | null, listener?: HeadersReceived | null) => {
    headersReceived = keep(filter, listener);
  },
} satisfies Pick<Electron.WebRequest, 'onBeforeRequest' | 'onHeadersReceived'>);

/** Asks the program's onBeforeRequest listener whether to refuse a request. */
export async function isCancelled(details: Electron.OnBeforeRequestListenerDetails): Promise<boolean> {
  const kept = beforeRequest;
  if (!kept?.matches(details.url)) return false;
  const response = await new Promise<Electron.CallbackResponse>((resolve) => kept.listener(details, resolve));
  if (response.redirectURL) throw new Error('desktop host has no redirectURL in webRequest.onBeforeRequest');
  return response.cancel === true;
}

/** Passes a response's headers through the program's onHeadersReceived listener; undefined when it refuses. */
export async function receivedHeaders(
  details: Electron.OnHeadersReceivedListenerDetails,
): Promise<Record<string, string | string[]> | undefined> {
  const kept = headersReceived;
  const unchanged = details.responseHeaders ?? {};
  if (!kept?.matches(details.url)) return unchanged;
  const response = await new Promise<Electron.HeadersReceivedResponse>((resolve) =>
    kept.listener(details, resolve),
  );
  return response.cancel ? undefined : (response.responseHeaders ?? unchanged);
}
