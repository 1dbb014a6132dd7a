import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import { Agent, fetch } from 'undici';

/** MSAL's network module over undici, trusting the simulator's CA and giving up after a while. */
export class UndiciNetworkModule implements INetworkModule {
  readonly #agent: Agent;
  readonly #timeoutMs: number;

  /**
   * @param caCertificate PEM of the CA to trust.
   * @param timeoutMs Milliseconds that a request may take, body included.
   */
  constructor(caCertificate: string, timeoutMs = 5000) {
    this.#agent = new Agent({ connect: { ca: caCertificate } });
    this.#timeoutMs = timeoutMs;
  }

  sendGetRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.#send(url, 'GET', options);
  }

  sendPostRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.#send(url, 'POST', options);
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #send<T>(url: string, method: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    const response = await fetch(url, {
      dispatcher: this.#agent,
      method,
      headers: options?.headers ?? {},
      signal: AbortSignal.timeout(this.#timeoutMs),
      ...(options?.body === undefined ? {} : { body: options.body }),
    });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: (await response.json()) as T,
    };
  }
}
