import type { AccessToken } from '../core/cache/cache-content.ts';
import { type DataDirectory, dataDirectory } from '../core/data-directory.ts';
import { TargetKeeper } from '../core/databricks/targets/target-keeper.ts';
import { endpointUrl, readEndpointAddress } from '../core/endpoint/endpoint-address.ts';
import type { Fetch } from '../core/http.ts';
import type { Logger } from '../core/log/logger.ts';
import { createNodeFetch } from '../core/node-fetch.ts';
import { authorityHost } from '../core/profile/clouds.ts';
import { findProfile, type Profile } from '../core/profile/profile.ts';
import { type OpenSession, openSession } from '../core/session/open-session.ts';
import { activeProfile, type Settings } from '../core/settings/settings.ts';
import { SettingsFile } from '../core/settings/settings-file.ts';
import type { NoticeContent } from '../shared/app-state.ts';
import { type Failure, FailureError } from '../shared/failure.ts';
import { explain, type FailedProfile, noticeText, type Translate } from '../shared/messages/index.ts';
import { EXIT } from './exit-codes.ts';
import type { Interruption } from './interruption.ts';
import { Terminal } from './terminal.ts';

/** What every command works with. */
export class Context {
  /** BCP 47 tag of the system's language. */
  readonly locale: string;
  readonly t: Translate;
  readonly terminal: Terminal;
  readonly directory: DataDirectory = dataDirectory();
  readonly log: Logger;
  readonly settings: SettingsFile;
  readonly interruption: Interruption;
  readonly fetch: Fetch = createNodeFetch(process.env);
  /** What the process ends with where nothing went wrong. */
  exitCode: number = EXIT.done;
  readonly #targets: TargetKeeper;
  /** The one that the command is about, for a failure's details. */
  #profile: Profile | undefined;

  constructor(log: Logger, interruption: Interruption, locale: string, t: Translate) {
    this.log = log;
    this.locale = locale;
    this.t = t;
    this.terminal = new Terminal(t);
    this.interruption = interruption;
    this.#targets = new TargetKeeper(this.directory.lockDirectory, (profile, failure) => {
      log.warn(`[targets] [${profile.name}] ${failure.code}: ${failure.params?.cause ?? ''}`);
      void this.warn(failure);
    });
    this.settings = new SettingsFile(this.directory.settingsFile, (file, reason) =>
      this.notice({ kind: 'settings_set_aside', params: { file, reason } }),
    );
  }

  /**
   * The profile that `--profile` names, else the chosen one.
   * @throws FailureError `profile_unknown`, `profile_missing`
   */
  profile(settings: Settings, name: string | undefined): Profile {
    if (name !== undefined) return findProfile(settings.profiles, name);
    const profile = activeProfile(settings);
    if (!profile) throw new FailureError('profile_missing');
    return profile;
  }

  /** The session of the named, or the chosen, profile. */
  async open(
    profileName: string | undefined,
  ): Promise<OpenSession & { profile: Profile; settings: Settings }> {
    const settings = await this.settings.load();
    const profile = this.profile(settings, profileName);
    return { profile, settings, ...this.openProfile(profile, settings) };
  }

  openProfile(profile: Profile, settings: Settings): OpenSession {
    this.#profile = profile;
    const opened = openSession(profile, {
      directory: this.directory,
      settings,
      fetch: this.fetch,
      log: this.log,
      onCacheSetAside: (_, place) => this.notice({ kind: 'cache_set_aside', params: { place } }),
    });
    opened.session.onToken((token, origin) => {
      // What was only read may be older than what another process is just writing.
      if (origin === 'changed') this.keepTargets(opened.session.profile, token);
    });
    return opened;
  }

  /** Brings the files that the profile keeps current to what its token is now. */
  keepTargets(profile: Profile, token: AccessToken | undefined): void {
    const address = readEndpointAddress(this.directory.endpointFile);
    const url = address && endpointUrl(address, profile.id);
    this.#targets.update(profile, token, url ? { kind: 'on', url } : { kind: 'unknown' });
  }

  /** Resolves when the files that are kept current are so. */
  async targetsSettled(): Promise<void> {
    await this.#targets.settled();
  }

  /** Tells of the failure that stopped the command. */
  async fail(failure: Failure): Promise<void> {
    await this.terminal.failure(failure, this.#profile && failedProfile(this.#profile));
  }

  /** Tells of a failure that did not stop the command. */
  async warn(failure: Failure): Promise<void> {
    await this.terminal.say(
      `entra-token: ${this.t('app.labelled', { label: this.t('cli.warning'), value: this.inOneLine(failure) })}`,
    );
  }

  /** What happened, why, and what to do next. */
  inOneLine(failure: Failure): string {
    const { title, why, next } = explain(failure, this.t);
    return `${title} ${why} ${next}`;
  }

  /** Tells what a person should know although they did nothing. */
  notice(notice: NoticeContent): void {
    void this.terminal.say(`entra-token: ${noticeText(notice, this.t)}`);
  }
}

function failedProfile({ tenantId, clientId, cloud }: Profile): FailedProfile {
  return { tenantId, clientId, authority: authorityHost(cloud) };
}
