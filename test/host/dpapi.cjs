// @ts-check
/** Stands in for DPAPI in the guise of Windows: not readable as it is, and no protection. */

/** @param {Uint8Array} bytes */
const flipped = (bytes) => Buffer.from(bytes.map((byte) => byte ^ 0x5a));

module.exports = { protectData: flipped, unprotectData: flipped };
