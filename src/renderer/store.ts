import { computed, effect, signal } from '@preact/signals';
import type { AppState } from '../shared/app-state.ts';
import type { Failure } from '../shared/failures.ts';
import { loadTranslate, type Translate } from '../shared/messages/index.ts';
import type { Bridge, Result } from '../shared/operations.ts';
import { timeOfDay } from '../shared/time.ts';
import type { Verification } from '../shared/verification.ts';

declare global {
  interface Window {
    /** Put there by the preload script. */
    readonly bridge: Bridge;
  }
}

/** What the window shows. */
export type View =
  | { readonly kind: 'home' | 'setup' | 'signIn' | 'connect' | 'details' | 'activity' | 'settings' | 'guide' }
  | { readonly kind: 'profile'; readonly id: string };

const HOME: View = { kind: 'home' };

/** The program's state; undefined until main has answered for the first time. */
export const appState = signal<AppState | undefined>(undefined);

/** BCP 47 tag of the language and formats. */
export const locale = computed(() => appState.value?.locale ?? 'en');

/** The views that lead to the shown one, which is the last. Main names the first one in the window's address. */
const path = signal<readonly View[]>(location.hash === '#settings' ? [HOME, { kind: 'settings' }] : [HOME]);
export const view = computed<View>(() => path.value.at(-1) ?? HOME);

/** The view that was just left by its way back: the focus returns to what had opened it. */
export const leftBehind = signal<View['kind'] | undefined>(undefined);

export function go(to: View): void {
  leftBehind.value = undefined;
  path.value = [...path.value, to];
}

export function back(): void {
  leftBehind.value = view.value.kind;
  path.value = path.value.length > 1 ? path.value.slice(0, -1) : [HOME];
}

export function goHome(): void {
  leftBehind.value = undefined;
  path.value = [HOME];
}

type Words = (...args: readonly unknown[]) => string;
const words = signal<Words>(() => '');

/** The messages in the person's language. Only of use once there is a state: the first comes with its language. */
export const t = ((...args) => words.value(...args)) satisfies Words as unknown as Translate;

/** Has main do something. */
export const { request: call } = window.bridge;

/** What a screen reader is to say, such as that something was copied. */
export const said = signal('');

/** What was wrong with a request that left no trace in the profile's session. */
export const refused = signal<{ readonly profileId: string; readonly failure: Failure } | undefined>(
  undefined,
);

/** What the workspace last answered to "Test connection", and about which profile. `at` in epoch milliseconds. */
export const verified = signal<
  | { readonly profileId: string; readonly at: number; readonly outcome: Result<Verification> | 'asking' }
  | undefined
>(undefined);

/** Takes a state in; in another language when its messages have been loaded. */
async function take(state: AppState): Promise<void> {
  if (state.locale !== appState.value?.locale) {
    words.value = (await loadTranslate(state.locale)) as unknown as Words;
    // It was said in the other language.
    said.value = '';
    // Screen readers pronounce by it.
    document.documentElement.lang = t('app.language');
  }
  appState.value = state;
}

/** This moment, epoch milliseconds. Moves on once a second, only while the window can be seen. */
export const now = signal(Date.now());

/** The time of day, as the person reads it; with the day when it is not today. @param instant epoch milliseconds */
export function timeInWords(instant: number): string {
  return timeOfDay(instant, now.value, locale.value);
}

/** Gets the state from main and follows its changes. */
export async function connect(): Promise<void> {
  window.bridge.on('state:changed', (state) => void take(state));
  window.bridge.on('view:show', (kind) => {
    goHome();
    if (kind !== 'home') go({ kind });
  });
  const state = await call('state.get');
  if (state.ok) await take(state.value);
}

const visible = signal(document.visibilityState === 'visible');
document.addEventListener('visibilitychange', () => {
  visible.value = document.visibilityState === 'visible';
});

effect(() => {
  if (!visible.value) return;
  now.value = Date.now();
  const timer = setInterval(() => {
    now.value = Date.now();
  }, 1000);
  return () => clearInterval(timer);
});
