import { readCertificate } from '../../src/core/entra/identity/certificate.ts';
import { createClientCertificate } from '../../test/entra/certificates.ts';
import { seededRandom } from '../../test/entra/random.ts';
import type { SimulatedPrincipal } from '../../test/entra/simulator.ts';
import { Computer } from '../../test/simulation/computer.ts';
import { inWords, liveThrough } from '../../test/simulation/laptop-days.ts';
import type { VirtualClock } from '../../test/simulation/virtual-clock.ts';
import { inVirtualTime } from './virtual-date.ts';

const HOUR_S = 3600;
const DAY_MS = 24 * HOUR_S * 1000;
const SEED = 20261128;

/**
 * Days of a laptop with three profiles: a person's whose organization asks for a sign-in a day, and from the middle on
 * every eight hours; one's of whom it asks none, and then one a week; and a service principal, whose certificate is
 * replaced a week before its end.
 */
export async function longDays(days = 90): Promise<void> {
  await inVirtualTime(Date.UTC(2026, 10, 20, 8), async (clock) => {
    const began = performance.now();
    const random = seededRandom(SEED);
    const principal: SimulatedPrincipal = {
      clientId: '7c9dd4e2-19b4-4f0e-8c5a-2f6de1a3b4c5',
      objectId: 'd1a9e0c7-5b1f-4c88-9d0e-3a7b6c5d4e3f',
      secrets: [],
      certificates: [],
    };
    const daily = await Computer.start(clock, random);
    const free = await Computer.start(clock, random);
    const job = await Computer.start(clock, random, principal);
    const profiles = [daily, free, job];
    const replaceOn = Math.round(days * 0.9);
    try {
      for (const [index, { entra }] of profiles.entries())
        entra.setScenario({ accessTokenLifetimeSeconds: 'random', randomSeed: SEED + index });
      daily.entra.setScenario({ signInFrequencySeconds: 24 * HOUR_S });
      for (const { session } of profiles) await session.start();
      for (const profile of [daily, free]) await profile.signIn();
      await renew(clock, job, principal, clock.trueNow + (replaceOn * 1.17 + 7) * DAY_MS);
      const lived = await liveThrough(clock, profiles, days, random, async (day) => {
        if (day === Math.round(days / 2)) {
          daily.entra.setScenario({ signInFrequencySeconds: 8 * HOUR_S });
          free.entra.setScenario({ signInFrequencySeconds: 7 * 24 * HOUR_S });
        }
        if (day === replaceOn) await renew(clock, job, principal, clock.trueNow + 365 * DAY_MS);
      });
      console.log(`${days} working days with three profiles, a changed policy and a certificate that ends:`);
      console.log(`  ${inWords(lived)}`);
      console.log(`  lived through in ${((performance.now() - began) / 1000).toFixed(0)} s`);
    } finally {
      for (const profile of profiles) await profile.stop();
    }
  });
}

/** The service principal gets a new certificate, beside the old one. */
async function renew(
  clock: VirtualClock,
  { session }: Computer,
  principal: SimulatedPrincipal,
  endsAt: number,
): Promise<void> {
  const { certificate, privateKey } = createClientCertificate(new Date(endsAt));
  const credential = readCertificate(privateKey + certificate, clock.now());
  if (typeof credential === 'string') throw new Error(credential);
  principal.certificates = [...principal.certificates, certificate];
  await session.saveCredential(credential);
  await session.tick();
}
