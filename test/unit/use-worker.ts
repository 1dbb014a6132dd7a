import { recordUse } from '../../src/core/endpoint/use-log.ts';

// Records uses of its own until it is killed, or as many as it is told.
const [, , file = '', program = '', count = ''] = process.argv;
for (let index = 0; index < Number(count || Number.POSITIVE_INFINITY); index++) {
  await recordUse(file, { at: Date.now(), program: `${program}/${index}`, profile: 'p' });
  if (index === 0) process.stdout.write('running\n');
}
