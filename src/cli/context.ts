import type { Application } from '../core/app/application.ts';
import { asFailure } from '../core/platform/as-failure.ts';
import type { Logger } from '../core/platform/logger.ts';
import { authorityHost } from '../core/profile/clouds.ts';
import type { Profile } from '../core/profile/profile.ts';
import type { TokenSession } from '../core/session/token-session.ts';
import { type Failure, FailureError, kindOf } from '../shared/failures.ts';
import {
  explain,
  type FailedProfile,
  inOneLine,
  noticeText,
  type Translate,
} from '../shared/messages/index.ts';
import type { Basis, Untold } from './basis.ts';
import { EXIT } from './exit-codes.ts';
import type { Signals } from './signals.ts';
import { Terminal } from './terminal.ts';

/** What every command works with. */
export class Context {
  readonly #basis: Basis;
  /** BCP 47 tag of the system's language. */
  readonly locale: string;
  readonly t: Translate;
  readonly terminal: Terminal;
  /** The words of the command that runs, with a space before each: its help says more. */
  command = '';
  /** What the process ends with where nothing went wrong. */
  exitCode: number = EXIT.done;

  constructor(basis: Basis, locale: string, t: Translate) {
    this.#basis = basis;
    this.locale = locale;
    this.t = t;
    this.terminal = new Terminal(t);
    basis.tellTo((untold) => this.#tell(untold));
  }

  /** @throws FailureError `home_unknown` */
  get app(): Application {
    return this.#basis.app;
  }

  get log(): Logger {
    return this.#basis.log;
  }

  get signals(): Signals {
    return this.#basis.signals;
  }

  get environment(): Readonly<NodeJS.ProcessEnv> {
    return this.#basis.environment;
  }

  /** See {@link Basis.choose}. */
  async profile(name: string | undefined): Promise<Profile> {
    return this.#basis.choose(name);
  }

  /** See {@link Basis.noProfile}. */
  noProfile(): FailureError {
    return this.#basis.noProfile();
  }

  /** The session of that profile. */
  async session(name: string | undefined): Promise<TokenSession> {
    const { id } = await this.profile(name);
    return this.app.session(id);
  }

  /** Runs `work`, which asks a workspace where there is one; a terminal is told. */
  async askingWorkspace<T>(workspaceUrl: string | undefined, work: () => Promise<T>): Promise<T> {
    return workspaceUrl ? this.terminal.progress.during(this.t('verify.asking'), work) : work();
  }

  /** Runs `work` on a session; a terminal is told while Entra is asked. */
  async askingEntra<T>(session: TokenSession, work: () => Promise<T>): Promise<T> {
    const { progress } = this.terminal;
    const end = session.subscribe(() => {
      if (session.state.kind === 'refreshing') progress.show(this.t('window.signingIn.asking'));
      else progress.hide();
    });
    try {
      return await work();
    } finally {
      end();
      progress.hide();
    }
  }

  /** Removes a profile's sign-in. Where the keyring does not let go of it, says what is still there. */
  async orKept(
    profileId: string,
    message: 'cli.notSignedOut' | 'cli.profileNotRemoved' | 'principal.notRemoved',
    remove: () => void | Promise<void>,
  ): Promise<void> {
    const { profile, place } = this.app.session(profileId);
    try {
      await remove();
    } catch (error) {
      if (kindOf(asFailure(error)) === 'cache')
        await this.terminal.say(this.t(message, { profile: profile.name, place }));
      throw error;
    }
  }

  /** Tells of the failure that stopped the command. */
  async fail(failure: Failure): Promise<void> {
    // Whoever stopped it knows why, and what to do next.
    if (kindOf(failure) === 'cancelled') {
      this.terminal.progress.hide();
      // After the terminal's ^C.
      const lineEnd = process.stderr.isTTY ? '\n' : '';
      return this.terminal.say(`${lineEnd}${explain(failure, this.t).title}`);
    }
    const { params } = failure;
    const { profile } = this.#basis;
    const told =
      failure.code === 'usage' && params
        ? { ...failure, params: { ...params, command: params.command || this.command } }
        : failure;
    await this.terminal.failure(told, profile && failedProfile(profile));
  }

  /** Tells of a failure that did not stop the command. */
  async warn(failure: Failure): Promise<void> {
    await this.warnInWords(inOneLine(failure, this.t, this.#basis.profile?.name));
  }

  async warnInWords(value: string): Promise<void> {
    await this.terminal.warn(value);
  }

  /** Says something among what another program says. */
  async sayOfOurs(text: string): Promise<void> {
    await this.terminal.say(`entra-token: ${text}`);
  }

  #tell(untold: Untold): void {
    if (untold.kind === 'checks_kept') void this.warnInWords(this.t('cli.checksKept'));
    else if (untold.kind === 'tool_failed') void this.warn(untold.failure);
    else void this.warnInWords(noticeText(untold, this.t));
  }
}

/** A failure of what was typed. @param command whose help says more, with a space before it: the one that runs */
export function usage(complaint: string, command = ''): FailureError {
  return new FailureError('usage', { params: { complaint, command } });
}

function failedProfile({ name, tenantId, clientId, cloud }: Profile): FailedProfile {
  return { name, tenantId, clientId, authority: authorityHost(cloud) };
}
