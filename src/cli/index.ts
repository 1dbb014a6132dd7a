import { printToken } from './print-token.ts';

// At the start: until somebody listens for it, SIGUSR1 opens a debugger. The launchers also say --disable-sigusr1.
process.on('SIGUSR1', () => undefined);

// The quick ways first: they load next to nothing.
if (!(await printToken(process.argv.slice(2)))) await (await import('./main.ts')).main();
