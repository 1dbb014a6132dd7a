import type {} from 'electron';

/** Names that the language and its tools look up on anything, and that must stay undefined. */
const HARMLESS = new Set(['then', 'toJSON', 'constructor', 'inspect', 'domain', '__esModule', 'default']);

/** The error for a part of Electron's API that the host does not have. */
export function missingApi(name: string): Error {
  return new Error(`desktop host has no ${name}`);
}

/**
 * A stand-in for `inherited` at the end of a prototype chain: what is not found anywhere throws with its name.
 * In the chain rather than around the object, so that `this`, identity and private members stay as they are.
 */
function throwingPrototype(name: string, inherited: object): object {
  const isPlain = (key: string | symbol): boolean =>
    typeof key === 'symbol' || key.startsWith('_') || HARMLESS.has(key) || key in inherited;
  const target = typeof inherited === 'function' ? inherited : Object.create(inherited);
  return new Proxy(target, {
    get(_target, key, receiver) {
      if (isPlain(key)) return Reflect.get(inherited, key, receiver);
      throw missingApi(`${name}.${String(key)}`);
    },
    set(_target, key, value, receiver) {
      if (isPlain(key)) return Reflect.set(inherited, key, value, receiver);
      throw missingApi(`${name}.${String(key)}`);
    },
  });
}

/** Makes the members that a module object lacks throw with their name. */
export function loud<T extends object>(name: string, module: T): T {
  Object.setPrototypeOf(module, throwingPrototype(name, Object.getPrototypeOf(module)));
  return module;
}

/** Makes the static and instance members that a class lacks throw with their name. */
export function loudClass(name: string, Class: { prototype: object }): void {
  const instances = name.charAt(0).toLowerCase() + name.slice(1);
  Object.setPrototypeOf(
    Class.prototype,
    throwingPrototype(instances, Object.getPrototypeOf(Class.prototype)),
  );
  Object.setPrototypeOf(Class, throwingPrototype(name, Object.getPrototypeOf(Class)));
}

/** A whole module or class that the host lacks: it may be imported, and throws with its name when it is used. */
export function absent(name: string): never {
  const refuse = (): never => {
    throw missingApi(name);
  };
  return new Proxy(class {}, {
    apply: refuse,
    construct: refuse,
    get(_target, key) {
      if (typeof key === 'symbol' || HARMLESS.has(key) || key === 'prototype') return undefined;
      throw missingApi(`${name}.${key}`);
    },
  }) as never;
}
