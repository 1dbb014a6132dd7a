import { Notification } from 'electron';
import type { AppState } from '../shared/app-state.ts';
import { assertNever } from '../shared/assert-never.ts';
import type { CopyOutcome } from '../shared/ipc.ts';
import { explain, type Translate } from '../shared/messages/index.ts';
import { timeOfDay } from '../shared/time.ts';
import { NoticePolicy } from './notice-policy.ts';

/** What a click on a notification does. */
export interface NotificationClicks {
  readonly signIn: () => void;
  readonly open: () => void;
}

/** Native notifications. */
export class Notifier {
  readonly #words: () => Translate;
  readonly #clicks: NotificationClicks;
  readonly #policy = new NoticePolicy();
  /** Kept: a notification that is garbage-collected loses its click. */
  #shown: Notification | undefined;

  /** @param words the messages in the language of the moment */
  constructor(words: () => Translate, clicks: NotificationClicks) {
    this.#words = words;
    this.#clicks = clicks;
  }

  /** Interrupts the person where the policy says so. */
  follow(state: AppState): void {
    const now = Date.now();
    const interruption = this.#policy.follow(state, now);
    if (!interruption || !state.preferences.notifications) return;
    const t = this.#words();
    switch (interruption.kind) {
      case 'signInNeeded': {
        const { why } = explain(interruption.reason, t);
        this.#show(
          t('notify.signInNeeded.title'),
          t('notify.signInNeeded.body', { why }),
          this.#clicks.signIn,
        );
        return;
      }
      case 'expiresSoon': {
        const { minutes } = interruption;
        const { why } = explain(interruption.reason, t);
        this.#show(
          t('notify.expiresSoon.title', { minutes }),
          t('notify.expiresSoon.body', { why }),
          this.#clicks.open,
        );
        return;
      }
      case 'backToNormal': {
        const { minutes } = interruption;
        this.#show(
          t('notify.backToNormal.title'),
          t('notify.backToNormal.body', { minutes }),
          this.#clicks.open,
        );
        return;
      }
      case 'signInSoon': {
        const time = timeOfDay(interruption.at, now, state.locale);
        this.#show(t('notify.signInSoon.title', { time }), t('notify.signInSoon.body'), this.#clicks.signIn);
        return;
      }
      default:
        assertNever(interruption);
    }
  }

  /** Confirms a copy that was asked for where no window shows the answer. */
  copied(outcome: CopyOutcome & { ok: true }, { locale, preferences }: AppState): void {
    // A token that will not last is said all the same: nothing else would.
    if (!preferences.notifications && !outcome.shortfall) return;
    const t = this.#words();
    const minutes = outcome.minutesLeft;
    if (outcome.shortfall) {
      const { why } = explain(outcome.shortfall, t);
      this.#show(t('notify.copiedShort.title'), t('notify.copiedShort.body', { minutes, why }));
      return;
    }
    const time = timeOfDay(outcome.expiresOn, Date.now(), locale);
    this.#show(t('notify.copied.title'), t('notify.copied.body', { minutes, time }));
  }

  #show(title: string, body: string, onClick?: () => void): void {
    if (!Notification.isSupported()) return;
    this.#shown?.close();
    this.#shown = new Notification({ title, body, silent: true });
    if (onClick) this.#shown.on('click', onClick);
    this.#shown.show();
  }
}
