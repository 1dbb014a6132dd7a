import { createBridgeEnd } from './bridge-end.ts';
import { RECEIVER, SENDER, startPreloadWorld } from './preload-world.ts';
import { createWire } from './wire.ts';

/** The name of the isolated world that preload scripts run in. */
export const PRELOAD_WORLD = 'desktop-host-preload';

/** Taken at once, before a page can put its own in their place. */
const OWN_GLOBALS = `const {
  Array, ArrayBuffer, BigInt, CustomEvent, Date, Error, JSON, Map, Number, Object, Promise, Reflect, RegExp, Set,
  String, Uint8Array, WeakMap, atob, btoa,
} = globalThis;`;

/**
 * The script for the main world: the bridge's far end, run before any script of the page. It leaves no trace on window.
 * @param secret the name that joins the two worlds of one window
 */
export function mainWorldSource(secret: string): string {
  return `(() => {
    if (window.top !== window) return;
    ${OWN_GLOBALS}
    (${createBridgeEnd})((${createWire})(), ${JSON.stringify(secret)}, 'main');
  })();`;
}

/**
 * The script for the preload's own world.
 * @param secret the name that joins the two worlds of one window
 * @param preload the preload script's source
 * @param process what the script sees as `process`
 */
export function preloadWorldSource(
  secret: string,
  preload: string,
  process: Record<string, unknown>,
): string {
  return `(() => {
    if (window.top !== window) return;
    ${OWN_GLOBALS}
    const wire = (${createWire})();
    (${startPreloadWorld})({
      wire,
      bridge: (${createBridgeEnd})(wire, ${JSON.stringify(secret)}, 'preload'),
      sender: ${JSON.stringify(SENDER)},
      receiver: ${JSON.stringify(RECEIVER)},
      process: ${JSON.stringify(process)},
      preload(require, module, exports, process) {
${preload}
      },
    });
  })();`;
}
