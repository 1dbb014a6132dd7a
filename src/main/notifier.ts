import { app, Notification } from 'electron';
import type { AppState } from '../shared/app-state.ts';
import { assertNever } from '../shared/assert-never.ts';
import { explain, type Translate } from '../shared/messages/index.ts';
import type { CopiedToken, OperationCall } from '../shared/operations.ts';
import { longDate, timeOfDay } from '../shared/time.ts';
import { desktopOs } from './desktop-os.ts';
import { NoticePolicy } from './notice-policy.ts';

const SIGN_IN: OperationCall = { name: 'session.signIn', input: { kind: 'browser', account: 'last' } };
const OPEN: OperationCall = { name: 'window.show', input: undefined };

/** How long the tray icon says what no notification has. Milliseconds. */
const UNHEARD_MS = 60_000;

/** Native notifications. */
export class Notifier {
  readonly #words: () => Translate;
  readonly #onClick: (call: OperationCall) => void;
  readonly #onRefused: (reason: string, isFirst: boolean) => void;
  readonly #policy = new NoticePolicy();
  /** Kept: a notification that is garbage-collected loses its click. */
  #shown: Notification | undefined;
  #wasRefused = false;
  #unheard: { readonly words: string; readonly until: number } | undefined;

  /**
   * @param words the messages in the language of the moment
   * @param onClick called with what the click on a notification asks for
   * @param onRefused called with the system's reason when it does not show one
   */
  constructor(
    words: () => Translate,
    onClick: (call: OperationCall) => void,
    onRefused: (reason: string, isFirst: boolean) => void,
  ) {
    this.#words = words;
    this.#onClick = onClick;
    this.#onRefused = onRefused;
  }

  /** What was to be said just now, and no notification has shown. */
  get unheard(): string | undefined {
    return this.#unheard && Date.now() < this.#unheard.until ? this.#unheard.words : undefined;
  }

  /** Interrupts the person where the policy says so. */
  update(state: AppState): void {
    const now = Date.now();
    const content = this.#policy.next(state, now);
    if (!content || !state.preferences.notifications) return;
    const t = this.#words();
    switch (content.kind) {
      case 'signInNeeded': {
        const { why } = explain(content.reason, t);
        this.#show(t('notify.signInNeeded.title'), t('notify.signInNeeded.body', { why }), SIGN_IN);
        return;
      }
      case 'credentialNeeded': {
        const { why } = explain(content.reason, t);
        this.#show(t('notify.credentialNeeded.title'), t('notify.credentialNeeded.body', { why }), OPEN);
        return;
      }
      case 'certificateEnds': {
        const { at, profile } = content;
        const date = longDate(at, state.locale);
        this.#show(
          t('notify.certificateEnds.title', { date }),
          t('notify.certificateEnds.body', { profile }),
          OPEN,
        );
        return;
      }
      case 'expiresSoon': {
        const { minutes } = content;
        const { why } = explain(content.reason, t);
        this.#show(t('notify.expiresSoon.title', { minutes }), t('notify.expiresSoon.body', { why }), OPEN);
        return;
      }
      case 'backToNormal': {
        const { minutes } = content;
        this.#show(t('notify.backToNormal.title'), t('notify.backToNormal.body', { minutes }), OPEN);
        return;
      }
      case 'signInSoon': {
        const time = timeOfDay(content.at, now, state.locale);
        this.#show(t('notify.signInSoon.title', { time }), t('notify.signInSoon.body'), SIGN_IN);
        return;
      }
      default:
        assertNever(content);
    }
  }

  /** Confirms a copy that was asked for where no window shows the answer. */
  copied(
    { minutesLeft: minutes, expiresOn, shortfall }: CopiedToken,
    { locale, preferences }: AppState,
  ): void {
    // A token that will not last is said all the same: nothing else would.
    if (!preferences.notifications && !shortfall) return;
    const t = this.#words();
    if (shortfall) {
      const { why } = explain(shortfall, t);
      this.#show(t('notify.copiedShort.title'), t('notify.copiedShort.body', { minutes, why }));
      return;
    }
    const time = timeOfDay(expiresOn, Date.now(), locale);
    this.#show(t('notify.copied.title'), t('notify.copied.body', { minutes, time }));
  }

  #show(title: string, body: string, onClick?: OperationCall): void {
    this.#unheard = undefined;
    const refused = (reason: string) => {
      this.#unheard = { words: `${title}\n${body}`, until: Date.now() + UNHEARD_MS };
      this.#onRefused(reason, !this.#wasRefused);
      this.#wasRefused = true;
    };
    const obstacle = whyNone();
    if (obstacle) {
      refused(obstacle);
      return;
    }
    this.#shown?.close();
    this.#shown = new Notification({ title, body, silent: true });
    if (onClick) this.#shown.on('click', () => this.#onClick(onClick));
    this.#shown.on('failed', (_event, error) => refused(error));
    this.#shown.show();
  }
}

/** Why the system has no notifications for us; undefined where it may have. */
function whyNone(): string | undefined {
  if (!Notification.isSupported()) return 'not supported';
  return desktopOs.notifiesOnlyInstalled && !app.isPackaged ? 'not installed' : undefined;
}
