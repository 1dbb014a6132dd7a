import fc from 'fast-check';

const SURROGATES = { first: 0xd800, count: 0x800 };

/**
 * Every code point there is, but no half of a pair: fast-check's unit `binary`, whose map of them all takes a second and
 * a hundred megabytes in each process that uses it.
 */
export const anyCharacter: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: 0x10ffff - SURROGATES.count })
  .map(
    (index) => String.fromCodePoint(index < SURROGATES.first ? index : index + SURROGATES.count),
    (text) => {
      const code = typeof text === 'string' ? (text.codePointAt(0) ?? -1) : -1;
      if (code < 0 || text !== String.fromCodePoint(code)) throw new Error('not one character');
      return code < SURROGATES.first ? code : code - SURROGATES.count;
    },
  );

/** Every address of the web there is: fast-check's own `webUrl` has that unit in it. */
export function anyAddress({ schemes = ['http', 'https'], hasQuery = false } = {}): fc.Arbitrary<string> {
  const plain = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789');
  const signs = fc.constantFrom(..."-._~!$&'()*+,;=:@");
  const unit = fc.oneof(
    { weight: 6, arbitrary: plain },
    { weight: 2, arbitrary: signs },
    anyCharacter.map(encodeURIComponent),
  );
  const path = fc.array(fc.string({ unit, maxLength: 8 }), { maxLength: 3 });
  const query = fc.string({ unit: fc.oneof(unit, fc.constantFrom('/', '?')), maxLength: 12 });
  return fc
    .tuple(
      fc.constantFrom(...schemes),
      fc.webAuthority(),
      path,
      hasQuery ? fc.option(query) : fc.constant(null),
    )
    .map(([scheme, authority, segments, asked]) =>
      [
        `${scheme}://${authority}`,
        ...segments.map((one) => `/${one}`),
        ...(asked === null ? [] : [`?${asked}`]),
      ].join(''),
    );
}
