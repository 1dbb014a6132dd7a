import { computed, effect, signal } from '@preact/signals';
import type { AppState } from '../shared/app-state.ts';
import type { Bridge } from '../shared/ipc.ts';
import { createTranslate } from '../shared/messages/index.ts';

declare global {
  interface Window {
    /** Put there by the preload script. */
    readonly bridge: Bridge;
  }
}

/** The program's state; undefined until main has answered for the first time. */
export const appState = signal<AppState | undefined>(undefined);

/** The messages in the person's language. */
export const translate = computed(() => createTranslate(appState.value?.locale ?? navigator.language));

effect(() => {
  // Screen readers pronounce by it.
  document.documentElement.lang = translate.value('app.language');
});

/** This moment, epoch milliseconds. Moves on once a second, only while the window can be seen. */
export const now = signal(Date.now());

/** Gets the state from main and follows its changes. */
export async function follow(): Promise<void> {
  window.bridge.onState((state) => {
    appState.value = state;
  });
  appState.value = await window.bridge.request('state:get');
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
