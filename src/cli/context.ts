import { createNodeFetch } from '../core/auth/node-fetch.ts';
import { type DataDirectory, dataDirectory } from '../core/data-directory.ts';
import type { Logger } from '../core/log/logger.ts';
import { findProfile, type Profile } from '../core/profile/profile.ts';
import { type OpenSession, openSession } from '../core/session/open-session.ts';
import { activeProfile, type Settings } from '../core/settings/settings.ts';
import { SettingsFile } from '../core/settings/settings-file.ts';
import { FailureError } from '../shared/failure.ts';
import { createTranslate, type Translate } from '../shared/messages/index.ts';
import { Terminal } from './terminal.ts';

/** What every command works with. */
export class Context {
  readonly locale = Intl.DateTimeFormat().resolvedOptions().locale;
  readonly t: Translate = createTranslate(this.locale);
  readonly terminal = new Terminal(this.t);
  readonly directory: DataDirectory = dataDirectory();
  readonly log: Logger;
  readonly settings: SettingsFile;
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal;

  constructor(log: Logger, interrupted: AbortSignal) {
    this.log = log;
    this.interrupted = interrupted;
    this.settings = new SettingsFile(this.directory.settingsFile, (file, reason) => {
      void this.terminal.say(`entra-token: ${this.t('notice.settings_set_aside', { file, reason })}`);
    });
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
    return openSession(profile, {
      directory: this.directory,
      settings,
      fetch: createNodeFetch(process.env),
      log: this.log,
      onCacheSetAside: (_, place) => {
        void this.terminal.say(`entra-token: ${this.t('notice.cache_set_aside', { place })}`);
      },
    });
  }
}
