/**
 * Structured clone as text: what Electron's IPC and its context bridge may carry, in a form that fits through
 * a Chrome DevTools binding.
 */
export interface Wire {
  /**
   * Turns a value into text.
   * @param value what structured clone would accept
   * @param special answers with a JSON value for what only the caller can carry (functions, promises), else undefined
   */
  encode(value: unknown, special?: (value: unknown) => unknown): string;
  /** Turns text back into a value; `revive` gets what `special` gave. */
  decode(text: string, revive?: (carried: unknown) => unknown): unknown;
}

/**
 * Makes a {@link Wire}. Its source text also runs inside pages: it must use nothing from outside its own braces but the
 * language's own globals that page/sources.ts keeps safe from the page.
 */
export function createWire(): Wire {
  const tagOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1);
  const refusal = (): Error => new Error('An object could not be cloned.');

  const toBase64 = (bytes: Uint8Array): string => {
    let binary = '';
    for (const byte of bytes) binary += String.fromCharCode(byte);
    return btoa(binary);
  };
  const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
    Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  const encode: Wire['encode'] = (root, special) => {
    const seen = new Map<object, number>();
    const walk = (value: unknown): unknown => {
      if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
      if (value === undefined) return ['undefined'];
      if (typeof value === 'number') {
        return Number.isFinite(value) && !Object.is(value, -0)
          ? value
          : ['number', Object.is(value, -0) ? '-0' : String(value)];
      }
      if (typeof value === 'bigint') return ['bigint', String(value)];
      const carried = special?.(value);
      if (carried !== undefined) return ['special', carried];
      if (typeof value !== 'object') throw refusal();
      const earlier = seen.get(value);
      if (earlier !== undefined) return ['again', earlier];
      seen.set(value, seen.size);
      if (Array.isArray(value)) return ['array', Array.from(value, walk)];
      if (ArrayBuffer.isView(value)) {
        return [
          'bytes',
          value.constructor.name,
          toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)),
        ];
      }
      switch (tagOf(value)) {
        case 'ArrayBuffer':
          return ['bytes', 'ArrayBuffer', toBase64(new Uint8Array(value as ArrayBuffer))];
        case 'Date':
          return ['date', (value as Date).getTime()];
        case 'RegExp':
          return ['regexp', (value as RegExp).source, (value as RegExp).flags];
        case 'Map':
          return [
            'map',
            Array.from(value as Map<unknown, unknown>, ([key, item]) => [walk(key), walk(item)]),
          ];
        case 'Set':
          return ['set', Array.from(value as Set<unknown>, walk)];
        case 'Error': {
          const error = value as Error;
          return ['error', String(error.name), String(error.message), String(error.stack ?? '')];
        }
        case 'Object':
          return ['object', Object.entries(value).map(([key, item]) => [key, walk(item)])];
        default:
          throw refusal();
      }
    };
    return JSON.stringify(walk(root));
  };

  const decode: Wire['decode'] = (text, revive) => {
    const made: unknown[] = [];
    const keep = <T>(value: T): T => {
      made.push(value);
      return value;
    };
    const walk = (node: unknown): unknown => {
      if (!Array.isArray(node)) return node;
      const [tag, first, second, third] = node as [string, never, never, never];
      switch (tag) {
        case 'undefined':
          return undefined;
        case 'number':
          return Number(first);
        case 'bigint':
          return BigInt(first);
        case 'special':
          return revive?.(first);
        case 'again':
          return made[first];
        case 'array': {
          const list: unknown[] = keep([]);
          for (const item of first as unknown[]) list.push(walk(item));
          return list;
        }
        case 'bytes': {
          const bytes = fromBase64(second);
          const name: string = first;
          if (name === 'ArrayBuffer') return keep(bytes.buffer);
          const View = Reflect.get(globalThis, name === 'Buffer' ? 'Uint8Array' : name) as new (
            buffer: ArrayBuffer,
          ) => unknown;
          return keep(new View(bytes.buffer));
        }
        case 'date':
          return keep(new Date(first));
        case 'regexp':
          return keep(new RegExp(first, second));
        case 'map': {
          const map = keep(new Map<unknown, unknown>());
          for (const [key, item] of first as [unknown, unknown][]) map.set(walk(key), walk(item));
          return map;
        }
        case 'set': {
          const set = keep(new Set<unknown>());
          for (const item of first as unknown[]) set.add(walk(item));
          return set;
        }
        case 'error': {
          const error = keep(new Error(second));
          if ((first as string) !== 'Error')
            Object.defineProperty(error, 'name', { value: first, configurable: true });
          Object.defineProperty(error, 'stack', { value: third, configurable: true, writable: true });
          return error;
        }
        case 'object': {
          const object: Record<string, unknown> = keep({});
          for (const [key, item] of first as [string, unknown][]) {
            // As data: a key named __proto__ must not become the prototype.
            Object.defineProperty(object, key, {
              value: walk(item),
              configurable: true,
              enumerable: true,
              writable: true,
            });
          }
          return object;
        }
        default:
          throw new Error(`unknown tag on the wire: ${tag}`);
      }
    };
    return walk(JSON.parse(text));
  };

  return { encode, decode };
}
