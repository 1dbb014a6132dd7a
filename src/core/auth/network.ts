import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import { type Failure, FailureError } from '../../shared/failure.ts';
import { busyFailure, describeAnswer, exchange, type Fetch, type HttpResponse } from '../http.ts';
import { type Flow, oauthFailure } from './msal-failure.ts';

/** One sign-in or one refresh: what ends it, and what its requests met. */
interface Operation {
  readonly signal: AbortSignal | undefined;
  readonly flow: Flow;
  failure?: Failure | undefined;
}

/** Time for a whole exchange: name, connection, request, and the last byte of the answer. */
const LIMIT_MS = 20_000;

/** How much longer to wait after `slow_down` (RFC 8628, section 3.5). */
const SLOW_DOWN_MS = 5_000;
const MAX_PAUSE_MS = 30_000;

/**
 * MSAL's network module over any `fetch`. MSAL's own has no time limit for POST, and neither a proxy nor the
 * system's certificates.
 *
 * MSAL turns every error of a network module into a bare `network_error`; what really happened is kept with the
 * operation that the request belongs to.
 */
export class NetworkModule implements INetworkModule {
  readonly #fetch: Fetch;
  readonly #operations = new AsyncLocalStorage<Operation>();

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  /**
   * Runs `work` as one operation of `flow`: aborting `signal` ends its requests. A failure is given to `explain` together with
   * what the network or the server did, if they were to blame.
   */
  async operate<T>(
    { signal, flow }: { readonly signal: AbortSignal | undefined; readonly flow: Flow },
    work: () => Promise<T>,
    explain: (error: unknown, network: Failure | undefined) => unknown,
  ): Promise<T> {
    const operation: Operation = { signal, flow };
    try {
      return await this.#operations.run(operation, work);
    } catch (error) {
      throw explain(error, operation.failure);
    }
  }

  async sendGetRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.#sendJson<T>('GET', url, options);
  }

  async sendPostRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    const operation = this.#operations.getStore();
    return operation?.flow === 'deviceCode'
      ? this.#sendForDeviceCode<T>(operation, url, options)
      : this.#sendJson<T>('POST', url, options);
  }

  /**
   * MSAL ends the polling of a device code at the first answer that is not "pending", and loses Entra's words; it takes
   * a refusal to give a code for a code. Here a poll that meets a busy server or no network is one that is pending still
   * (RFC 8628, section 3.5), and a refusal stays a refusal.
   */
  async #sendForDeviceCode<T>(
    operation: Operation,
    url: string,
    options: NetworkRequestOptions | undefined,
  ): Promise<NetworkResponse<T>> {
    const isPoll = options?.body?.includes('device_code=') ?? false;
    let response: NetworkResponse<T> | undefined;
    try {
      response = await this.#sendJson<T>('POST', url, options);
    } catch (error) {
      if (!isPoll || operation.signal?.aborted) throw error;
    }
    const error = (response?.body as { error?: unknown } | undefined)?.error;
    const isBusy = response === undefined || response.status === 429 || response.status >= 500;
    if (isPoll && (isBusy || error === 'slow_down')) {
      await pause(operation.failure?.retryAfterMs ?? SLOW_DOWN_MS, operation.signal);
      return { status: 400, headers: {}, body: { error: 'authorization_pending' } as T };
    }
    if (response && !isBusy && (error === undefined || error === 'authorization_pending')) {
      // What an earlier poll met is over.
      operation.failure = undefined;
      return response;
    }
    operation.failure = oauthFailure(response?.body, 'deviceCode') ?? operation.failure;
    throw new FailureError(operation.failure?.code ?? 'unexpected_answer', operation.failure);
  }

  /**
   * The text that a GET is answered with, JSON or not.
   * @throws FailureError `network_*`, `tls_untrusted`, `unexpected_answer`
   */
  async getText(url: string, limitMs: number): Promise<string> {
    return (await this.#send('GET', url, undefined, limitMs)).body;
  }

  async #sendJson<T>(
    method: 'GET' | 'POST',
    url: string,
    options: NetworkRequestOptions | undefined,
  ): Promise<NetworkResponse<T>> {
    const operation = this.#operations.getStore();
    try {
      const response = await this.#send(method, url, options, LIMIT_MS);
      const { status, headers } = response;
      const busy = busyFailure(response);
      if (operation && busy) operation.failure = busy;
      return { status, headers, body: parseJson(response) as T };
    } catch (error) {
      // A busy server's HTML page is still a busy server.
      if (operation && error instanceof FailureError) operation.failure ??= error.failure;
      throw error;
    }
  }

  async #send(
    method: 'GET' | 'POST',
    url: string,
    options: NetworkRequestOptions | undefined,
    limitMs: number,
  ): Promise<HttpResponse> {
    return exchange(this.#fetch, {
      method,
      url,
      headers: options?.headers,
      body: options?.body,
      limitMs,
      ended: this.#operations.getStore()?.signal,
    });
  }
}

/** Waits, at most half a minute, or until the end is asked for. */
async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(Math.min(milliseconds, MAX_PAUSE_MS), undefined, signal ? { signal } : {}).catch(
    () => undefined,
  );
  signal?.throwIfAborted();
}

function parseJson(response: HttpResponse): unknown {
  try {
    const json: unknown = JSON.parse(response.body);
    if (typeof json === 'object' && json !== null) return json;
  } catch {
    // Falls through: the content itself may be a captive portal's and is not repeated.
  }
  throw new FailureError('unexpected_answer', { cause: describeAnswer(response) });
}
