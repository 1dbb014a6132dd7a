import { fileURLToPath } from 'node:url';

const path = (relative: string): string => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

/** The built program, as it is shipped. */
export const MAIN_ENTRY = path('out/main/index.js');
export const CLI_ENTRY = path('out/main/entra-token.js');
