import { AzHelper } from '../../test/support/az-helper.ts';
import { killAgainAndAgain, type Victim } from '../../test/support/kills.ts';
import { signedIn } from './signed-in.ts';

const VICTIMS: readonly Victim[] = [
  'refresh',
  'signIn',
  'connect',
  'refresh',
  'disconnect',
  'rename',
  'refresh',
  'signIn',
  'connect',
  'signOut',
];
/** A sign-in may refresh thirty times an hour: killed after that, a refresh would be one that was never begun. */
const ROUNDS_EACH = 20;

/** What a sign-in, its settings and a person's file survive; `npm test` kills less. */
export async function kills(rounds = 200): Promise<void> {
  const killed: Victim[] = [];
  const lost: string[] = [];
  let worstStart = 0;
  let refreshed = 0;
  await signedIn(async (cli) => {
    const { surroundings } = cli;
    const { workspaceArguments, entra } = surroundings;
    for (let done = 0; done < rounds; done += ROUNDS_EACH) {
      if (done > 0) {
        surroundings.reset();
        await cli.addSignedInProfile(...workspaceArguments);
      }
      const az = await AzHelper.place(cli);
      const read = async () => (await az.ask()).includes('accessToken');
      const these = Math.min(ROUNDS_EACH, rounds - done);
      const survival = await killAgainAndAgain(cli, VICTIMS, these, done, read);
      killed.push(...survival.killed);
      lost.push(...survival.lost);
      worstStart = Math.max(worstStart, survival.worstStart);
    }
    refreshed = entra.requests.filter(({ grantType }) => grantType === 'refresh_token').length;
  });
  const counts = Object.entries(Object.groupBy(killed, (victim) => victim));
  console.log(
    `${rounds} times kill -9 at a random moment, a helper asking for a token beside every other one:`,
  );
  console.log(
    `  killed before their end ${killed.length}: ${counts.map(([victim, all]) => `${victim} ${all.length}`).join(', ')}; refreshes that reached Entra ${refreshed}`,
  );
  console.log(`  lost ${lost.length} ${lost.join('; ')}`);
  console.log(`  slowest next start ${worstStart.toFixed(0)} ms`);
}
