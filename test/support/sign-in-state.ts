import { expect } from 'vitest';
import type { SimulatedUser } from '../entra/simulator.ts';
import { keyringItems } from './cache.ts';
import type { Cli } from './cli.ts';

/** Signed in as `user`, with a token that Entra's keys vouch for. @returns the token */
export async function expectSignedIn(cli: Cli, user: SimulatedUser): Promise<string> {
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

export async function expectNothingSaved(cli: Cli): Promise<void> {
  expect(JSON.parse((await cli.run('status', '--json')).stdout).state).toBe('signedOut');
  expect(await keyringItems(cli.surroundings)).toEqual({});
}
