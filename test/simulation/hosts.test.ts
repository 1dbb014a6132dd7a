import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Profile, ToolConnection } from '../../src/core/profile/profile.ts';
import { workspaceTrust } from '../../src/core/profile/trusted-host.ts';
import { parseWorkspaceUrl } from '../../src/core/profile/workspace-url.ts';
import { ToolKeeper } from '../../src/core/tools/tool-keeper.ts';
import type { AccessToken } from '../../src/shared/access-token.ts';
import { CLOUDS, type CloudName } from '../../src/shared/clouds.ts';
import { FailureError } from '../../src/shared/failures.ts';
import { anyAddress, anyCharacter } from '../support/any-text.ts';
import type { Computer } from './computer.ts';
import { endDay, startDay } from './workday.ts';

/**
 * Hosts × clouds × ways out: a token leaves for an address of Azure Databricks in the profile's cloud, or for one that
 * was confirmed under the authority that the person named, and for no other. Every way of the command line and the tray
 * goes through `session.token`, and every file through the keeper of tools.
 */

const NAMES = Object.keys(CLOUDS) as CloudName[];
const DOMAINS = NAMES.map((name) => CLOUDS[name].workspaceDomain);

let computer: Computer;
let folder: string;
let token: AccessToken;

beforeAll(async () => {
  ({ computer } = await startDay());
  ({ token } = await computer.session.token({ minValidMs: 0 }));
  folder = await mkdtemp(join(tmpdir(), 'hosts-'));
});
afterAll(async () => {
  await endDay(computer);
  await rm(folder, { recursive: true });
});

/** What people have for an address, and what others would have them believe. */
const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,8}[a-z0-9])?$/);
const domain = fc.constantFrom(...DOMAINS);
const addresses = fc.oneof(
  fc.tuple(label, domain).map(([one, end]) => `https://${one}.${end}`),
  fc.tuple(label, label, domain).map(([one, two, end]) => `${one}.${two}.${end}/?o=1`),
  fc.tuple(label, domain).map(([one, end]) => `https://${one}-${end}`),
  fc.tuple(label, domain).map(([one, end]) => `https://${one}${end}`),
  fc.tuple(domain, label).map(([end, one]) => `https://adb-1.2.${end}.${one}.example`),
  fc.tuple(domain, label).map(([end, one]) => `https://adb-1.2.${end}@${one}.example`),
  fc.tuple(domain, label).map(([end, one]) => `https://${one}.example/adb-1.2.${end}`),
  fc.tuple(domain, label).map(([end, one]) => `https://${one}.example#.${end}`),
  fc.tuple(domain, label).map(([end, one]) => `https://${one}.example\\.${end}`),
  domain.map((end) => `HTTPS://ADB-1.2.${end.toUpperCase()}:8443`),
  domain.map((end) => `https://${end}`),
  domain.map((end) => `https://adb-1.2.${end}.`),
  domain.map((end) => `https://adb-1.2.${end.replace('a', '\u0430')}`),
  domain.map((end) => `https://adb-1.2.${end.replace('.', '\u3002')}`),
  anyAddress(),
  fc.string({ unit: anyCharacter, maxLength: 20 }),
);
const clouds: fc.Arbitrary<Profile['cloud']> = fc.oneof(
  fc.constantFrom(...NAMES),
  fc.constant({ authorityHost: 'login.contoso.example' }),
);

/** The rule, in other words than the program's. */
function mayHave(workspaceUrl: string, cloud: Profile['cloud'], isConfirmed: boolean): boolean {
  if (typeof cloud !== 'string') return isConfirmed;
  const { hostname, protocol } = new URL(workspaceUrl);
  const labels = hostname.split('.');
  const own = CLOUDS[cloud].workspaceDomain.split('.');
  return (
    protocol === 'https:' &&
    labels.length > own.length &&
    own.every((part, at) => part === labels.at(at - own.length))
  );
}

/** The profile as it would be with this workspace. */
function profileOf(workspaceUrl: string, cloud: Profile['cloud'], isConfirmed: boolean): Profile {
  const { profile, entra } = computer;
  const confirmed = isConfirmed ? { workspaceTenantId: entra.tenantId } : {};
  return { ...profile, cloud, workspaceUrl, ...confirmed };
}

test('an address is https and a host of the DNS, or none; who vouches for it', () => {
  fc.assert(
    fc.property(addresses, clouds, fc.boolean(), (text, cloud, isConfirmed) => {
      const url = parseWorkspaceUrl(text);
      if (url === undefined) return;
      expect(url).toMatch(/^https:\/\/[a-z0-9.-]+(:\d+)?$/);
      expect(parseWorkspaceUrl(url)).toBe(url);
      const trust = workspaceTrust(profileOf(url, cloud, isConfirmed));
      expect(['domain', 'confirmed'].includes(trust), url).toBe(mayHave(url, cloud, isConfirmed));
    }),
    { numRuns: 1_000 },
  );
});

test('no way out gives a token to a host that nobody vouches for', async () => {
  const keeper = new ToolKeeper(join(folder, 'locks'), {
    onFailure: () => undefined,
    isConnected: async () => true,
  });
  const { session, profile } = computer;
  let [given, refused] = [0, 0];
  await fc.assert(
    fc.asyncProperty(addresses, clouds, fc.boolean(), async (text, cloud, isConfirmed) => {
      const workspaceUrl = parseWorkspaceUrl(text);
      if (workspaceUrl === undefined) return;
      const to = profileOf(workspaceUrl, cloud, isConfirmed);
      const isMeant = mayHave(workspaceUrl, cloud, isConfirmed);
      session.updateProfile(to);
      const handed = await session.token({ minValidMs: 0 }).then(
        () => true,
        (error: unknown) => {
          expect(error).toBeInstanceOf(FailureError);
          return false;
        },
      );
      expect(handed, workspaceUrl).toBe(isMeant);
      const place = await mkdtemp(join(folder, 'files-'));
      const connections: ToolConnection[] = [
        { kind: 'dotenv', file: join(place, '.env'), key: 'DATABRICKS_TOKEN' },
        { kind: 'databrickscfg', file: join(place, 'cfg'), section: 'work', holds: 'token' },
      ];
      keeper.update({ ...to, tools: connections }, token, () => ({ kind: 'off' }));
      await keeper.settled();
      expect((await readdir(place)).length, workspaceUrl).toBe(isMeant ? 2 : 0);
      if (isMeant) given++;
      else refused++;
    }),
    { numRuns: 120 },
  );
  session.updateProfile(profile);
  // About a quarter of them.
  expect(given).toBeGreaterThan(3);
  expect(refused).toBeGreaterThan(3);
});
