/**
 * `node scripts/contained.ts SCRIPT [ARGUMENT…]`: runs a script that starts servers, keyrings and browsers, so that
 * nothing outlives it, however it ends: its processes are a group, and its temporary files lie in one folder.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long the script may tidy up after itself. Milliseconds. */
const PATIENCE_MS = 5_000;

const hasGroups = process.platform !== 'win32';
const folder = mkdtempSync(join(tmpdir(), 'entra-token-'));
// Tests act as another user too, who has to get to the folders that are theirs in it.
chmodSync(folder, 0o711);
const child = spawn(process.execPath, process.argv.slice(2), {
  detached: hasGroups,
  env: { ...process.env, TMPDIR: folder, TEMP: folder, TMP: folder },
  stdio: ['ignore', 'inherit', 'inherit'],
});

let interruptedBy: NodeJS.Signals | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupt(signal));

// npm that is killed takes its shell along, but not what the shell runs.
const { ppid } = process;
setInterval(() => process.ppid === ppid || interrupt('SIGHUP'), 1_000).unref();

child.once('exit', async (code) => {
  await endGroup();
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  process.exit(interruptedBy ? 128 + constants.signals[interruptedBy] : (code ?? 1));
});

/** npm passes on what the terminal has already sent: only the first signal counts. */
function interrupt(signal: NodeJS.Signals): void {
  if (interruptedBy) return;
  interruptedBy = signal;
  // On Windows a signal ends a process at once; its Ctrl-C reaches the script by itself.
  if (hasGroups) child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS).unref();
}

/** Ends what the script has left running. A browser that was started as a group of its own ends with its pipe. */
async function endGroup(): Promise<void> {
  for (const giveUp = Date.now() + PATIENCE_MS; signalGroup('SIGTERM') && Date.now() < giveUp; )
    await sleep(50);
  signalGroup('SIGKILL');
}

/** @returns whether there was anybody to be told */
function signalGroup(signal: NodeJS.Signals): boolean {
  if (!hasGroups || !child.pid) return false;
  try {
    return process.kill(-child.pid, signal);
  } catch {
    return false;
  }
}
