import { type ChildProcess, spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { PlainBrowser, type PlainPage } from '../entra/plain-browser.ts';
import { nodeRuntime } from './node-runtime.ts';
import { CLI_ENTRY } from './paths.ts';
import type { Surroundings } from './surroundings.ts';

/** What a command did. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** What a command gets on standard input. */
type Input = string | Uint8Array | Readable;

/** A running `entra-token`. */
export class CliProcess {
  readonly #child: ChildProcess;
  readonly #began = performance.now();
  readonly result: Promise<CliResult>;
  #stdout = '';
  #stderr = '';

  constructor(
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
    workingDirectory: string,
    input?: Input,
  ) {
    const node = nodeRuntime();
    this.#child = spawn(node.command, [CLI_ENTRY, ...args], {
      env: { ...environment, ...node.environment },
      // Not the checkout: what the program does must not depend on it.
      cwd: workingDirectory,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    // A command that ends without reading is told by its code.
    this.#child.stdin?.on('error', () => undefined);
    if (input instanceof Readable) {
      if (this.#child.stdin) input.pipe(this.#child.stdin);
    } else {
      this.#child.stdin?.end(input);
    }
    this.#child.stdout?.on('data', (chunk) => {
      this.#stdout += chunk;
    });
    this.#child.stderr?.on('data', (chunk) => {
      this.#stderr += chunk;
    });
    const { promise, resolve, reject } = Promise.withResolvers<CliResult>();
    this.#child.once('error', reject);
    this.#child.once('close', (code) => {
      // A message whose parameters were forgotten, or a stack trace, is wrong whatever the test was about.
      if (/\{\{|\n {4}at /.test(this.#stderr))
        reject(new Error(`unfit for people: …${this.#stderr.slice(-2_000)}`));
      resolve({
        code,
        stdout: this.#stdout,
        stderr: this.#stderr,
        milliseconds: performance.now() - this.#began,
      });
    });
    this.result = promise;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Waits for a text on stderr. */
  async said(pattern: RegExp, limitMs = 30_000): Promise<RegExpMatchArray> {
    const giveUp = performance.now() + limitMs;
    for (;;) {
      const match = this.#stderr.match(pattern);
      if (match) return match;
      if (!this.isRunning || performance.now() > giveUp) {
        throw new Error(`“${pattern}” was not said: ${this.#stderr}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** The link that `login --no-browser` prints. */
  async signInLink(): Promise<string> {
    const [, link] = await this.said(/Open this link to sign in: (https:\/\/\S+)/);
    return link as string;
  }

  /** The code that `login --device-code` prints, and where it is typed. */
  async deviceCode(): Promise<{ uri: string; code: string }> {
    const [, uri = '', code = ''] = await this.said(/open (https:\/\/\S+) and enter the code: (\S+)/);
    return { uri, code };
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}

/** Runs `entra-token` in `surroundings`. */
export class Cli {
  readonly surroundings: Surroundings;
  readonly #extra: Readonly<Record<string, string>>;

  constructor(surroundings: Surroundings, extraEnvironment: Readonly<Record<string, string>> = {}) {
    this.surroundings = surroundings;
    this.#extra = extraEnvironment;
  }

  start(...args: string[]): CliProcess {
    return this.#launch(args);
  }

  run(...args: string[]): Promise<CliResult> {
    return this.start(...args).result;
  }

  /** With `input` on standard input. */
  startWith(input: Input, ...args: string[]): CliProcess {
    return this.#launch(args, input);
  }

  runWith(input: Input, ...args: string[]): Promise<CliResult> {
    return this.startWith(input, ...args).result;
  }

  #launch(args: readonly string[], input?: Input): CliProcess {
    const { environment, directory, running } = this.surroundings;
    const launched = new CliProcess(args, { ...environment, ...this.#extra }, directory, input);
    running.add(launched);
    const isOver = () => void running.delete(launched);
    launched.result.then(isOver, isOver);
    return launched;
  }

  /** Adds the profile `work`, the only one. @throws Error where it is refused */
  async addProfile(...more: string[]): Promise<void> {
    const args = [...this.surroundings.profileArguments, ...more];
    const { code, stderr } = await this.run('profile', 'add', 'work', ...args);
    if (code !== 0) throw new Error(stderr);
  }

  /** Adds it, and signs in with it. @throws Error where one of both is refused */
  async addSignedInProfile(...more: string[]): Promise<void> {
    await this.addProfile(...more);
    const { code, stderr } = await this.signIn();
    if (code !== 0) throw new Error(stderr);
  }

  /** Signs in at the workspace, with the profile `work`, which one command adds. @throws Error where it is refused */
  async signInAtWorkspace(): Promise<void> {
    const { workspace, profileArguments } = this.surroundings;
    const { code, stderr } = await this.signIn(workspace.origin, '--profile', 'work', ...profileArguments);
    if (code !== 0) throw new Error(stderr);
  }

  /** Signs in as the simulator's first user, through its pages. */
  async signIn(...args: string[]): Promise<CliResult> {
    const login = this.start('login', '--no-browser', ...args);
    await completeSignIn(this.surroundings, await login.signInLink());
    return login.result;
  }
}

/** Does in a plain browser what the person does. */
export async function completeSignIn(
  surroundings: Surroundings,
  link: string,
  user = surroundings.entra.users[0],
): Promise<PlainPage> {
  if (!user) throw new Error('the simulator has no user');
  const browser = new PlainBrowser(surroundings.entra);
  try {
    return await browser.signIn(link, user);
  } finally {
    await browser.close();
  }
}

/** Input that never ends, as a pipe from the wrong program. */
export function endlessInput(): Readable {
  const piece = 'x'.repeat(64 * 1024);
  return Readable.from(
    (function* () {
      for (;;) yield piece;
    })(),
  );
}
