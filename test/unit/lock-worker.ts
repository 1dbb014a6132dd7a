import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { withFileLock } from '../../src/core/platform/file-lock.ts';

/** Takes a lock again and again, notes each entry and exit, and dies now and then while it holds it. */
const [file = '', log = '', share = '0'] = process.argv.slice(2);
for (let round = 0; round < 100; round++) {
  await withFileLock(file, async () => {
    appendFileSync(log, `+${process.pid}\n`);
    await sleep(Math.random() * 2);
    if (Math.random() < Number(share)) process.kill(process.pid, 'SIGKILL');
    appendFileSync(log, `-${process.pid}\n`);
  });
}
