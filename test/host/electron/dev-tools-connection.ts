import { EventEmitter } from 'node:events';
import type { CDPSession } from 'playwright';

/** What the conversation with one page needs of Playwright's own session, in the same words. */
export type PageSession = Pick<CDPSession, 'send' | 'on'> & Pick<EventEmitter, 'once'>;

interface Frame {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/**
 * A connection to the DevTools of a Chromium, without Playwright: to load that takes the host longer than all the rest
 * of a program's start.
 */
export class DevToolsConnection {
  /** Chromium itself. */
  readonly browser: PageSession;
  readonly #socket: WebSocket;
  readonly #sessions = new Map<string, EventEmitter>();
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.browser = this.#open('');
    socket.addEventListener('message', ({ data }) => this.#receive(JSON.parse(`${data}`)));
    socket.addEventListener('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('Chromium has gone'));
      this.#waiting.clear();
    });
  }

  /** @param address a web socket's */
  static async open(address: string): Promise<DevToolsConnection> {
    const socket = new WebSocket(address);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error(`Chromium does not answer at ${address}`)));
    await promise;
    return new DevToolsConnection(socket);
  }

  /** Begins a conversation with a page. `detached` is emitted when the page is gone. */
  async attach(targetId: string): Promise<PageSession> {
    const { sessionId } = await this.browser.send('Target.attachToTarget', { targetId, flatten: true });
    return this.#open(sessionId);
  }

  close(): void {
    this.#socket.close();
  }

  #open(sessionId: string): PageSession {
    const session = new EventEmitter();
    this.#sessions.set(sessionId, session);
    const send = (method: string, params: object = {}) => this.#send(sessionId, method, params);
    return Object.assign(session, { send }) as unknown as PageSession;
  }

  #send(sessionId: string, method: string, params: object): Promise<unknown> {
    if (this.#socket.readyState !== WebSocket.OPEN) return Promise.reject(new Error('Chromium has gone'));
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(id, answer);
    this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }));
    return answer.promise;
  }

  #receive({ id, sessionId = '', method, params, result, error }: Frame): void {
    if (id !== undefined) {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error) waiting?.reject(new Error(error.message));
      else waiting?.resolve(result);
      return;
    }
    if (method === 'Target.detachedFromTarget') {
      const gone = (params as { sessionId: string }).sessionId;
      this.#sessions.get(gone)?.emit('detached');
      this.#sessions.delete(gone);
    }
    if (method) this.#sessions.get(sessionId)?.emit(method, params);
  }
}
