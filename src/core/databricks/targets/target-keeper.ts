import { basename } from 'node:path';
import { type Failure, FailureError } from '../../../shared/failure.ts';
import { asFailure } from '../../auth/msal-failure.ts';
import type { AccessToken } from '../../cache/cache-content.ts';
import { Mutex } from '../../mutex.ts';
import type { Profile, Target } from '../../profile/profile.ts';
import { tenantMismatch, tenantOf } from '../tenant-match.ts';
import { readSection, sectionNameFor, writeSection } from './config-section.ts';
import { readKey, writeKey } from './dotenv-key.ts';
import { editFile } from './edit-file.ts';

/** What this program writes into a section; everything else in it is the person's. */
const OWNED_KEYS = ['host', 'auth_type', 'metadata_service_url', 'token'] as const;
/** No secret: it stays where the person has put more into the section. */
const HOST_KEY = 'host';

/** A token with less life is of no use to a reader of the file. Milliseconds. */
const MIN_LIFE_MS = 30_000;

/** The endpoint as seen from this process. */
export type EndpointSighting =
  | { readonly kind: 'on'; readonly url: string }
  | { readonly kind: 'off' }
  /** Another process sees to it, or nobody does: what is written about it stays. */
  | { readonly kind: 'unknown' };

/** What a profile's targets are to hold now. */
export type TargetContent =
  | { readonly kind: 'token'; readonly secret: string; readonly endpoint: EndpointSighting }
  /** Signed out, or with a token that the workspace would refuse. */
  | { readonly kind: 'nothing' };

/**
 * Keeps the targets of profiles current: writes what changed, in order, and empties them at the sign-out. A file that
 * cannot be written is reported, and tried again with the next token.
 */
export class TargetKeeper {
  readonly #lockFolder: string;
  readonly #onFailure: (profile: Profile, failure: Failure) => void;
  readonly #turns = new Mutex();
  #last: Promise<void> = Promise.resolve();

  constructor(lockFolder: string, onFailure: (profile: Profile, failure: Failure) => void) {
    this.#lockFolder = lockFolder;
    this.#onFailure = onFailure;
  }

  /** Writes what the profile's targets are to hold by this token; see {@link settled}. */
  update(profile: Profile, token: AccessToken | undefined, endpoint: EndpointSighting): void {
    const { targets = [] } = profile;
    const content = contentOf(profile, token, endpoint);
    if (targets.length === 0 || !content) return;
    this.#last = this.#turns.run(async () => {
      for (const target of targets) {
        await writeTarget(target, profile, content, this.#lockFolder).catch((error: unknown) =>
          this.#onFailure(profile, asFailure(error)),
        );
      }
    });
  }

  /** Resolves when everything asked for so far has been written. */
  async settled(): Promise<void> {
    await this.#last;
  }
}

/** Undefined for a token that has expired: the one that follows will be written. */
function contentOf(
  profile: Profile,
  token: AccessToken | undefined,
  endpoint: EndpointSighting,
): TargetContent | undefined {
  if (!token || tenantMismatch(profile, tenantOf(token))) return { kind: 'nothing' };
  if (token.expiresOn - Date.now() < MIN_LIFE_MS) return undefined;
  return { kind: 'token', secret: token.secret, endpoint };
}

/**
 * Writes one target. @throws FailureError `target_unwritable`
 */
export async function writeTarget(
  target: Target,
  profile: Profile,
  content: TargetContent,
  lockFolder: string,
): Promise<void> {
  if (target.kind === 'dotenv') {
    const secret = content.kind === 'token' ? content.secret : undefined;
    await editFile(target.file, lockFolder, (text) => {
      // A key that was never there need not be emptied.
      if (secret === undefined && readKey(text, target.key) === undefined) return text;
      return writeKey(text, target.key, secret);
    });
    return;
  }
  const values = sectionValues(target.holds, profile, content);
  if (values === 'as it is') return;
  await editFile(target.file, lockFolder, (text) =>
    values === 'empty'
      ? emptied(text, target.section)
      : writeSection(text, target.section, values, OWNED_KEYS),
  );
}

function sectionValues(
  holds: 'endpoint' | 'token',
  { workspaceUrl }: Profile,
  content: TargetContent,
): Record<string, string> | 'empty' | 'as it is' {
  if (content.kind === 'nothing' || !workspaceUrl) return 'empty';
  if (holds === 'token') return { host: workspaceUrl, token: content.secret };
  switch (content.endpoint.kind) {
    case 'on':
      return {
        host: workspaceUrl,
        auth_type: 'metadata-service',
        metadata_service_url: content.endpoint.url,
      };
    case 'off':
      return 'empty';
    case 'unknown':
      return 'as it is';
  }
}

/** The section of a `.databrickscfg` that these variables stand for, to paste. */
export function endpointSection(profileName: string, variables: Readonly<Record<string, string>>): string {
  return writeSection(
    '',
    sectionNameFor(profileName),
    {
      host: variables.DATABRICKS_HOST ?? '',
      auth_type: variables.DATABRICKS_AUTH_TYPE ?? '',
      metadata_service_url: variables.DATABRICKS_METADATA_SERVICE_URL ?? '',
    },
    OWNED_KEYS,
  );
}

function emptied(text: string, section: string): string {
  const values = readSection(text, section);
  if (!values) return text;
  const isAllOurs = Object.keys(values).every((key) => (OWNED_KEYS as readonly string[]).includes(key));
  return writeSection(
    text,
    section,
    {},
    isAllOurs ? OWNED_KEYS : OWNED_KEYS.filter((key) => key !== HOST_KEY),
  );
}

/**
 * Refuses a target whose place holds something that is not this program's to replace: a personal access token, or
 * another way to sign in. A token of Entra's is: it is dead within the hour anyway.
 * @throws FailureError `target_taken`, `target_unwritable`
 */
export async function requireFree(
  target: Target,
  workspaceUrl: string | undefined,
  lockFolder: string,
): Promise<void> {
  const taken = (place: string) =>
    new FailureError('target_taken', { params: { place, file: basename(target.file) } });
  await editFile(target.file, lockFolder, (text) => {
    if (target.kind === 'dotenv') {
      const value = readKey(text, target.key) ?? '';
      if (value !== '' && !value.startsWith('eyJ')) throw taken(target.key);
      return text;
    }
    const {
      host,
      token,
      auth_type,
      metadata_service_url: _ours,
      ...others
    } = readSection(text, target.section) ?? {};
    const isOurs =
      (!host || !workspaceUrl || host.replace(/\/+$/, '') === workspaceUrl) &&
      (!token || token.startsWith('eyJ')) &&
      (!auth_type || auth_type === 'metadata-service') &&
      !Object.keys(others).some((key) => CREDENTIAL.test(key));
    if (!isOurs) throw taken(`[${target.section}]`);
    return text;
  });
}

/** Keys of another way to sign in, with which an SDK would find two. */
const CREDENTIAL = /secret|password|client_id|username|account_id|credentials/;
