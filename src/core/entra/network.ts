import { AsyncLocalStorage } from 'node:async_hooks';
import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import { type Failure, FailureError } from '../../shared/failures.ts';
import { parseForeignJson } from '../platform/foreign-json.ts';
import {
  busyFailure,
  describeAnswer,
  exchange,
  type Fetch,
  type HttpRequest,
  type HttpResponse,
} from '../platform/http.ts';
import { checkedAnswer, checkedMetadata } from './answers.ts';

/** One sign-in or one refresh: what ends it, and what its requests met. */
export interface Operation {
  readonly signal?: AbortSignal | undefined;
  readonly interceptPost?: PostInterceptor | undefined;
  failure?: Failure | undefined;
}

/**
 * Stands between MSAL and the answers to an operation's POSTs.
 * @param send sends the request. Throws a FailureError
 * @param body of the request
 */
export type PostInterceptor = <T>(
  send: () => Promise<NetworkResponse<T>>,
  body: string,
  operation: Operation,
) => Promise<NetworkResponse<T>>;

/** Time for a whole exchange: name, connection, request, and the last byte of the answer. */
const LIMIT_MS = 20_000;

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
   * Runs `work` as one operation: aborting its signal ends its requests. A failure is given to `explain` together with
   * what the network or the server did, if they were to blame.
   */
  async operate<T>(
    { signal, interceptPost }: Omit<Operation, 'failure'>,
    work: () => Promise<T>,
    explain: (error: unknown, network: Failure | undefined) => unknown,
  ): Promise<T> {
    const operation: Operation = { signal, interceptPost };
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
    const send = () => this.#sendJson<T>('POST', url, options);
    return operation?.interceptPost ? operation.interceptPost(send, options?.body ?? '', operation) : send();
  }

  /**
   * The text that a GET is answered with, JSON or not.
   * @throws FailureError `network_*`, `tls_untrusted`, `unexpected_answer`
   */
  async getText(url: string, limitMs: number): Promise<string> {
    return (await this.#send({ method: 'GET', url, limitMs })).body;
  }

  async #sendJson<T>(
    method: 'GET' | 'POST',
    url: string,
    { headers: asked, body }: NetworkRequestOptions = {},
  ): Promise<NetworkResponse<T>> {
    const operation = this.#operations.getStore();
    try {
      const response = await this.#send({ method, url, headers: asked, body, limitMs: LIMIT_MS });
      const { status, headers } = response;
      const busy = busyFailure(response);
      if (operation && busy) operation.failure = busy;
      const check = method === 'POST' ? checkedAnswer : checkedMetadata;
      return { status, headers, body: check(url, parseJson(response)) as T };
    } catch (error) {
      // A busy server's HTML page is still a busy server.
      if (operation && error instanceof FailureError) operation.failure ??= error.failure;
      throw error;
    }
  }

  async #send(request: HttpRequest): Promise<HttpResponse> {
    return exchange(this.#fetch, { ...request, ended: this.#operations.getStore()?.signal });
  }
}

function parseJson(response: HttpResponse): object {
  const json = parseForeignJson(response.body);
  if (typeof json === 'object' && json !== null) return json;
  // The content itself may be a captive portal's and is not repeated.
  throw new FailureError('unexpected_answer', { cause: describeAnswer(response) });
}
