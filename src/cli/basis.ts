import { Application } from '../core/app/application.ts';
import { dataDirectory } from '../core/platform/data-directory.ts';
import { openLog } from '../core/platform/logger.ts';
import { createNodeFetch } from '../core/platform/node-fetch.ts';
import { findProfile, type Profile } from '../core/profile/profile.ts';
import type { NoticeContent } from '../shared/app-state.ts';
import { FailureError } from '../shared/failures.ts';
import { Signals } from './signals.ts';

/** What a person should know although they did nothing. */
export type Untold = NoticeContent | { readonly kind: 'checks_kept' };

/** What every command works with before there are words: most calls of `token` end without one. */
export class Basis {
  readonly log = openLog(() => dataDirectory().logFile, 'cli');
  /** As this process was given it, for the programs that it starts. */
  readonly environment: Readonly<NodeJS.ProcessEnv> = { ...process.env };
  /** The one that the command is about, for a failure's details. */
  profile: Profile | undefined;
  #signals: Signals | undefined;
  #app: Application | undefined;
  #untold: Untold[] = [];
  #listener = (untold: Untold): void => void this.#untold.push(untold);

  /** From the first look at it on, the system's signals end a command in words; before, they end the process. */
  get signals(): Signals {
    this.#signals ??= new Signals();
    return this.#signals;
  }

  /** Made when a command asks for it: --help needs no folder. @throws FailureError `home_unknown` */
  get app(): Application {
    this.#app ??= new Application({
      directory: dataDirectory(),
      fetch: createNodeFetch(process.env, () => this.#listener({ kind: 'checks_kept' })),
      log: this.log,
      onNotice: (notice) => this.#listener(notice),
    });
    return this.#app;
  }

  /** True where something waits for {@link tellTo}. */
  get hasNews(): boolean {
    return this.#untold.length > 0;
  }

  /** From now on `listener` is told everything, first of all what came before it. */
  tellTo(listener: (untold: Untold) => void): void {
    this.#listener = listener;
    for (const untold of this.#untold.splice(0)) listener(untold);
  }

  /**
   * Reads the settings and chooses the profile that `--profile` names, else the active one.
   * @throws FailureError `profile_unknown`, `profile_missing`, `profile_missing_here`, and as `Application.load`
   */
  async choose(name: string | undefined): Promise<Profile> {
    const { profiles } = await this.app.load();
    if (profiles.length === 0) throw this.noProfile();
    this.profile = name === undefined ? this.app.profile() : findProfile(profiles, name);
    return this.profile;
  }

  /** That there is none. In a folder that the person has named, a mistake in that name would look like a fresh start. */
  noProfile(): FailureError {
    const folder = this.app.directory.root;
    return this.environment.ENTRA_TOKEN_HOME
      ? new FailureError('profile_missing_here', { params: { folder } })
      : new FailureError('profile_missing');
  }

  /** Resolves when files of tools and the log are written. */
  async settled(): Promise<void> {
    await this.#app?.tools.settled();
    await this.log.settled();
  }
}
