import type { Wire } from './wire.ts';

/** One end of the context bridge; the other end lives in the same page's other world. */
export interface BridgeEnd {
  /** Puts `api` on the main world's window. Only for the preload's end. */
  expose(key: string, api: unknown): void;
}

/**
 * Joins the main world and the preload's world of one page, as Electron's contextBridge does: values are copied,
 * functions and promises become proxies, nothing is shared. The worlds have no object in common but the DOM, so the
 * two ends call each other with events (synchronous in Chromium across worlds) under a name that the page cannot know.
 * Its source text runs inside pages: it must use nothing from outside its own braces but the globals that
 * page/sources.ts keeps safe from the page.
 * @param wire the copying of values
 * @param secret part of the events' names, new for each window
 * @param side which world this end lives in
 */
export function createBridgeEnd(wire: Wire, secret: string, side: 'main' | 'preload'): BridgeEnd {
  type AnyFunction = (...args: unknown[]) => unknown;
  type Carried = ['function', number] | ['yours', number] | ['promise', number];
  type Message =
    | { kind: 'call'; id: number; args: string }
    | { kind: 'returned' | 'threw'; value: string }
    | { kind: 'settled'; id: number; fulfilled: boolean; value: string }
    | { kind: 'expose'; key: string; api: string };

  const { addEventListener, dispatchEvent } = EventTarget.prototype;
  const world = globalThis as unknown as EventTarget & Record<string, unknown>;
  const other = side === 'main' ? 'preload' : 'main';

  const ours = new Map<number, AnyFunction>();
  const idsOfOurs = new WeakMap<AnyFunction, number>();
  const theirs = new Map<number, AnyFunction>();
  const idsOfTheirs = new WeakMap<AnyFunction, number>();
  const awaited = new Map<number, { resolve(value: unknown): void; reject(reason: unknown): void }>();
  let lastId = 0;
  let answer: { threw: boolean; value: unknown } | undefined;

  const send = (message: Message): void => {
    const event = new CustomEvent(`${secret}:${other}`, { detail: JSON.stringify(message) });
    Reflect.apply(dispatchEvent, world, [event]);
  };

  const special = (value: unknown): Carried | undefined => {
    if (typeof value === 'function') {
      const ourFunction = value as AnyFunction;
      const theirId = idsOfTheirs.get(ourFunction);
      if (theirId !== undefined) return ['yours', theirId];
      let id = idsOfOurs.get(ourFunction);
      if (id === undefined) {
        id = ++lastId;
        idsOfOurs.set(ourFunction, id);
        ours.set(id, ourFunction);
      }
      return ['function', id];
    }
    if (value instanceof Promise) {
      const id = ++lastId;
      const settle = (fulfilled: boolean) => (result: unknown) => {
        try {
          send({ kind: 'settled', id, fulfilled, value: encode(result) });
        } catch (error) {
          send({ kind: 'settled', id, fulfilled: false, value: encode(error) });
        }
      };
      value.then(settle(true), settle(false));
      return ['promise', id];
    }
    return undefined;
  };

  const revive = (carried: unknown): unknown => {
    const [kind, id] = carried as Carried;
    if (kind === 'yours') return ours.get(id);
    if (kind === 'promise') {
      return new Promise((resolve, reject) => awaited.set(id, { resolve, reject }));
    }
    let proxy = theirs.get(id);
    if (!proxy) {
      proxy = (...args) => call(id, args);
      theirs.set(id, proxy);
      idsOfTheirs.set(proxy, id);
    }
    return proxy;
  };

  const encode = (value: unknown): string => wire.encode(value, special);
  const decode = (text: string): unknown => wire.decode(text, revive);

  const ask = (message: Message): unknown => {
    answer = undefined;
    send(message);
    // The other end answers before the event's dispatch returns; its answer is the last thing it sends.
    const given = answer as { threw: boolean; value: unknown } | undefined;
    if (!given) throw new Error('the other world of this page is gone');
    if (given.threw) throw given.value;
    return given.value;
  };
  const call = (id: number, args: unknown[]): unknown => ask({ kind: 'call', id, args: encode(args) });

  const deepFreeze = (value: unknown): unknown => {
    if (
      typeof value === 'object' &&
      value !== null &&
      !ArrayBuffer.isView(value) &&
      !Object.isFrozen(value)
    ) {
      Object.freeze(value);
      for (const part of Object.values(value)) deepFreeze(part);
    }
    return value;
  };

  const reply = (work: () => unknown): void => {
    let message: Message;
    try {
      message = { kind: 'returned', value: encode(work()) };
    } catch (error) {
      message = { kind: 'threw', value: encode(error) };
    }
    send(message);
  };

  const receive = (message: Message): void => {
    switch (message.kind) {
      case 'call':
        reply(() => {
          const called = ours.get(message.id);
          if (!called) throw new Error('no such function in this world');
          return called(...(decode(message.args) as unknown[]));
        });
        return;
      case 'returned':
      case 'threw':
        answer = { threw: message.kind === 'threw', value: decode(message.value) };
        return;
      case 'settled': {
        const waiting = awaited.get(message.id);
        awaited.delete(message.id);
        if (message.fulfilled) waiting?.resolve(decode(message.value));
        else waiting?.reject(decode(message.value));
        return;
      }
      case 'expose':
        reply(() => {
          if (message.key in world) {
            throw new Error('Cannot bind an API on top of an existing property on the window object');
          }
          const value = deepFreeze(decode(message.api));
          Object.defineProperty(world, message.key, { value, enumerable: true });
        });
        return;
    }
  };

  Reflect.apply(addEventListener, world, [
    `${secret}:${side}`,
    (event: CustomEvent<string>) => receive(JSON.parse(event.detail)),
  ]);

  return { expose: (key, api) => void ask({ kind: 'expose', key, api: encode(api) }) };
}
