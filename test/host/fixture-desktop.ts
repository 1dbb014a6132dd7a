import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import type { Desktop, LaunchOptions } from './desktop.ts';
import { launchHostDesktop } from './host-desktop.ts';

/** What the fixture's preload script puts on the page's window; the tests call it inside the page. */
export interface FixtureBridge {
  missing: string;
  platform: string;
  list: [number, { two: number }];
  add(a: number, b: number): number;
  echo(...args: unknown[]): Promise<{ args: unknown[]; sender: Record<string, unknown> }>;
  fail(): Promise<never>;
  unhandled(): Promise<never>;
  command(name: string, ...args: unknown[]): Promise<unknown>;
  throwNow(): never;
  call<T>(callback: (text: string) => T): T;
  tick(): void;
  onTick(callback: (value: { ticks: number; at: Date }) => void): () => void;
  ipcRenderer: object;
}

/** Makes a new data directory for the fixture program. */
export function createHome(): string {
  return mkdtempSync(join(tmpdir(), 'desktop-host-test-'));
}

/** Starts the fixture program with the given data directory. */
export function launchFixture(
  home: string,
  env: Record<string, string> = {},
  more: Partial<LaunchOptions> = {},
): Promise<Desktop> {
  const mainEntry = fileURLToPath(new URL('./fixture/main.mjs', import.meta.url));
  return launchHostDesktop({ mainEntry, env: { FIXTURE_HOME: home, ...env }, ...more });
}

/** Ends the program if it still runs and removes its data. */
export async function tidyUp(home: string, desktop: Desktop | undefined): Promise<void> {
  await desktop?.kill();
  rmSync(home, { recursive: true, force: true });
}

/**
 * Runs `work` in the page with the fixture's bridge.
 * @param work must use nothing from outside its own braces
 */
export function inPage<T, Arg = undefined>(
  page: Page,
  work: (bridge: FixtureBridge, arg: Arg) => T | Promise<T>,
  arg?: Arg,
): Promise<T> {
  return page.evaluate(`(${work})(window.fixture, ${JSON.stringify(arg)})`);
}
