import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { test as base, chromium } from '@playwright/test';
import {
  createClipboard,
  type Desktop,
  desktopRuntime,
  type GuiseName,
  type HostDesktop,
  launchDesktop,
  launchHostDesktop,
  type SharedChromium,
  type SharedClipboard,
  startSharedChromium,
} from '../host/launch.ts';
import type { Cli } from '../support/cli.ts';
import { chromiumOptions } from '../support/find-chromium.ts';
import { MAIN_ENTRY } from '../support/paths.ts';
import { Person } from '../support/person.ts';
import type { Surroundings } from '../support/surroundings.ts';
import { AppWindowPage } from './app-window.ts';
import { World } from './world.ts';

/** What a spec has at hand. */
interface Fixtures {
  /** Where the program is set up, in which nothing is at first. */
  world: World;
  surroundings: Surroundings;
  cli: Cli;
  /** For the spec's own files. */
  folder: string;
  person: Person;
  /** What every start of one spec shares, besides the data directory. */
  clipboard: SharedClipboard;
  /** Starts the program as the system does at login: without a window. Ended after the spec. */
  start: (environment?: Record<string, string>) => Promise<Desktop>;
  /** Starts the program on a desktop that can be told what to do: only the desktop host has one. */
  startOn: (
    guise: GuiseName,
    options?: { environment?: Record<string, string>; byPerson?: boolean },
  ) => Promise<HostDesktop>;
  /** Starts the program with the world's profile signed in, and waits until its tray says so. */
  startSignedIn: (environment?: Record<string, string>) => Promise<Desktop>;
}

/** What the specs of one worker share: starting it costs more than all that they do with it. */
interface SharedFixtures {
  sharedWorld: World;
  /** Shows the program's windows on the desktop host. */
  windows: SharedChromium | undefined;
}

/** The argument of a start that nobody waits for. */
const AT_LOGIN = '--hidden';

export const test = base.extend<Fixtures, SharedFixtures>({
  launchOptions: [async ({}, use) => use(chromiumOptions(chromium, true)), { scope: 'worker' }],
  windows: [
    async ({}, use) => {
      const shared = desktopRuntime() === 'desktop host' ? await startSharedChromium() : undefined;
      await use(shared);
      await shared?.stop();
    },
    { scope: 'worker' },
  ],
  sharedWorld: [
    async ({}, use) => {
      const world = await World.start();
      await use(world);
      await world.stop();
    },
    { scope: 'worker' },
  ],
  world: async ({ sharedWorld }, use) => {
    sharedWorld.reset();
    await use(sharedWorld);
  },
  surroundings: async ({ world }, use) => use(world.surroundings),
  cli: async ({ world }, use) => use(world.cli),
  folder: async ({ surroundings }, use) => use(await mkdtemp(join(surroundings.directory, 'spec-'))),
  person: async ({ browser, surroundings }, use) => {
    const person = await Person.arrive(surroundings, { browser });
    await use(person);
    await person.leave();
  },
  clipboard: async ({}, use) => use(createClipboard()),
  start: async ({ surroundings, windows, clipboard }, use, testInfo) => {
    testInfo.annotations.push({ type: 'runtime', description: desktopRuntime() });
    const started: Desktop[] = [];
    await use(async (environment = {}) => {
      const desktop = await launchDesktop({
        mainEntry: MAIN_ENTRY,
        args: [AT_LOGIN],
        env: { ...surroundings.environment, ...environment },
        spkiSha256: surroundings.entra.spkiSha256,
        clipboard,
        ...(windows ? { chromium: windows } : {}),
      });
      started.push(desktop);
      return desktop;
    });
    for (const desktop of started) await desktop.kill();
  },
  startOn: async ({ surroundings, windows, clipboard }, use, testInfo) => {
    testInfo.annotations.push({ type: 'runtime', description: 'desktop host' });
    const started: Desktop[] = [];
    await use(async (guise, { environment = {}, byPerson = false } = {}) => {
      needs(
        desktopRuntime() === 'desktop host',
        'the desktop host: no test can tell a real desktop what to do',
      );
      const desktop = await launchHostDesktop({
        mainEntry: MAIN_ENTRY,
        args: byPerson ? [] : [AT_LOGIN],
        env: { ...surroundings.environment, ...environment },
        guise,
        clipboard,
        ...(windows ? { chromium: windows } : {}),
      });
      started.push(desktop);
      return desktop;
    });
    for (const desktop of started) await desktop.kill();
  },
  startSignedIn: async ({ world, start }, use) => {
    await use(async (environment) => {
      await world.signIn();
      const desktop = await start(environment);
      await expect.poll(async () => (await desktop.tray())?.image).toMatch(/^fresh/);
      return desktop;
    });
  },
});

export const expect = test.expect;

/** Reports the test as skipped, with the reason, where it cannot be run. */
export function needs(isThere: boolean, what: string): void {
  test.info().skip(!isThere, `needs ${what}`);
}

/** No token, code or password is in any of these places. */
export function expectNoSecret(
  { entra }: Surroundings,
  places: Iterable<readonly [place: string, content: string]>,
): void {
  const secrets = entra.issuedSecrets();
  expect(secrets.length, 'secrets beyond the passwords').toBeGreaterThan(entra.users.length);
  const searched = [...places];
  expect(searched, 'places to search').not.toEqual([]);
  const found = searched.filter(([, content]) => secrets.some((secret) => content.includes(secret)));
  expect(
    found.map(([place]) => place),
    'places with a secret',
  ).toEqual([]);
}

/** Whoever waited for an answer at `port` has gone. */
export async function expectClosed(port: string): Promise<void> {
  const isClosed = () =>
    fetch(`http://127.0.0.1:${port}/favicon.ico`).then(
      () => false,
      () => true,
    );
  await expect.poll(isClosed, `port ${port} is closed`).toBe(true);
}

/** The window of a running program. */
export async function windowOf(desktop: Desktop): Promise<AppWindowPage> {
  return new AppWindowPage(await desktop.window());
}

/** Opens the window from the tray menu. */
export async function openWindow(desktop: Desktop): Promise<AppWindowPage> {
  await desktop.chooseFromTrayMenu('window.show');
  return windowOf(desktop);
}

/** Waits for the sign-in link that the program hands to the system's browser. */
export async function nextLink(desktop: Desktop, after = 0): Promise<string> {
  await expect
    .poll(async () => (await desktop.openedLinks()).length, { timeout: 15_000 })
    .toBeGreaterThan(after);
  const opened = (await desktop.openedLinks()).at(-1) as string;
  // A sign-in link comes by a page of the program's own, which leads to it; others come as they are.
  if (new URL(opened).protocol === 'https:') return opened;
  const page = await fetch(opened, { redirect: 'manual' });
  return page.headers.get('location') as string;
}
