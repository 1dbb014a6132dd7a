import { commandCost } from './bench/commands.ts';
import { longDay } from './bench/day.ts';
import { longDays } from './bench/days.ts';
import { endpointCost } from './bench/endpoint.ts';
import { idleCost } from './bench/idle.ts';
import { kills } from './bench/kills.ts';
import { refreshOverhead } from './bench/refresh.ts';
import { windowCost } from './bench/window.ts';

/**
 * `npm run bench [-- PART[=AMOUNT]…]`: what the program costs, and what it survives, in figures; nothing here passes or
 * fails. Without a PART, all of them.
 */
const PARTS: Readonly<Record<string, (amount?: number) => Promise<void>>> = {
  refresh: () => refreshOverhead(),
  endpoint: () => endpointCost(),
  commands: () => commandCost(),
  window: () => windowCost(),
  kills,
  idle: idleCost,
  day: longDay,
  days: longDays,
};

const wanted = process.argv.slice(2);
const parts = (wanted.length > 0 ? wanted : Object.keys(PARTS)).map((word) => {
  const [name = '', amount] = word.split('=');
  const run = PARTS[name];
  if (!run) throw new Error(`no part is called "${name}", but: ${Object.keys(PARTS).join(', ')}`);
  return () => run(amount === undefined ? undefined : Number(amount));
});
for (const run of parts) await run();
