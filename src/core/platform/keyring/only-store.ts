import type { SecretStore } from './secret-store.ts';

/**
 * `used`, which from now on sees to it that the other place, in use before the setting was changed, holds nothing any
 * more.
 */
export function inOnePlace(used: SecretStore, other: SecretStore): SecretStore {
  const [save, remove] = [used.save.bind(used), used.remove.bind(used)];
  const emptyOther = async () => {
    if (other.holdsSomething()) await other.remove();
  };
  let hasSeenToOther = false;
  return Object.assign(used, {
    async save(text: string) {
      await save(text);
      if (hasSeenToOther) return;
      // Once: a keyring that cannot be reached is often why the other place is in use.
      hasSeenToOther = true;
      await emptyOther().catch(() => undefined);
    },
    remove: () => remove().finally(emptyOther),
  });
}
