import type { SecretStore } from '../../src/core/platform/keyring/secret-store.ts';
import { type FailureCode, FailureError } from '../../src/shared/failures.ts';

/** A token cache's place in memory: another edge for the real cache, where thousands of writes would wear a keyring. */
export class MemoryStore implements SecretStore {
  readonly kind = 'plaintext-file';
  readonly place = 'memory';
  content: string | undefined;
  /** While true, it answers as a keyring that is not there. */
  isBroken = false;
  brokenBy: FailureCode = 'keyring_unavailable';
  /** While true, it lies in a folder that has no room for anything new, or takes nothing new for another reason. */
  isFull = false;
  fullBy: FailureCode = 'data_folder_full';
  /** How often it was looked into. */
  looks = 0;
  setAsideContents: string[] = [];

  holdsSomething(): boolean {
    return this.content !== undefined;
  }

  revision(): string | undefined {
    return this.content;
  }

  async probe(): Promise<void> {
    // Memory is always there.
  }

  async load(): Promise<string | undefined> {
    this.looks++;
    if (this.isBroken) throw new FailureError(this.brokenBy);
    return this.content;
  }

  async forgetLost(): Promise<boolean> {
    return false;
  }

  async save(text: string): Promise<void> {
    if (this.isBroken) throw new FailureError(this.brokenBy);
    if (this.isFull) throw new FailureError(this.fullBy);
    this.content = text;
  }

  async remove(): Promise<void> {
    this.content = undefined;
  }

  async setAside(): Promise<string> {
    if (this.content !== undefined) this.setAsideContents.push(this.content);
    this.content = undefined;
    return 'memory';
  }
}
