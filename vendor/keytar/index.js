/**
 * Stands in for keytar (archived, and compiled at each installation) beneath @azure/msal-node-extensions, which imports
 * it on every platform: the native module is loaded only once a keyring is asked.
 */

/**
 * Pinned to the Secret Service: left to itself, the module falls back on the kernel's keyring, which a restart empties.
 * @param {string} service
 * @param {string} account
 */
async function entry(service, account) {
  const { AsyncEntry } = await import('@napi-rs/keyring');
  return new AsyncEntry(service, account, { linux: { store: 'secret-service' } });
}

export default {
  /**
   * @param {string} service
   * @param {string} account
   * @returns {Promise<string | null>} null where there is no such item, or none can be seen
   */
  async getPassword(service, account) {
    return (await entry(service, account)).getPassword();
  },

  /**
   * @param {string} service
   * @param {string} account
   * @param {string} password
   * @returns {Promise<void>}
   */
  async setPassword(service, account, password) {
    await (await entry(service, account)).setPassword(password);
  },

  /**
   * @param {string} service
   * @param {string} account
   * @returns {Promise<boolean>} false where there is no such item, or none can be seen
   */
  async deletePassword(service, account) {
    return (await entry(service, account)).deletePassword();
  },
};
