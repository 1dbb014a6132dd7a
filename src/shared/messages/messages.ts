import type { en } from './en.ts';

/** What every language has: the keys of English, with words of its own. */
export type Messages = Worded<typeof en>;

type Worded<T> = { readonly [K in keyof T]: T[K] extends string ? string : Worded<T[K]> };
