import { expect } from 'vitest';
import type { SimulatedUser } from '../entra/simulator.ts';
import { keyringItems } from './cache.ts';
import type { Cli } from './cli.ts';
import type { Surroundings } from './surroundings.ts';

/** Signed in as `user`, with a token that Entra's keys vouch for. @returns the token */
async function expectSignedIn(cli: Cli, user: SimulatedUser): Promise<string> {
  const status = JSON.parse((await cli.run('status', '--json')).stdout);
  expect(status).toMatchObject({ state: 'fresh', account: user.username });
  const { code, stdout, stderr } = await cli.run('token');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const claims = await cli.surroundings.entra.verifyAccessToken(stdout.trim());
  expect(claims).toMatchObject({ upn: user.username, oid: user.objectId });
  return stdout;
}

/** The same, and it can be refreshed. */
export async function expectLasting(cli: Cli, user: SimulatedUser): Promise<void> {
  const token = await expectSignedIn(cli, user);
  const { code, stdout, stderr } = await cli.run('token', '--refresh');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).not.toBe(token);
  await cli.surroundings.entra.verifyAccessToken(stdout.trim());
}

/** All that is kept of who is signed in, to be compared; on Windows it is a file. */
export async function keptSignIn(surroundings: Surroundings): Promise<unknown> {
  const caches = [...(await surroundings.files())].filter(([file]) => file.endsWith('.cache'));
  const items = await keyringItems(surroundings);
  expect(caches.length + Object.keys(items).length).toBeGreaterThan(0);
  return { caches, items };
}

export async function expectNothingSaved(cli: Cli): Promise<void> {
  expect(JSON.parse((await cli.run('status', '--json')).stdout).state).toBe('signedOut');
  expect(await keyringItems(cli.surroundings)).toEqual({});
}
