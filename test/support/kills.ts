import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../entra/random.ts';
import { keyringItems, profileId } from './cache.ts';
import { type Cli, type CliProcess, completeSignIn } from './cli.ts';

/** What is killed: each of it changes something that must outlive it. */
export type Victim = 'refresh' | 'signIn' | 'signOut' | 'connect' | 'disconnect' | 'rename';

/** What became of a sign-in, its settings and a person's file, of which the programs were killed. */
export interface Survival {
  /** Commands that were killed before their end. */
  readonly killed: readonly Victim[];
  /** What was gone or broken afterwards, or a reader beside it that got nothing. */
  readonly lost: readonly string[];
  /** Of the next start, milliseconds. */
  readonly worstStart: number;
}

/** The person's own, in the file that the program writes its lines to. */
const MINE = '# mine\nOTHER=1\n';
const NAMES = ['work', 'job'];

/**
 * `kill -9`, each at a random moment of one of `victims` in turn, with a reader of the token beside every other one.
 * @param cli of somebody who is signed in with the only profile
 * @param read asks for a token; false where there was none
 */
export async function killAgainAndAgain(
  cli: Cli,
  victims: readonly Victim[],
  rounds: number,
  seed: number,
  read = async () => (await cli.run('token')).code === 0,
): Promise<Survival> {
  const random = seededRandom(seed);
  const { surroundings } = cli;
  const file = join(surroundings.directory, 'killed.env');
  await writeFile(file, MINE);
  const id = await profileId(surroundings, 'work');
  const connect = ['connect', 'dotenv', '--file', file];
  // Later there would be nobody left to kill.
  const { milliseconds: latest } = await cli.run('token', '--refresh');

  const killed: Victim[] = [];
  const lost: string[] = [];
  let worstStart = 0;
  let name = 0;

  const after = async (delay: number, process: CliProcess) => {
    await sleep(delay);
    process.kill('SIGKILL');
    return (await process.result).code === null;
  };
  /** Every other one is killed after Entra was asked, since saving the answer takes the least of its time. */
  const killRefresh = async (isLate: boolean) => {
    const asked = refreshes(cli);
    const process = cli.start('token', '--refresh');
    if (!isLate) return after(random() * latest, process);
    while (refreshes(cli) === asked && process.isRunning) await sleep(1);
    return after(random() * 50, process);
  };
  const kill: Readonly<Record<Victim, (isLate: boolean) => Promise<boolean>>> = {
    refresh: killRefresh,
    signIn: async () => {
      const process = cli.start('login', '--no-browser');
      const link = await process.signInLink();
      // The person answers; the kill comes somewhere from there to the end.
      void completeSignIn(surroundings, link).catch(() => undefined);
      return after(random() * latest * 0.5, process);
    },
    signOut: async () => {
      const wasKilled = await after(random() * latest, cli.start('logout'));
      // One that reached its end stays a sign-out, whoever was refreshing.
      const [{ code }] = await Promise.all([cli.run('logout'), killRefresh(false)]);
      const { state } = JSON.parse((await cli.run('status', '--json')).stdout);
      const kept = Object.keys(await keyringItems(surroundings));
      if (code !== 0 || state !== 'signedOut' || kept.length > 0)
        lost.push(`signOut: ${code} ${state} ${kept}`);
      await cli.signIn();
      return wasKilled;
    },
    connect: () => after(random() * latest, cli.start(...connect)),
    disconnect: async () => {
      await cli.run(...connect);
      return after(random() * latest, cli.start(...connect, '--remove'));
    },
    rename: () => {
      name = 1 - name;
      return after(random() * latest, cli.start('profile', 'set', id, '--name', NAMES[name] as string));
    },
  };

  const lookAtFile = async (victim: Victim) => {
    const text = await readFile(file, 'utf8').catch(() => '');
    const isWhole = text.startsWith(MINE) && /^(DATABRICKS_TOKEN=[^\n]*\n)?$/.test(text.slice(MINE.length));
    if (!isWhole) lost.push(`${victim}: a file of ${text.length} characters`);
  };
  const look = async (victim: Victim) => {
    const next = await cli.run('status', '--json');
    worstStart = Math.max(worstStart, next.milliseconds);
    const { state, profile } = next.stdout ? JSON.parse(next.stdout) : {};
    if (state !== 'fresh') lost.push(`${victim}: ${next.code} ${state} ${next.stderr}`);
    if (!NAMES.includes(profile)) lost.push(`${victim}: the profile is ${profile}`);
  };

  for (let round = 0; round < rounds; round++) {
    const victim = victims[round % victims.length] as Victim;
    // A refresh heals no sign-in and no settings: of two, the look after the second finds what the first has lost.
    const isFirstOfTwo = victim === 'refresh' && victims[(round + 1) % victims.length] === 'refresh';
    const isLooked = round % 2 === 1 || !isFirstOfTwo || round === rounds - 1;
    const isRead = round % 2 === 0 && victim !== 'signOut';
    const reading = isRead ? read() : true;
    if (await kill[victim](round % 4 < 2)) killed.push(victim);
    if (!(await reading)) lost.push(`${victim}: nothing for the reader beside it`);
    // The person's file it writes anew.
    await lookAtFile(victim);
    if (isLooked) await look(victim);
  }
  return { killed, lost, worstStart };
}

const refreshes = ({ surroundings }: Cli) =>
  surroundings.entra.requests.filter(({ grantType }) => grantType === 'refresh_token').length;
