import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The script that the official SDK runs in. */
export const LIST_CLUSTERS = fileURLToPath(new URL('./list-clusters.ts', import.meta.url));

/** A running program that uses the official Databricks SDK. */
export class SdkClient {
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  #stderr = '';

  constructor(environment: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, [LIST_CLUSTERS], {
      env: { ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    if (!this.#child.stdout) throw new Error('no standard output');
    this.#lines = createInterface({ input: this.#child.stdout });
  }

  /** The names of the clusters. @throws Error with what the SDK said */
  async listClusters(): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const fail = () => reject(new Error(this.#stderr));
    this.#lines.once('line', resolve);
    this.#child.once('close', fail);
    this.#child.stdin?.write('list\n');
    return promise.finally(() => this.#child.off('close', fail));
  }

  end(): void {
    this.#child.kill();
  }
}
