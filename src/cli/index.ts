import { printEndpointToken } from './endpoint-token.ts';

// The quick way first: it loads next to nothing.
if (!(await printEndpointToken(process.argv.slice(2)))) await import('./main.ts');
