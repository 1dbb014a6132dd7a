import { basename } from 'node:path';
import { type Failure, FailureError } from '../../../shared/failure.ts';
import { asFailure } from '../../auth/msal-failure.ts';
import { Mutex } from '../../mutex.ts';
import type { Profile, Target } from '../../profile/profile.ts';
import { readSection, writeSection } from './config-section.ts';
import { readKey, writeKey } from './dotenv-key.ts';
import { editFile } from './edit-file.ts';

/** What of a section is this program's; everything else in it is the person's. */
const OWNED_KEYS = ['host', 'auth_type', 'metadata_service_url', 'token'] as const;

/** The endpoint as seen from this process. */
export type EndpointSighting =
  | { readonly kind: 'on'; readonly url: string }
  | { readonly kind: 'off' }
  /** Another process sees to it, or nobody does: what is written about it stays. */
  | { readonly kind: 'unknown' };

/** What a profile's targets are to hold now; nothing where the profile is signed out. */
export type TargetContent =
  | { readonly token: string; readonly endpoint: EndpointSighting }
  | { readonly token: undefined };

/**
 * Keeps the targets of profiles current: writes what changed, in order, and empties them at the sign-out. A file that
 * cannot be written is reported, and tried again with the next token.
 */
export class TargetKeeper {
  readonly #onFailure: (profile: Profile, failure: Failure) => void;
  readonly #turns = new Mutex();
  #last: Promise<void> = Promise.resolve();

  constructor(onFailure: (profile: Profile, failure: Failure) => void) {
    this.#onFailure = onFailure;
  }

  /** Writes what the profile's targets are to hold; see {@link settled}. */
  update(profile: Profile, content: TargetContent): void {
    const { targets = [] } = profile;
    if (targets.length === 0) return;
    this.#last = this.#turns.run(async () => {
      for (const target of targets) {
        await writeTarget(target, profile, content).catch((error: unknown) =>
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

/**
 * Writes one target. @throws FailureError `target_unwritable`
 */
export async function writeTarget(target: Target, profile: Profile, content: TargetContent): Promise<void> {
  if (target.kind === 'dotenv') {
    await editFile(target.file, (text) => {
      // A key that was never there need not be emptied.
      if (content.token === undefined && readKey(text, target.key) === undefined) return text;
      return writeKey(text, target.key, content.token);
    });
    return;
  }
  const values = sectionValues(target.holds, profile, content);
  if (!values) return;
  await editFile(target.file, (text) => {
    if (Object.keys(values).length === 0 && !readSection(text, target.section)) return text;
    return writeSection(text, target.section, values, OWNED_KEYS);
  });
}

/** The section's values; none for an empty one; undefined where it is to stay as it is. */
function sectionValues(
  holds: 'endpoint' | 'token',
  { workspaceUrl }: Profile,
  content: TargetContent,
): Record<string, string> | undefined {
  if (content.token === undefined || !workspaceUrl) return {};
  if (holds === 'token') return { host: workspaceUrl, token: content.token };
  switch (content.endpoint.kind) {
    case 'on':
      return {
        host: workspaceUrl,
        auth_type: 'metadata-service',
        metadata_service_url: content.endpoint.url,
      };
    case 'off':
      return {};
    case 'unknown':
      return undefined;
  }
}

/**
 * Refuses a target whose place holds something that is not this program's to replace: a personal access token, or
 * another way to sign in. A token of Entra's is: it is dead within the hour anyway.
 * @throws FailureError `target_taken`, `target_unwritable`
 */
export async function requireFree(target: Target, workspaceUrl: string | undefined): Promise<void> {
  const taken = (place: string) =>
    new FailureError('target_taken', { params: { place, file: basename(target.file) } });
  await editFile(target.file, (text) => {
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
