import type { AppState, Notice, NoticeContent, ProfileSummary } from '../../shared/app-state.ts';
import { deriveState, NO_FACTS, type SessionFacts, type SessionState } from '../../shared/session.ts';
import { eventBetween, type SessionEvent } from '../../shared/session-event.ts';
import type { Use } from '../endpoint/use-log.ts';
import { authorityHost } from '../profile/clouds.ts';
import type { Profile } from '../profile/profile.ts';
import { connectionPlace } from '../tools/tools.ts';
import type { Application } from './application.ts';
import { preferencesOf } from './settings.ts';

/** What the desktop adds to the picture. */
export type DesktopFacts = Pick<AppState, 'locale' | 'platform' | 'version' | 'shortcut'>;

/** The one picture of the program that tray and window show, with what was told and what happened. */
export class AppModel {
  readonly activity = new Activity();
  readonly #app: Application;
  readonly #desktop: () => DesktopFacts;
  readonly #listeners: ((state: AppState) => void)[] = [];
  #notices: readonly Notice[] = [];

  constructor(app: Application, desktop: () => DesktopFacts) {
    this.#app = app;
    this.#desktop = desktop;
  }

  get state(): AppState {
    const { settings, sessions, service } = this.#app;
    const active = settings.profiles.length > 0 ? sessions.get(this.#app.profile().id) : undefined;
    return {
      ...this.#desktop(),
      profiles: settings.profiles.map(profileSummary),
      sessions: Object.fromEntries(
        settings.profiles.map(({ id }) => [id, sessions.get(id)?.facts ?? NO_FACTS]),
      ),
      ...(active
        ? {
            active: {
              profile: profileSummary(active.profile),
              session: active.facts,
              events: this.activity.withUses(active.profile.id, service?.usesOf(active.profile.id) ?? []),
            },
          }
        : {}),
      notices: this.#notices,
      endpoint: service?.endpoint.state ?? { kind: 'off' },
      preferences: preferencesOf(settings),
    };
  }

  subscribe(listener: (state: AppState) => void): void {
    this.#listeners.push(listener);
  }

  /** Tells every listener the state of this moment. */
  emit(): void {
    const { state } = this;
    for (const listener of this.#listeners) listener(state);
  }

  /** Records what the sessions went through, and emits. */
  update(): void {
    for (const { profile, facts } of this.#app.sessions.all)
      this.activity.record(profile.id, facts, Date.now());
    this.emit();
  }

  /** Shows a notice; the newest of those that come again and again is enough. */
  notify(content: NoticeContent): void {
    const others = this.#notices.filter((other) => !isRepeated(other, content));
    this.#notices = [...others, { ...content, id: crypto.randomUUID() }];
    this.emit();
  }

  dismiss(noticeId: string): void {
    this.#notices = this.#notices.filter(({ id }) => id !== noticeId);
    this.emit();
  }
}

function isRepeated(a: NoticeContent, b: NoticeContent): boolean {
  if (a.kind === 'tool_failed' && b.kind === a.kind) return a.failure.params?.file === b.failure.params?.file;
  return a.kind === b.kind && (a.kind === 'settings_ignored' || a.kind === 'action_failed');
}

/** The profile as the window shows it. */
function profileSummary(profile: Profile): ProfileSummary {
  const { id, name, tenantId, clientId, cloud, workspaceUrl, workspaceId, workspaceResourceId } = profile;
  return {
    id,
    name,
    tenantId,
    clientId,
    cloud,
    identity: profile.identity ?? 'person',
    authority: authorityHost(cloud),
    ...(workspaceUrl ? { workspaceUrl } : {}),
    ...(workspaceId ? { workspaceId } : {}),
    ...(workspaceResourceId ? { workspaceResourceId } : {}),
    allowsPassword: profile.allowPassword ?? false,
    syncedFiles: (profile.tools ?? []).map((connection) => ({
      kind: connection.kind,
      file: connection.file,
      place: connectionPlace(connection),
    })),
  };
}

/** As far back as somebody looks. A program that asks all the time pushes nothing else out. */
const MAX_EVENTS = 50;

/** What happened to each profile's session since the program started, newest first. */
class Activity {
  readonly #events = new Map<string, readonly SessionEvent[]>();
  /** The last state in which a session rested: a refresh under way is none. */
  readonly #states = new Map<string, SessionState>();

  /** Adds what has happened to a session since the last call. @param now epoch milliseconds */
  record(profileId: string, facts: SessionFacts, now: number): void {
    const state = deriveState(facts, now);
    if (state.kind === 'refreshing') return;
    const before = this.#states.get(profileId);
    this.#states.set(profileId, state);
    const event = before && eventBetween(before, state, now);
    if (event) this.add(profileId, event);
  }

  add(profileId: string, event: SessionEvent): void {
    this.#events.set(profileId, [event, ...this.of(profileId)].slice(0, MAX_EVENTS));
  }

  of(profileId: string): readonly SessionEvent[] {
    return this.#events.get(profileId) ?? [];
  }

  /** The same, with who was given the token. */
  withUses(profileId: string, uses: readonly Use[]): readonly SessionEvent[] {
    const used = uses
      .slice(0, MAX_EVENTS)
      .map(({ at, program }): SessionEvent => ({ at, kind: 'used', program }));
    return [...this.of(profileId), ...used].sort((a, b) => b.at - a.at);
  }
}
