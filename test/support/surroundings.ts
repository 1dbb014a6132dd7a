import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EntraSimulator, type EntraSimulatorOptions } from '../entra/simulator.ts';
import { WorkspaceSimulator, type WorkspaceSimulatorOptions } from '../workspace/simulator.ts';
import { startKeyring, type TestKeyring } from './keyring.ts';

/** Everything around the program: an Entra, a workspace, a keyring, a data directory. All real but the first two. */
export class Surroundings {
  readonly entra: EntraSimulator;
  /** A workspace of the Entra's tenant, under the same CA. */
  readonly workspace: WorkspaceSimulator;
  readonly keyring: TestKeyring;
  /** Whatever was started here and has not ended. */
  readonly running = new Set<{ kill(signal: 'SIGKILL'): void }>();
  readonly #directory: string;
  #homes = 1;

  private constructor(
    entra: EntraSimulator,
    workspace: WorkspaceSimulator,
    keyring: TestKeyring,
    directory: string,
  ) {
    this.entra = entra;
    this.workspace = workspace;
    this.keyring = keyring;
    this.#directory = directory;
  }

  static async start(
    options: EntraSimulatorOptions = {},
    workspaceOptions: Omit<WorkspaceSimulatorOptions, 'entra'> = {},
  ): Promise<Surroundings> {
    const ends = new AsyncDisposableStack();
    const started = async <T>(start: Promise<T>, end: (part: T) => Promise<unknown>): Promise<T> => {
      const part = await start;
      ends.defer(async () => void (await end(part)));
      return part;
    };
    try {
      const parts = [
        started(EntraSimulator.start(options), (entra) => entra.stop()),
        started(startKeyring(), (keyring) => keyring.stop()),
        started(mkdtemp(join(tmpdir(), 'entra-token-')), (path) =>
          rm(path, { recursive: true, force: true }),
        ),
      ] as const;
      // What starts more slowly than another fails is ended too.
      await Promise.allSettled(parts);
      const [entra, keyring, directory] = await Promise.all(parts);
      const workspace = await started(WorkspaceSimulator.start({ ...workspaceOptions, entra }), (part) =>
        part.stop(),
      );
      const surroundings = new Surroundings(entra, workspace, keyring, directory);
      await writeFile(surroundings.caFile, entra.caCertificate);
      return surroundings;
    } catch (error) {
      await ends.disposeAsync();
      throw error;
    }
  }

  /** The program's data directory. */
  get home(): string {
    return join(this.#directory, `home-${this.#homes}`);
  }

  /** What the program gets in its environment. */
  get environment(): Readonly<Record<string, string>> {
    return {
      ...inherited(),
      ...this.keyring.environment,
      ENTRA_TOKEN_HOME: this.home,
      NODE_EXTRA_CA_CERTS: this.caFile,
    };
  }

  /** The PEM file of the CA that signed the simulators' certificate. */
  get caFile(): string {
    return join(this.#directory, 'ca.pem');
  }

  /** A folder for a test's own files. */
  get directory(): string {
    return this.#directory;
  }

  /** `profile add` arguments of a profile that works. */
  get profileArguments(): string[] {
    const { tenantId, clientId, origin } = this.entra;
    return ['--tenant', tenantId, '--client-id', clientId, '--authority', origin];
  }

  /** The arguments that name the workspace. */
  get workspaceArguments(): string[] {
    return ['--workspace', this.workspace.origin];
  }

  /** Everything that lies in the data directory, by path, as bytes read as Latin-1. */
  async files(): Promise<Map<string, string>> {
    const entries = await readdir(this.home, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    // A lock or a draft may be gone again.
    const read = files.map(async (file) => [file, await readFile(file, 'latin1').catch(() => '')] as const);
    return new Map(await Promise.all(read));
  }

  /**
   * Ends what still runs, heals both simulators, and lets the program find another data directory, with nothing in
   * it. What the keyring holds is out of sight then: its items are named after profiles.
   */
  reset(): void {
    for (const program of this.running) program.kill('SIGKILL');
    this.entra.resetScenario();
    this.workspace.resetScenario();
    this.#homes++;
  }

  async stop(): Promise<void> {
    for (const program of this.running) program.kill('SIGKILL');
    await this.workspace.stop();
    await this.entra.stop();
    if (process.platform === 'darwin') await this.#emptyKeychain();
    await this.keyring.stop();
    await rm(this.#directory, { recursive: true, force: true, maxRetries: 5 });
  }

  /** The person's own is in use there. */
  async #emptyKeychain(): Promise<void> {
    for (const name of await readdir(this.#directory)) {
      const settings = await readFile(join(this.#directory, name, 'settings.json'), 'utf8').catch(() => '{}');
      for (const { id } of JSON.parse(settings).profiles ?? []) {
        for (const account of [id, `${id}.broken`]) await this.keyring.remove(account);
      }
    }
  }
}

/** The machine's environment without what would lead the program elsewhere. */
function inherited(): Record<string, string> {
  const unwanted =
    /^(https?_proxy|no_proxy|all_proxy|dbus_.*|entra_.*|browser|node_options|node_compile_cache|node_extra_ca_certs|force_color|no_color|ci|term)$/i;
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !unwanted.test(entry[0]),
  );
  // Whoever starts the tests, a program that is given a terminal has one with colors.
  return { ...Object.fromEntries(kept), TERM: 'xterm-256color' };
}
