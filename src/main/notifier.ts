import { app, Notification } from 'electron';
import type { AppState } from '../shared/app-state.ts';
import { explain, type Translate } from '../shared/messages/index.ts';
import type { CopiedToken, OperationCall } from '../shared/operations.ts';
import { longDate, timeOfDay } from '../shared/time.ts';
import { desktopOs } from './desktop-os.ts';
import { NoticePolicy } from './notice-policy.ts';

const SIGN_IN: OperationCall = { name: 'session.signIn', input: { kind: 'browser', account: 'last' } };
const OPEN: OperationCall = { name: 'window.show', input: undefined };

/** How long the tray icon says what no notification has. Milliseconds. */
const UNHEARD_MS = 60_000;

interface NotifierOptions {
  /** The messages in the language of the moment. */
  readonly words: () => Translate;
  /** Called with what the click on a notification asks for. */
  readonly onClick: (call: OperationCall) => void;
  /** Called with the system's reason when it does not show one. */
  readonly onRefused: (reason: string, isFirst: boolean) => void;
}

/** Native notifications. */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #policy = new NoticePolicy();
  /** Kept: a notification that is garbage-collected loses its click. */
  #shown: Notification | undefined;
  #wasRefused = false;
  #unheard: { readonly words: string; readonly until: number } | undefined;

  constructor(options: NotifierOptions) {
    this.#options = options;
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
    const t = this.#options.words();
    const { kind } = content;
    const at = 'at' in content ? content.at : now;
    const params = {
      // Not every notification has them.
      minutes: 0,
      profile: '',
      ...content,
      why: 'reason' in content ? explain(content.reason, t).why : '',
      date: longDate(at, state.locale),
      time: timeOfDay(at, now, state.locale),
    };
    const call = kind === 'signInNeeded' || kind === 'signInSoon' ? SIGN_IN : OPEN;
    this.#show(t(`notify.${kind}.title`, params), t(`notify.${kind}.body`, params), call);
  }

  /** Confirms a copy that was asked for where no window shows the answer. */
  copied(
    { minutesLeft: minutes, expiresOn, shortfall }: CopiedToken,
    { locale, preferences }: AppState,
  ): void {
    // A token that will not last is said all the same: nothing else would.
    if (!preferences.notifications && !shortfall) return;
    const t = this.#options.words();
    const kind = shortfall ? 'copiedShort' : 'copied';
    const why = shortfall ? explain(shortfall, t).why : '';
    const time = timeOfDay(expiresOn, Date.now(), locale);
    this.#show(t(`notify.${kind}.title`), t(`notify.${kind}.body`, { minutes, time, why }));
  }

  #show(title: string, body: string, onClick?: OperationCall): void {
    this.#unheard = undefined;
    const refused = (reason: string) => {
      this.#unheard = { words: `${title}\n${body}`, until: Date.now() + UNHEARD_MS };
      this.#options.onRefused(reason, !this.#wasRefused);
      this.#wasRefused = true;
    };
    const obstacle = whyNone();
    if (obstacle) {
      refused(obstacle);
      return;
    }
    this.#shown?.close();
    this.#shown = new Notification({ title, body, silent: true });
    if (onClick) this.#shown.on('click', () => this.#options.onClick(onClick));
    this.#shown.on('failed', (_event, error) => refused(error));
    this.#shown.show();
  }
}

/** Why the system has no notifications for us; undefined where it may have. */
function whyNone(): string | undefined {
  if (!Notification.isSupported()) return 'not supported';
  return desktopOs.notifiesOnlyInstalled && !app.isPackaged ? 'not installed' : undefined;
}
