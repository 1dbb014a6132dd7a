import { Notification } from 'electron';
import type { AppState } from '../shared/app-state.ts';
import type { CopyOutcome } from '../shared/ipc.ts';
import { explain, type Translate } from '../shared/messages/index.ts';
import { timeOfDay } from '../shared/time.ts';

/** Native notifications: one when a person is needed, once per cause, and the answer to a click on the tray. */
export class Notifier {
  readonly #t: Translate;
  readonly #onSignIn: () => void;
  /** The causes that have been told, by profile. */
  readonly #told = new Map<string, string>();
  /** Kept: a notification that is garbage-collected loses its click. */
  #shown: Notification | undefined;

  constructor(t: Translate, onSignIn: () => void) {
    this.#t = t;
    this.#onSignIn = onSignIn;
  }

  /** Tells of a sign-in that has become necessary. */
  follow({ active }: AppState): void {
    if (!active || active.session.kind === 'refreshing') return;
    const { profile, session } = active;
    if (session.kind !== 'signInRequired') {
      this.#told.delete(profile.id);
      return;
    }
    const cause = `${session.reason.code} ${session.reason.cause ?? ''}`;
    if (this.#told.get(profile.id) === cause) return;
    this.#told.set(profile.id, cause);
    const { why } = explain(session.reason, this.#t);
    this.#show(
      this.#t('notify.signInNeeded.title'),
      this.#t('notify.signInNeeded.body', { why }),
      this.#onSignIn,
    );
  }

  /** Confirms a copy that was asked for where no window shows the answer. */
  copied(outcome: CopyOutcome & { ok: true }, { active, locale }: AppState): void {
    const minutes = outcome.minutesLeft;
    if (outcome.shortfall) {
      const { why } = explain(outcome.shortfall, this.#t);
      this.#show(this.#t('notify.copiedShort.title'), this.#t('notify.copiedShort.body', { minutes, why }));
      return;
    }
    const now = Date.now();
    const expiresOn = active && 'expiresOn' in active.session ? (active.session.expiresOn ?? now) : now;
    const time = timeOfDay(expiresOn, now, locale);
    this.#show(this.#t('notify.copied.title'), this.#t('notify.copied.body', { minutes, time }));
  }

  #show(title: string, body: string, onClick?: () => void): void {
    if (!Notification.isSupported()) return;
    this.#shown?.close();
    this.#shown = new Notification({ title, body, silent: true });
    if (onClick) this.#shown.on('click', onClick);
    this.#shown.show();
  }
}
