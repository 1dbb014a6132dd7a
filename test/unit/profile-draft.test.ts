import { expect, test } from 'vitest';
import { parseAuthority } from '../../src/core/profile/clouds.ts';
import { wrongFields } from '../../src/core/profile/profile.ts';
import { loadTranslate } from '../../src/shared/messages/index.ts';
import type { ProfileField } from '../../src/shared/profile.ts';

const DRAFT = {
  name: 'work',
  tenantId: 'a1bc2d34-5e67-8f89-01ab-c2345d6c78de',
  clientId: '12a34b56-789c-0d12-e3fa-b456789c0123',
  cloud: 'public',
} as const;

test.each<[ProfileField, string, RegExp]>([
  ['tenantId', 'common', /own tenant/],
  ['tenantId', 'not a tenant', /GUID or a domain/],
  ['clientId', 'abc', /client ID must be a GUID/],
  ['workspaceUrl', 'ftp://adb-1.azuredatabricks.net', /workspace must be an address/],
  ['workspaceResourceId', '/subscriptions/x', /resource ID/],
])('what can’t be right is told by its field: %s %s', async (field, text, complaint) => {
  expect(wrongFields(DRAFT)).toEqual([]);
  expect(wrongFields({ ...DRAFT, [field]: text })).toEqual([field]);
  const t = await loadTranslate('en');
  expect(t(`profileComplaint.${field}`, { clouds: [] })).toMatch(complaint);
});

test('an authority is https://HOST, nothing after it', () => {
  expect(parseAuthority('https://localhost:8080')).toEqual({ authorityHost: 'localhost:8080' });
  expect(parseAuthority('https://login.microsoftonline.com')).toBe('public');
  expect(parseAuthority('https://login.microsoftonline.us')).toBe('usgov');
  expect(parseAuthority('https://login.partner.microsoftonline.cn')).toBe('china');
  const others = [
    'http://localhost:8080',
    'https://localhost/tenant',
    'https://a@localhost',
    'https://localhost/?a',
  ];
  for (const text of others) expect(parseAuthority(text), text).toBeUndefined();
});
