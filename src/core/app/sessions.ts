import { isDeepStrictEqual } from 'node:util';
import type { Profile } from '../profile/profile.ts';
import type { TokenSession } from '../session/token-session.ts';
import type { Settings } from './settings.ts';

/** One session a profile, opened at its first use, or all at once where they run. */
export class Sessions {
  readonly #open: (profile: Profile, settings: Settings) => TokenSession;
  readonly #opened = new Map<string, TokenSession>();
  #settings: Settings | undefined;
  #isRunning = false;

  /** @param open makes a session; nothing is read or loaded by that */
  constructor(open: (profile: Profile, settings: Settings) => TokenSession) {
    this.#open = open;
  }

  get all(): Iterable<TokenSession> {
    return this.#opened.values();
  }

  /** The session that is open for the profile with this ID. */
  get(id: string): TokenSession | undefined {
    return this.#opened.get(id);
  }

  /** The profile's session; it starts at once where sessions run. */
  open(profile: Profile, settings: Settings): TokenSession {
    const opened = this.#opened.get(profile.id);
    if (opened) return opened;
    const session = this.#open(profile, settings);
    this.#opened.set(profile.id, session);
    if (this.#isRunning) void session.start();
    return session;
  }

  /** Starts every profile's session, those that come later included. */
  run(settings: Settings): void {
    this.#isRunning = true;
    this.adopt(settings);
  }

  /** Ends timers and pending sign-ins. Nothing is opened any more. */
  stop(): void {
    this.#isRunning = false;
    for (const session of this.#opened.values()) session.stop();
  }

  /** Makes the sessions fit the settings. */
  adopt(settings: Settings): void {
    const protectionChanged = settings.allowPlaintextCache !== this.#settings?.allowPlaintextCache;
    this.#settings = settings;
    for (const [id, session] of this.#opened) {
      const profile = settings.profiles.find((candidate) => candidate.id === id);
      if (profile && !protectionChanged && signsInAlike(profile, session.profile)) {
        session.updateProfile(profile);
        continue;
      }
      session.stop();
      this.#opened.delete(id);
    }
    if (this.#isRunning) for (const profile of settings.profiles) this.open(profile, settings);
  }
}

/** True where the profiles differ in their descriptions only, not in who signs in where. */
function signsInAlike(a: Profile, b: Profile): boolean {
  const identity = ({ identity: kind, cloud, tenantId, clientId, scopes, loginHint }: Profile) => ({
    kind,
    cloud,
    tenantId,
    clientId,
    scopes,
    loginHint,
  });
  return isDeepStrictEqual(identity(a), identity(b));
}
