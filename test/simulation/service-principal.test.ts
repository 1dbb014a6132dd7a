import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readCertificate } from '../../src/core/entra/identity/certificate.ts';
import { createClientCertificate } from '../entra/certificates.ts';
import { Computer } from './computer.ts';
import { VirtualClock } from './virtual-clock.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 10, 20, 8);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a certificate serves for days, over sleep, a lost network and clocks set wrong, and nobody is asked to sign in', async () => {
  const clock = new VirtualClock(START, (now) => vi.setSystemTime(now));
  const { certificate, privateKey } = createClientCertificate(new Date(START + 16 * DAY));
  const credential = readCertificate(privateKey + certificate, START);
  if (typeof credential === 'string') throw new Error(credential);
  const job = {
    clientId: '7c9dd4e2-19b4-4f0e-8c5a-2f6de1a3b4c5',
    objectId: 'd1a9e0c7-5b1f-4c88-9d0e-3a7b6c5d4e3f',
    secrets: [],
    certificates: [certificate],
  };
  const computer = await Computer.start(clock, () => 0.5, job);
  const kinds = () => computer.notifications.map(({ content }) => content.kind);
  const lives = async () => (await computer.copy(10 * MINUTE))?.lifeMs ?? 0;
  try {
    await computer.session.start();
    expect(computer.session.state.kind).toBe('credentialRequired');
    await computer.session.saveCredential(credential);
    await clock.advance(MINUTE);
    expect(computer.session.state.kind).toBe('fresh');
    // Ten at once are one request; a day is as many as a person's.
    await Promise.all(Array.from({ length: 10 }, () => computer.session.refresh()));
    expect(computer.refreshRequests).toHaveLength(2);
    for (let hour = 0; hour < 24; hour++) {
      await clock.advance(HOUR);
      expect(await lives()).toBeGreaterThan(10 * MINUTE);
    }
    expect(computer.refreshRequests.length).toBeLessThan(35);

    computer.online = false;
    await clock.advance(3 * HOUR);
    expect(computer.session.state.kind).toBe('expired');
    computer.online = true;
    await clock.advance(10 * MINUTE);
    expect(computer.session.state.kind).toBe('fresh');
    await computer.restart();
    expect(await lives()).toBeGreaterThan(10 * MINUTE);

    // By a clock that is wrong by hours, or past the certificate's end, the proof is of another time.
    for (const offset of [3 * HOUR, -3 * HOUR, 30 * DAY]) {
      computer.setClock(offset);
      await clock.advance(3 * HOUR);
      expect(computer.session.state).toMatchObject({
        kind: 'credentialRequired',
        reason: { code: 'refused_by_entra', aadsts: 700024 },
      });
      computer.setClock(0);
      await clock.advance(2 * MINUTE);
      expect(computer.session.state.kind).toBe('fresh');
      expect(await lives()).toBeGreaterThan(10 * MINUTE);
    }

    // Two weeks before its end it is told of, once; afterwards it is named.
    const before = kinds();
    expect(before.filter((kind) => kind === 'certificateEnds')).toHaveLength(0);
    await clock.advance(DAY);
    await clock.advance(DAY);
    expect(kinds().filter((kind) => kind === 'certificateEnds')).toHaveLength(1);
    expect(kinds()).not.toContain('signInNeeded');
    expect(computer.browsers).toBe(0);
  } finally {
    await computer.stop();
  }
});
