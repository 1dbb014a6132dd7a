import { deriveState, type SessionFacts, type SessionState } from '../../shared/session.ts';
import { eventBetween, type SessionEvent } from '../../shared/session-event.ts';
import type { Use } from '../endpoint/use-log.ts';

/** As far back as somebody looks. A program that asks all the time pushes nothing else out. */
const MAX_EVENTS = 50;

/** What happened to each profile's session since the program started, newest first. */
export class Activity {
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
