import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Computer } from './computer.ts';
import type { VirtualClock } from './virtual-clock.ts';
import { endDay, startDay } from './workday.ts';

const MINUTE = 60_000;

let clock: VirtualClock;
let computer: Computer;

beforeEach(async () => {
  ({ clock, computer } = await startDay());
});
afterEach(() => endDay(computer));

const secret = async (session = computer.session) =>
  (await session.token({ minValidMs: 10 * MINUTE })).token.secret;

test('a full folder: new tokens come all day, each is asked for once, and what is saved stays good', async () => {
  const { store, session } = computer;
  const saved = store.content;
  store.isFull = true;
  const seen = new Set<string>();
  for (let hour = 0; hour < 6; hour++) {
    await clock.advance(60 * MINUTE);
    const token = await secret();
    // Whoever reads again, as after another process's change, finds the new one, and asks nobody.
    await session.reload();
    expect(await secret()).toBe(token);
    seen.add(token);
  }
  expect(seen.size).toBe(6);
  expect(computer.refreshRequests.length).toBeLessThan(10);
  expect(new Set(computer.unsaved)).toEqual(new Set(['data_folder_full']));
  expect(store.content).toBe(saved);
  // The program ends before there is room: the refresh token that is saved still works.
  await computer.restart();
  expect(session.state.kind).not.toBe('signInRequired');
  expect(seen.has(await secret())).toBe(false);
});

test('as soon as there is room, it is saved; what another process saves counts at once', async () => {
  const { store, session } = computer;
  store.isFull = true;
  await session.refresh();
  const unsaved = await secret();
  store.isFull = false;
  await session.reload();
  expect(store.content).toContain(unsaved);
  expect(await secret(computer.other())).toBe(unsaved);

  store.isFull = true;
  await session.refresh();
  store.isFull = false;
  const other = computer.other();
  await other.reload();
  await other.refresh();
  await session.reload();
  expect(await secret()).toBe(await secret(other));
  store.isFull = true;
  await session.refresh();
  await other.signOut();
  await session.reload();
  expect(session.state.kind).toBe('signedOut');
});

test('a sign-in that could not be kept is none', async () => {
  const { store, session } = computer;
  const before = await secret();
  store.isFull = true;
  expect(await computer.signIn()).toBe(false);
  store.isFull = false;
  expect(session.facts.signInFailure?.code).toBe('data_folder_full');
  expect(await secret()).toBe(before);
});
