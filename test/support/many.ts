import { once } from 'node:events';
import spawn from 'cross-spawn';

/**
 * `many.ts COUNT COMMAND [ARG…]`: starts a command many times at once, and prints how often each exit code came, as
 * JSON. A process of its own: starting hundreds of processes would keep the simulators from answering.
 */
const [, , count = '', command = '', ...args] = process.argv;
const codes = await Promise.all(
  Array.from({ length: Number(count) }, async () => {
    const [code] = await once(spawn(command, args, { stdio: 'ignore' }), 'exit');
    return String(code);
  }),
);
const times = Object.entries(Object.groupBy(codes, (code) => code)).map(([code, all]) => [code, all?.length]);
console.log(JSON.stringify(Object.fromEntries(times)));
