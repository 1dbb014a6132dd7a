import { homedir } from 'node:os';
import { resolve } from 'node:path';

/** A path as a person gives it. A shell leaves the tilde of `--file=~/x` and of a variable's value as it is. */
export function userPath(text: string): string {
  return resolve(text.replace(/^~(?=$|[/\\])/, () => homedir()));
}
