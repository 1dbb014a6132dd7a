import * as v from 'valibot';
import { FailureError } from '../../shared/failures.ts';
import { LANGUAGE_CODES } from '../../shared/languages.ts';
import { PREFERENCE_BOUNDS, type Preferences, SETTINGS_VERSION, THEMES } from '../../shared/preferences.ts';
import { finite, integer, uuid } from '../platform/schema.ts';
import { Profile } from '../profile/profile.ts';

/** Brings what an older version wrote to today's form; anything else is left to the schema to judge. */
export function migrateSettings(json: unknown): unknown {
  const { version, profiles } = (json ?? {}) as { version?: unknown; profiles?: unknown };
  if (version !== 1 || !Array.isArray(profiles)) return json;
  // Version 1 called the tools' files targets.
  const migrated = profiles.map((profile) => {
    const { targets, ...rest } = profile ?? {};
    return targets ? { ...rest, tools: targets } : profile;
  });
  return { ...(json as object), version: SETTINGS_VERSION, profiles: migrated };
}

function within({ min, max }: { readonly min: number; readonly max: number }) {
  return v.pipe(integer, v.minValue(min), v.maxValue(max));
}

/** What the window changes. */
export const preferenceShape = {
  language: v.picklist(['system', ...LANGUAGE_CODES]),
  theme: v.picklist(THEMES),
  clickAction: v.picklist(['copy', 'open']),
  notifications: v.boolean(),
  startAtLogin: v.boolean(),
  copyShortcut: v.pipe(v.string(), v.maxLength(100)),
  minutesInMenuBar: v.boolean(),
  /** A handed-out token has at least this many minutes left, or says that it has not. */
  minValidMinutes: within(PREFERENCE_BOUNDS.minValidMinutes),
  /** How long a copied token stays on the clipboard, in seconds. */
  clipboardClearSeconds: within(PREFERENCE_BOUNDS.clipboardClearSeconds),
} satisfies Record<keyof Preferences, v.GenericSchema>;

/** Everything a person has chosen. No secret is ever in it. */
export const Settings = v.looseObject({
  version: v.literal(SETTINGS_VERSION),
  profiles: v.pipe(
    v.array(Profile),
    v.check(
      (profiles) => new Set(profiles.map(({ name }) => name)).size === profiles.length,
      'two profiles have the same name',
    ),
  ),
  /** The profile that is meant where none is named. */
  activeProfileId: v.optional(uuid),
  /** How long the sign-in waits for the browser, in minutes. */
  signInTimeoutMinutes: v.pipe(finite, v.gtValue(0), v.maxValue(60)),
  /** Linux without a keyring, when asked for in so many words: the sign-in in a file of mode 0600, unencrypted. */
  allowPlaintextCache: v.boolean(),
  /** The tray serves tokens to the SDKs of this computer. */
  localEndpoint: v.boolean(),
  ...preferenceShape,
});
export type Settings = v.InferOutput<typeof Settings>;

/** The settings of a new installation. */
export const DEFAULT_SETTINGS: Settings = {
  version: SETTINGS_VERSION,
  profiles: [],
  minValidMinutes: 10,
  signInTimeoutMinutes: 5,
  clipboardClearSeconds: 300,
  allowPlaintextCache: false,
  localEndpoint: false,
  language: 'system',
  theme: 'system',
  clickAction: 'copy',
  notifications: true,
  startAtLogin: false,
  copyShortcut: '',
  minutesInMenuBar: false,
};

/** The part of the settings that the window shows and changes. */
export function preferencesOf(settings: Settings): Preferences {
  const keys = Object.keys(preferenceShape) as (keyof Preferences)[];
  return Object.fromEntries(keys.map((key) => [key, settings[key]])) as unknown as Preferences;
}

/**
 * The settings with one more profile, which is chosen if it is the first.
 * @throws FailureError `profile_exists`
 */
export function withProfile(settings: Settings, added: Profile): Settings {
  refuseTaken(settings.profiles, added.name);
  const activeProfileId = activeProfile(settings)?.id ?? added.id;
  return { ...settings, profiles: [...settings.profiles, added], activeProfileId };
}

/**
 * The settings with a changed profile in the old one's place; `change` is given the profile as it is now.
 * @throws FailureError `profile_exists` where another has its new name, `profile_unknown` where it is gone
 */
export function withChangedProfile(
  settings: Settings,
  id: string,
  change: (profile: Profile) => Profile,
): Settings {
  const { activeProfileId, profiles } = settings;
  const old = profiles.find((profile) => profile.id === id);
  if (!old) {
    const known = profiles.map(({ name }) => name).join(', ');
    throw new FailureError('profile_unknown', { params: { profile: id, known } });
  }
  const changed = change(old);
  // What an older version has let in may stay, and be changed otherwise.
  if (changed.name !== old.name) {
    refuseTaken(
      profiles.filter((profile) => profile !== old),
      changed.name,
    );
  }
  return {
    ...settings,
    profiles: profiles.map((profile) => (profile.id === id ? changed : profile)),
    ...(activeProfileId === id ? { activeProfileId: changed.id } : {}),
  };
}

/** Names that differ by case only would be taken for each other, by people and in files. @throws FailureError `profile_exists` */
function refuseTaken(profiles: readonly Profile[], name: string): void {
  const taken = profiles.find((profile) => profile.name.toLowerCase() === name.toLowerCase());
  if (taken) throw new FailureError('profile_exists', { params: { profile: taken.name } });
}

/** The settings without a profile. Sign its account out before. */
export function withoutProfile(settings: Settings, id: string): Settings {
  const { activeProfileId, ...rest } = settings;
  return {
    ...rest,
    profiles: settings.profiles.filter((profile) => profile.id !== id),
    ...(activeProfileId && activeProfileId !== id ? { activeProfileId } : {}),
  };
}

/** The profile that is meant where none is named: the chosen one, else the first. */
export function activeProfile(settings: Settings): Profile | undefined {
  return settings.profiles.find(({ id }) => id === settings.activeProfileId) ?? settings.profiles[0];
}

/** The settings with a profile moved by `by` places in the list, as far as there are places. */
export function withMovedProfile(settings: Settings, id: string, by: -1 | 1): Settings {
  const from = settings.profiles.findIndex((profile) => profile.id === id);
  const to = from + by;
  const moved = settings.profiles[from];
  if (!moved || to < 0 || to >= settings.profiles.length) return settings;
  const profiles = settings.profiles.filter((profile) => profile !== moved);
  return { ...settings, profiles: profiles.toSpliced(to, 0, moved) };
}
