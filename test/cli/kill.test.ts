import { expect, test } from 'vitest';
import { startApart } from '../support/apart.ts';
import { killAgainAndAgain, type Victim } from '../support/kills.ts';

const VICTIMS: readonly Victim[] = [
  'signIn',
  'refresh',
  'refresh',
  'refresh',
  'refresh',
  'refresh',
  'refresh',
];
/** `npm run bench -- kills` has 200. */
const KILLS = 2 * VICTIMS.length;

test(`kill -9 at ${KILLS} random moments loses no account`, { timeout: 180_000 }, async (context) => {
  const cli = await startApart(context);
  await cli.addSignedInProfile();
  const { killed, lost, worstStart } = await killAgainAndAgain(cli, VICTIMS, KILLS, 20261120);
  expect(lost).toEqual([]);
  expect(killed.length).toBeGreaterThan(KILLS / 2);
  // A lock that nobody takes over holds the next start for 20 seconds.
  expect(worstStart).toBeLessThan(15_000);
  expect(await cli.run('token', '--refresh')).toMatchObject({ code: 0, stderr: '' });
});
