/**
 * The little of ASN.1 DER (ITU-T X.690) that an X.509 certificate needs, writing only.
 *
 * Written out rather than taken from a package: the X.509 packages at hand want a global `Reflect` polyfill,
 * and nothing here is hard.
 */

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
} as const;

function encodeLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

function encode(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), encodeLength(content.length), content]);
}

/** SEQUENCE of already encoded elements. */
export function sequence(...elements: readonly Buffer[]): Buffer {
  return encode(TAG.sequence, Buffer.concat(elements));
}

/** SET of already encoded elements. */
export function setOf(...elements: readonly Buffer[]): Buffer {
  return encode(TAG.set, Buffer.concat(elements));
}

/** BOOLEAN; DER writes true as 0xFF. */
export function boolean(value: boolean): Buffer {
  return encode(TAG.boolean, Buffer.from([value ? 0xff : 0]));
}

/** A non-negative INTEGER from its big-endian bytes. */
export function integer(bytes: Buffer): Buffer {
  const firstByte = bytes[0] ?? 0;
  // A leading bit of 1 would read as a negative number.
  const padded = firstByte >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  return encode(TAG.integer, padded);
}

/** BIT STRING; `unusedBits` counts the padding bits of the last byte. */
export function bitString(bytes: Buffer, unusedBits = 0): Buffer {
  return encode(TAG.bitString, Buffer.concat([Buffer.from([unusedBits]), bytes]));
}

/** OCTET STRING. */
export function octetString(bytes: Buffer): Buffer {
  return encode(TAG.octetString, bytes);
}

/** UTF8String. */
export function utf8String(text: string): Buffer {
  return encode(TAG.utf8String, Buffer.from(text, 'utf8'));
}

/** UTCTime, valid for the years 1950 to 2049 (RFC 5280 §4.1.2.5.1). */
export function utcTime(at: Date): Buffer {
  const digits = at.toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return encode(TAG.utcTime, Buffer.from(`${digits}Z`, 'ascii'));
}

/** OBJECT IDENTIFIER from its dotted form. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const base128 = [arc % 128];
    for (let high = Math.floor(arc / 128); high > 0; high = Math.floor(high / 128)) {
      base128.unshift(0x80 | (high % 128));
    }
    bytes.push(...base128);
  }
  return encode(TAG.objectIdentifier, Buffer.from(bytes));
}

/** A context-specific tag around constructed content: `[n] EXPLICIT …`. */
export function explicit(tagNumber: number, content: Buffer): Buffer {
  return encode(0xa0 | tagNumber, content);
}

/** A context-specific tag in place of a primitive's own: `[n] IMPLICIT …`. */
export function implicit(tagNumber: number, content: Buffer): Buffer {
  return encode(0x80 | tagNumber, content);
}
