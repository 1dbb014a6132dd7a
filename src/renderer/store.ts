import { effect, signal } from '@preact/signals';
import type { AppState } from '../shared/app-state.ts';
import { loadTranslate, type Translate } from '../shared/messages/index.ts';
import type { Bridge } from '../shared/operations.ts';
import type { ProfileDraft } from '../shared/profile.ts';

declare global {
  interface Window {
    /** Put there by the preload script. */
    readonly bridge: Bridge;
  }
}

/** What the window shows. */
export type View =
  | { readonly kind: 'home' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'guide'; readonly back: View }
  /** A profile to change, by its ID; without one a new profile. */
  | { readonly kind: 'profile'; readonly id?: string; readonly draft?: Partial<ProfileDraft> };

/** The program's state; undefined until main has answered for the first time. */
export const appState = signal<AppState | undefined>(undefined);

/** The view that is shown. Main names the first one in the window's address. */
export const view = signal<View>(location.hash === '#settings' ? { kind: 'settings' } : { kind: 'home' });

/** The messages in the person's language. Only of use once there is a state: the first comes with its language. */
export const translate = signal<Translate>((() => '') as unknown as Translate);

/** Takes a state in; in another language when its messages have been loaded. */
async function take(state: AppState): Promise<void> {
  if (state.locale !== appState.value?.locale) {
    const t = await loadTranslate(state.locale);
    // Screen readers pronounce by it.
    document.documentElement.lang = t('app.language');
    translate.value = t;
  }
  appState.value = state;
}

/** This moment, epoch milliseconds. Moves on once a second, only while the window can be seen. */
export const now = signal(Date.now());

/** Gets the state from main and follows its changes. */
export async function connect(): Promise<void> {
  window.bridge.on('state:changed', (state) => void take(state));
  window.bridge.on('view:show', (kind) => {
    view.value = { kind };
  });
  const state = await window.bridge.request('state.get');
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
