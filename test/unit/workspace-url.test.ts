import { expect, test } from 'vitest';
import { parseWorkspaceUrl } from '../../src/core/profile/workspace-url.ts';

const HOST = 'adb-1234567890123456.7.azuredatabricks.net';

test.each([
  ['as it is', `https://${HOST}`],
  ['with a slash', `https://${HOST}/`],
  ['without a scheme', HOST],
  ['with http, which is never used', `http://${HOST}/`],
  ['with a path, a query and a fragment', `https://${HOST}/browse/folders/1?o=12345#notebook/2`],
  ['in capitals, with spaces and quotes', ` "HTTPS://${HOST.toUpperCase()}/?o=1" `],
])('a workspace’s address %s', (_, text) => {
  expect(parseWorkspaceUrl(text)).toBe(`https://${HOST}`);
});

test.each(['x"&calc&"', '$(id)', 'a;ssl=0;x=b', "a'b", 'a`id`', 'a_b!', '-a'])(
  'an address with %s in it is none',
  (part) => {
    expect(parseWorkspaceUrl(`https://${part}.azuredatabricks.net`)).toBeUndefined();
  },
);
