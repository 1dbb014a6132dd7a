import { basename } from 'node:path';
import { shellQuoted } from '../../shared/shell-quoted.ts';
import type { Profile } from '../profile/profile.ts';

/**
 * The line that lets the programs of a shell find our `az`, in the shell that the person has.
 * @param isNamed whether the profile has to be named: the chosen one may be another some day
 */
export function shellLine({ name }: Profile, isNamed: boolean): string {
  const isWindows = process.platform === 'win32';
  const profile = isNamed ? ` --profile ${shellQuoted(name, isWindows)}` : '';
  if (isWindows) return `entra-token env --shell powershell${profile} | Out-String | Invoke-Expression`;
  const shell = basename(process.env.SHELL ?? '');
  if (shell === 'fish') return `entra-token env --shell fish${profile} | source`;
  return `eval "$(entra-token env${profile})"`;
}
