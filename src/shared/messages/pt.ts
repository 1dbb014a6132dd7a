import { en } from './en.ts';
import type { Messages } from './messages.ts';

/** Brazilian Portuguese. */
export const pt: Messages = en;
