import * as z from 'zod';
import { Profile } from '../profile/profile.ts';

/** The version of the settings file that this program writes. A change of meaning gets a new one and a migration. */
export const SETTINGS_VERSION = 1;

/** Everything a person has chosen. No secret is ever in it. */
export const Settings = z.looseObject({
  version: z.literal(SETTINGS_VERSION),
  profiles: z
    .array(Profile)
    .refine((profiles) => new Set(profiles.map(({ name }) => name)).size === profiles.length, {
      error: 'two profiles have the same name',
    }),
  /** The profile that is meant where none is named. */
  activeProfileId: z.uuid().optional(),
  /** A handed-out token has at least this many minutes left, or says that it has not. */
  minValidMinutes: z.number().int().min(1).max(45),
  /** How long the sign-in waits for the browser, in minutes. */
  signInTimeoutMinutes: z.number().positive().max(60),
  /** How long a copied token stays on the clipboard, in seconds. */
  clipboardClearSeconds: z.number().int().min(10).max(86_400),
  /** Linux without a keyring, when asked for in so many words: the sign-in in a file of mode 0600, unencrypted. */
  allowPlaintextCache: z.boolean(),
});
export type Settings = z.infer<typeof Settings>;

/** The settings of a new installation. */
export const DEFAULT_SETTINGS: Settings = {
  version: SETTINGS_VERSION,
  profiles: [],
  minValidMinutes: 10,
  signInTimeoutMinutes: 5,
  clipboardClearSeconds: 300,
  allowPlaintextCache: false,
};

/** The profile that is meant where none is named: the chosen one, else the first. */
export function activeProfile(settings: Settings): Profile | undefined {
  return settings.profiles.find(({ id }) => id === settings.activeProfileId) ?? settings.profiles[0];
}
