import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../entra/random.ts';
import { Cli, completeSignIn } from '../support/cli.ts';
import { Surroundings } from '../support/surroundings.ts';

/** Two hundred kills, each at a random moment of a refresh or of a sign-in, with readers going on beside it. */
const KILLS = 200;
/** A command is over by then; later there would be nobody left to kill. */
const LATEST_MS = 320;

let surroundings: Surroundings;
let cli: Cli;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  cli = new Cli(surroundings);
  await cli.run('profile', 'add', 'work', ...surroundings.profileArguments);
  await cli.signIn();
});
afterAll(() => surroundings.stop());

test(`kill -9 at ${KILLS} random moments loses no account`, { timeout: 400_000 }, async () => {
  const random = seededRandom(20261120);
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  let lost = 0;
  let worst = 0;
  let killed = 0;
  for (let round = 0; round < KILLS; round++) {
    const signsIn = round % 8 === 0;
    const victim = signsIn ? cli.start('login', '--no-browser') : cli.start('token', '--refresh');
    if (signsIn) {
      // The person answers; the kill comes somewhere from there to the end.
      const link = await victim.signInLink();
      void completeSignIn(surroundings, link).catch(() => undefined);
    }
    const reader = round % 2 === 0 ? cli.run('token') : undefined;
    await pause(random() * (signsIn ? 150 : LATEST_MS));
    victim.kill('SIGKILL');
    if ((await victim.result).code === null) killed++;
    const [next, beside] = await Promise.all([cli.run('status', '--json'), reader]);
    worst = Math.max(worst, next.milliseconds);
    const { state } = JSON.parse(next.stdout);
    if (state !== 'fresh' || (beside && beside.code !== 0)) lost++;
  }
  const after = await cli.run('token', '--refresh');
  console.log(
    `${killed} of ${KILLS} killed before their end; accounts lost: ${lost}; worst next start: ${Math.round(worst)} ms`,
  );
  expect(lost).toBe(0);
  expect(killed).toBeGreaterThan(KILLS / 2);
  expect(worst).toBeLessThan(2_000);
  expect(after).toMatchObject({ code: 0, stderr: '' });
});
