import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../test/entra/random.ts';
import type { Cli } from '../../test/support/cli.ts';

const MINE = '# mine\nOTHER=1\n';

/**
 * `kill -9` at random moments of connecting, disconnecting and changing settings. What must be there afterwards: the
 * sign-in, settings that can be read, and every byte of the person's own in the file.
 * @param cli of somebody who is signed in
 */
export async function killChanges(cli: Cli, rounds: number): Promise<void> {
  const random = seededRandom(20261128);
  const file = join(cli.surroundings.directory, 'bench.env');
  await writeFile(file, MINE);
  const connect = ['connect', 'dotenv', '--file', file];
  const { milliseconds: latest } = await cli.run(...connect);
  const changes = [
    [...connect, '--remove'],
    connect,
    ['profile', 'set', 'work', '--name', 'work'],
    ['profile', 'use', 'work'],
  ];
  let killed = 0;
  let lost = 0;
  let worstStart = 0;
  for (let round = 0; round < rounds; round++) {
    const victim = cli.start(...(changes[round % changes.length] as string[]));
    await sleep(random() * latest);
    victim.kill('SIGKILL');
    if ((await victim.result).code === null) killed++;
    const next = await cli.run('status', '--json');
    worstStart = Math.max(worstStart, next.milliseconds);
    const text = await readFile(file, 'utf8').catch(() => '');
    const isWhole = text.startsWith(MINE) && /^(DATABRICKS_TOKEN=[^\n]*\n)?$/.test(text.slice(MINE.length));
    if (next.code !== 0 || JSON.parse(next.stdout).state !== 'fresh' || !isWhole) lost++;
  }
  const after = await cli.run(...connect, '--remove');
  const rest = await readFile(file, 'utf8');
  console.log(`${rounds} times kill -9 during connect, disconnect and profile changes, at random:`);
  console.log(
    `  ${killed} killed before their end; sign-ins, settings or lines of the person's lost: ${lost}`,
  );
  console.log(
    `  slowest next start ${worstStart.toFixed(0)} ms; disconnected in the end: ${after.code === 0 || rest === MINE}`,
  );
}
