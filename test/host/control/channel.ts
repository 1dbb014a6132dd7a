/** Calls by name; arguments and results must survive JSON. */
type Calls = { [Name in string]: (...args: never[]) => unknown };

/** An implementation of `C`, asynchronous where it likes. */
export type Handlers<C> = {
  [Name in keyof C]: C[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Result | Promise<Result>
    : never;
};

/** One end of a Node.js IPC channel: `process` in a child, the `ChildProcess` in its parent. */
export interface Endpoint {
  send?(
    message: unknown,
    handle: undefined,
    options: undefined,
    done: (error: Error | null) => void,
  ): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
}

type Frame =
  | { kind: 'ask'; id: number; name: string; args: unknown[] }
  | { kind: 'result'; id: number; value: unknown }
  | { kind: 'failure'; id: number; message: string };

/** A conversation over an IPC channel in which both ends may ask. */
export interface Channel<Asks> {
  /** Asks the other end; rejects when it fails or goes away. */
  ask<Name extends keyof Asks>(
    name: Name,
    ...args: Asks[Name] extends (...args: infer Args) => unknown ? Args : never
  ): Promise<Asks[Name] extends (...args: never[]) => infer Result ? Result : never>;
  /** Resolves when all that was sent has left this process. */
  flushed(): Promise<void>;
}

/**
 * Opens the conversation between a driver and a host.
 * @param endpoint this end of the channel
 * @param handlers what this end answers
 */
export function openChannel<Answers, Asks>(endpoint: Endpoint, handlers: Handlers<Answers>): Channel<Asks> {
  const waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  let lastId = 0;
  let sent: Promise<void> = Promise.resolve();
  let open = true;

  const send = (frame: Frame): void => {
    const done = new Promise<void>((resolve) => {
      if (!open) return resolve();
      try {
        endpoint.send?.(frame, undefined, undefined, () => resolve());
      } catch {
        resolve(); // the other end has gone; whoever waits for it is told by 'disconnect'
      }
    });
    sent = Promise.all([sent, done]).then(() => undefined);
  };

  endpoint.on('disconnect', () => {
    open = false;
    for (const { reject } of waiting.values())
      reject(new Error('the other end of the control channel is gone'));
    waiting.clear();
  });

  endpoint.on('message', (message) => {
    const frame = message as Frame;
    if (frame.kind === 'ask') {
      Promise.resolve()
        .then(() => (handlers as unknown as Calls)[frame.name]?.(...(frame.args as never[])))
        .then(
          (value) => send({ kind: 'result', id: frame.id, value }),
          (error) =>
            send({
              kind: 'failure',
              id: frame.id,
              message: error instanceof Error ? error.message : `${error}`,
            }),
        );
      return;
    }
    const asked = waiting.get(frame.id);
    waiting.delete(frame.id);
    if (frame.kind === 'result') asked?.resolve(frame.value as never);
    else asked?.reject(new Error(frame.message));
  });

  return {
    ask(name, ...args) {
      return new Promise((resolve, reject) => {
        if (!open) return reject(new Error('the other end of the control channel is gone'));
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        send({ kind: 'ask', id, name: String(name), args });
      });
    },
    flushed: () => sent,
  };
}
