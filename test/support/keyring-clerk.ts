import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { nodeRuntime } from './node-runtime.ts';

/** Reads and writes the program's items in a keyring. */
export class KeyringClerk {
  readonly #environment: Readonly<Record<string, string>>;
  #clerk: Clerk | undefined;

  constructor(environment: Readonly<Record<string, string>>) {
    this.#environment = environment;
  }

  /** Undefined where there is no such item. */
  async read(account: string): Promise<string | undefined> {
    return ((await this.#ask('getPassword', account)) as string | null) ?? undefined;
  }

  async write(account: string, text: string): Promise<void> {
    await this.#ask('setPassword', account, text);
  }

  async remove(account: string): Promise<void> {
    await this.#ask('deletePassword', account);
  }

  async stop(): Promise<void> {
    await this.#clerk?.leave();
  }

  /** The process comes when it is first needed. */
  #ask(method: string, ...args: string[]): Promise<unknown> {
    this.#clerk ??= new Clerk(this.#environment);
    return this.#clerk.ask(method, ...args);
  }
}

/** A process with keytar in it: this one may have another session bus, or none. It does one call after the other. */
class Clerk {
  readonly #child: ChildProcess;
  readonly #waiting: PromiseWithResolvers<unknown>[] = [];
  #stderr = '';

  constructor(environment: Readonly<Record<string, string>>) {
    const keytar = createRequire(import.meta.url).resolve('keytar');
    const source = `
      import { createInterface } from 'node:readline';
      const { default: keytar } = await import(${JSON.stringify(keytar)});
      for await (const line of createInterface({ input: process.stdin })) {
        const [method, ...args] = JSON.parse(line);
        const answer = await keytar[method]('entra-token-tray', ...args);
        console.log(JSON.stringify(answer ?? null));
      }`;
    const node = nodeRuntime();
    this.#child = spawn(node.command, ['--input-type=module', '--eval', source], {
      env: { ...process.env, ...environment, ...node.environment },
      stdio: 'pipe',
    });
    this.#child.stderr?.on('data', (text) => {
      this.#stderr += text;
    });
    if (this.#child.stdout) {
      createInterface(this.#child.stdout).on('line', (line) =>
        this.#waiting.shift()?.resolve(JSON.parse(line)),
      );
    }
    this.#child.once('close', () => {
      for (const { reject } of this.#waiting)
        reject(new Error(`the keyring’s clerk has left: ${this.#stderr}`));
    });
  }

  async ask(method: string, ...args: string[]): Promise<unknown> {
    if (this.#child.exitCode !== null) throw new Error(`the keyring’s clerk has left: ${this.#stderr}`);
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.push(answer);
    this.#child.stdin?.write(`${JSON.stringify([method, ...args])}\n`);
    return answer.promise;
  }

  async leave(): Promise<void> {
    const gone = ended(this.#child);
    this.#child.stdin?.end();
    await gone;
  }
}

/** Resolves when the process has ended. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.once('error', reject);
  child.once('exit', () => resolve());
  await promise;
}
