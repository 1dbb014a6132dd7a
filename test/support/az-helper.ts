import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import spawn from 'cross-spawn';
import { dataDirectory } from '../../src/core/platform/data-directory.ts';
import { DATABRICKS_RESOURCE_ID } from '../entra/directory.ts';
import type { Cli } from './cli.ts';

const MANY = join(import.meta.dirname, 'many.ts');
const ARGUMENTS = ['account', 'get-access-token', '--output', 'json', '--resource', DATABRICKS_RESOURCE_ID];

/** `az` as `env` puts it first in the PATH, asked for a Databricks token as an SDK asks. */
export class AzHelper {
  readonly #file: string;
  readonly #environment: NodeJS.ProcessEnv;

  private constructor(file: string, environment: NodeJS.ProcessEnv) {
    this.#file = file;
    this.#environment = environment;
  }

  /** For the profile that `cli` has chosen. */
  static async place(cli: Cli): Promise<AzHelper> {
    const { stdout } = await cli.run('env', '--shell', 'bash');
    const [, name = '', id] = /^export (ENTRA_TOKEN_HELPER_PROFILE)='(.+)'$/m.exec(stdout) ?? [];
    const environment = { ...cli.surroundings.environment, [name]: id };
    const { helperDirectory } = dataDirectory(environment);
    return new AzHelper(join(helperDirectory, process.platform === 'win32' ? 'az.cmd' : 'az'), environment);
  }

  start(): ChildProcess {
    return spawn(this.#file, ARGUMENTS, {
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }

  /** @returns what it says; empty where it has no token */
  async ask(): Promise<string> {
    const asked = this.start();
    let text = '';
    asked.stdout?.setEncoding('utf8').on('data', (piece) => {
      text += piece;
    });
    await once(asked, 'close');
    return text;
  }

  /** Asks so often at once, from a process of its own. @returns how often each exit code came, as JSON */
  async askAtOnce(count: number): Promise<string> {
    const asked = promisify(execFile)(process.execPath, [MANY, String(count), this.#file, ...ARGUMENTS], {
      env: this.#environment,
    });
    return (await asked).stdout.trim();
  }
}
