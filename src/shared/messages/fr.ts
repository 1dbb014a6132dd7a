import { en } from './en.ts';
import type { Messages } from './messages.ts';

/** French. */
export const fr: Messages = en;
