import { printEndpointToken } from './print-token.ts';

// At the start: until somebody listens for it, SIGUSR1 opens a debugger. The launchers also say --disable-sigusr1.
process.on('SIGUSR1', () => undefined);

// The quick way first: it loads next to nothing.
if (!(await printEndpointToken(process.argv.slice(2)))) await import('./main.ts');
