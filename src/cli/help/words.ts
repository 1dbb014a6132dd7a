/**
 * What `--help` says in another language, by its English, which stands where the command is defined.
 * `test/unit/help.test.ts` demands every sentence.
 */
export type HelpWords = Readonly<Record<string, string>>;
