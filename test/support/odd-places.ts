import { spawn, spawnSync } from 'node:child_process';
import { nodeRuntime } from './node-runtime.ts';
import { CLI_ENTRY } from './paths.ts';
import type { Surroundings } from './surroundings.ts';

/** A user whom no list of users knows. */
export const STRANGER = 54_321;

const isRoot = process.getuid?.() === 0;
const OWN_MOUNTS = ['unshare', '--mount', ...(isRoot ? [] : ['--map-root-user'])];
/** Whoever has mounted as the root of a namespace is themselves again: a session bus serves nobody else. */
const AS_BEFORE = isRoot
  ? []
  : ['unshare', `--map-user=${process.getuid?.()}`, `--map-group=${process.getgid?.()}`];
const AS_STRANGER = ['setpriv', `--reuid=${STRANGER}`, `--regid=${STRANGER}`, '--clear-groups'];

/** Whether this machine lets us mount file systems that nobody else sees. */
export const canMount =
  works([...OWN_MOUNTS, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']) &&
  works([...OWN_MOUNTS, ...AS_BEFORE, 'true']);
/** Whether there can be a second user, who can run the program. */
export const canBeStranger = works([...AS_STRANGER, nodeRuntime().command, '--check', CLI_ENTRY]);

function works([command = '', ...args]: readonly string[]): boolean {
  return process.platform === 'linux' && spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

export interface OddResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs `entra-token` after a shell script that has prepared its world.
 * @param place in mounts of its own, as a second user, or as ourselves
 */
export async function runIn(
  surroundings: Surroundings,
  place: 'ownMounts' | 'stranger' | 'here',
  script: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<OddResult> {
  const node = nodeRuntime();
  const prefix = { ownMounts: OWN_MOUNTS, stranger: AS_STRANGER, here: [] }[place];
  const command = [
    ...prefix,
    'sh',
    '-c',
    `set -e\n${script}\nexec "$@"`,
    'sh',
    ...(place === 'ownMounts' ? AS_BEFORE : []),
    node.command,
    CLI_ENTRY,
    ...args,
  ];
  const [program = '', ...rest] = command;
  const child = spawn(program, rest, {
    env: { ...surroundings.environment, ...node.environment, ...environment },
    cwd: surroundings.directory,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const { promise, resolve, reject } = Promise.withResolvers<OddResult>();
  child.once('error', reject);
  child.once('close', (code) => resolve({ code, stdout, stderr }));
  return promise;
}
