import { DEFAULT_SETTINGS, preferencesOf } from '../../src/core/app/settings.ts';
import type { AppState, ProfileSummary } from '../../src/shared/app-state.ts';

/** The program's state before anything was set up. */
export const EMPTY_STATE: AppState = {
  locale: 'en',
  profiles: [],
  sessions: {},
  notices: [],
  endpoint: { kind: 'off' },
  preferences: preferencesOf(DEFAULT_SETTINGS),
  shortcut: 'none',
  platform: 'linux',
  version: '1.2.3',
};

/** A profile as the window shows it. */
export const PROFILE: ProfileSummary = {
  id: '1',
  name: 'work',
  tenantId: 'a1bc2d34-5e67-8f89-01ab-c2345d6c78de',
  clientId: '12a34b56-789c-0d12-e3fa-b456789c0123',
  authority: 'login.microsoftonline.com',
  cloud: 'public',
  identity: 'person',
  allowsPassword: false,
  syncedFiles: [],
};
