/**
 * Stands in for keytar (archived, and compiled at each installation) beneath @azure/msal-node-extensions, which imports
 * it on every platform: the native module is loaded only once a keyring is asked.
 */

/**
 * The item that was asked for last, with its connection to the Secret Service: connecting takes three times as long as a
 * question. Elsewhere there is no connection to keep.
 * @type {{ service: string, account: string, entry: import('@napi-rs/keyring').AsyncEntry } | undefined}
 */
let last;

/**
 * @template T
 * @param {string} service
 * @param {string} account
 * @param {(entry: import('@napi-rs/keyring').AsyncEntry) => Promise<T>} question
 * @returns {Promise<T>}
 */
async function ask(service, account, question) {
  if (last?.service === service && last.account === account) {
    try {
      return await question(last.entry);
    } catch (error) {
      // A keyring that is locked is not asked twice: each time it opens its password window.
      if (!isAboutConnection(error)) throw error;
    }
  }
  const { AsyncEntry } = await import('@napi-rs/keyring');
  // Pinned: left to itself, the module falls back on the kernel's keyring, which a restart empties.
  const entry = new AsyncEntry(service, account, { linux: { store: 'secret-service' } });
  if (process.platform === 'linux') last = { service, account, entry };
  return question(entry);
}

/**
 * True for what D-Bus says of a service that has ended, or started anew, since the connection was made.
 * @param {unknown} error
 */
function isAboutConnection(error) {
  return error instanceof Error && error.message.startsWith('Platform failure');
}

export default {
  /**
   * @param {string} service
   * @param {string} account
   * @returns {Promise<string | null>} null where there is no such item, or none can be seen
   */
  getPassword(service, account) {
    return ask(service, account, (entry) => entry.getPassword());
  },

  /**
   * @param {string} service
   * @param {string} account
   * @param {string} password
   * @returns {Promise<void>}
   */
  setPassword(service, account, password) {
    return ask(service, account, (entry) => entry.setPassword(password));
  },

  /**
   * @param {string} service
   * @param {string} account
   * @returns {Promise<boolean>} false where there is no such item, or none can be seen
   */
  deletePassword(service, account) {
    return ask(service, account, (entry) => entry.deletePassword());
  },
};
