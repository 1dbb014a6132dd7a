import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../entra/random.ts';
import { type Cli, completeSignIn } from './cli.ts';

/** What became of a sign-in of which the programs were killed. */
export interface Survival {
  /** Commands that were killed before their end. */
  readonly killed: number;
  /** How often the account was gone, or a reader beside it got nothing. */
  readonly lost: number;
  /** Of the next start, milliseconds. */
  readonly worstStart: number;
}

/**
 * `kill -9`, each at a random moment of a refresh or of a sign-in, with readers going on beside it. Every other refresh is
 * killed after Entra was asked, since saving the answer takes the least of its time.
 * @param cli of somebody who is signed in
 */
export async function killAgainAndAgain(cli: Cli, rounds: number): Promise<Survival> {
  const random = seededRandom(20261120);
  let lost = 0;
  let worstStart = 0;
  let killed = 0;
  // Later there would be nobody left to kill.
  const { milliseconds: latest } = await cli.run('token', '--refresh');
  for (let round = 0; round < rounds; round++) {
    const reader = round % 2 === 0 ? cli.run('token') : undefined;
    const signsIn = round % 8 === 0;
    const asked = refreshes(cli);
    const victim = signsIn ? cli.start('login', '--no-browser') : cli.start('token', '--refresh');
    if (signsIn) {
      // The person answers; the kill comes somewhere from there to the end.
      const link = await victim.signInLink();
      void completeSignIn(cli.surroundings, link).catch(() => undefined);
      await sleep(random() * latest * 0.5);
    } else if (round % 2 === 0) {
      await sleep(random() * latest);
    } else {
      while (refreshes(cli) === asked && victim.isRunning) await sleep(1);
      await sleep(random() * 50);
    }
    victim.kill('SIGKILL');
    if ((await victim.result).code === null) killed++;
    const [next, beside] = await Promise.all([cli.run('status', '--json'), reader]);
    worstStart = Math.max(worstStart, next.milliseconds);
    const { state } = JSON.parse(next.stdout);
    if (state !== 'fresh' || (beside && beside.code !== 0)) lost++;
  }
  return { killed, lost, worstStart };
}

const refreshes = ({ surroundings }: Cli) =>
  surroundings.entra.requests.filter(({ grantType }) => grantType === 'refresh_token').length;
