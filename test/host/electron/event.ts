import type { EventEmitter } from 'node:events';

/** Makes the event object that Electron gives to listeners. */
export function hostEvent<Params extends object>(params: Params): Electron.Event<Params> {
  let prevented = false;
  // Defined on the params themselves: a spread would evaluate their getters.
  return Object.defineProperties(params, {
    preventDefault: {
      value: () => {
        prevented = true;
      },
    },
    defaultPrevented: { get: () => prevented },
  }) as Electron.Event<Params>;
}

/** Emits an event that listeners may refuse; answers whether one did. */
export function emitRefusable(emitter: EventEmitter, name: string, ...args: unknown[]): boolean {
  const event = hostEvent({});
  emitter.emit(name, event, ...args);
  return event.defaultPrevented;
}
