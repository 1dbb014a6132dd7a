import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeText } from '../../src/core/platform/text.ts';
import { readImport } from '../../src/core/profile/import/index.ts';
import { FailureError } from '../../src/shared/failures.ts';

/** Any IDs in any form, in any dress: the same profile. What is only a comment or a docstring is nobody's. */

interface Ids {
  readonly client: string;
  readonly tenant: string;
}

const FORMS: Readonly<Record<string, (ids: Ids, quote: string) => string>> = {
  constants: ({ client, tenant }, q) => `client_id = ${q}${client}${q}\ntenant_id = ${q}${tenant}${q}`,
  'by place': ({ client, tenant }, q) =>
    `app = msal.PublicClientApplication(${q}${client}${q}, authority=${q}https://login.microsoftonline.com/${tenant}${q})`,
  'by name': ({ client, tenant }, q) => `App(tenant_id=${q}${tenant}${q}, client_id=${q}${client}${q})`,
  dictionary: ({ client, tenant }, q) =>
    `config = {${q}client_id${q}: ${q}${client}${q}, ${q}tenant_id${q}: ${q}${tenant}${q}}`,
  environment: ({ client, tenant }, q) =>
    `client_id = os.environ.get(${q}C${q}, ${q}${client}${q})\ntenant_id = os.getenv(${q}T${q}, ${q}${tenant}${q})`,
  annotated: ({ client, tenant }, q) =>
    `client_id: str = ${q}${client}${q}\ntenant_id: Final[str] = ${q}${tenant}${q}`,
  JSON: ({ client, tenant }) => JSON.stringify({ parameters: { clientId: client, tenantId: tenant } }),
  notebook: ({ client, tenant }, q) =>
    JSON.stringify({
      cells: [
        { cell_type: 'markdown', source: [`client_id = ${q}${tenant}${q}`] },
        { cell_type: 'code', source: [`client_id = ${q}${client}${q}\n`, `tenant_id = ${q}${tenant}${q}`] },
      ],
    }),
  'a section': ({ client, tenant }) =>
    `[work] ; mine\nhost = https://adb-1.2.azuredatabricks.net # it\nazure_client_id = ${client}\nazure_tenant_id = "${tenant}"`,
};

const ids = fc
  .tuple(fc.uuid({ version: 4 }), fc.uuid({ version: 4 }))
  .map(([client, tenant]) => ({ client, tenant }));

/** How a file is dressed that says the same. */
const ENCODINGS: readonly ((text: string) => Buffer)[] = [
  (text) => Buffer.from(text),
  (text) => Buffer.from(`\uFEFF${text}`),
  (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
  (text) => Buffer.from(text, 'utf16le'),
];

test.each(Object.keys(FORMS))('%s', (name) => {
  const form = FORMS[name] as (typeof FORMS)[string];
  fc.assert(
    fc.property(
      ids,
      ids,
      fc.constantFrom('"', "'"),
      fc.constantFrom('\n', '\r\n'),
      fc.constantFrom(...ENCODINGS),
      fc.boolean(),
      (right, wrong, quote, ending, encode, isUpper) => {
        const spelled = isUpper
          ? { client: right.client.toUpperCase(), tenant: right.tenant.toUpperCase() }
          : right;
        const isPython = !/JSON|notebook|section/.test(name);
        const comment = `client_id = '${wrong.client}'\ntenant_id = '${wrong.tenant}'`;
        const dress = isPython ? `"""\n${comment}\n"""\n# ${comment.replace('\n', '\n# ')}\n\n` : '';
        const bytes = encode((dress + form(spelled, quote)).replaceAll('\n', ending));
        const { draft } = readImport(decodeText(bytes)?.text ?? '');
        expect(draft.clientId?.toLowerCase()).toBe(right.client);
        expect(draft.tenantId?.toLowerCase()).toBe(right.tenant);
      },
    ),
    { numRuns: 40 },
  );
});

test('half of any form, and forms run together, are read or refused, never a defect', () => {
  const texts = fc
    .tuple(
      ids,
      fc.constantFrom(...Object.values(FORMS)),
      fc.constantFrom(...Object.values(FORMS)),
      fc.nat(300),
      fc.nat(300),
    )
    .map(([each, one, other, end, start]) => one(each, '"').slice(0, end) + other(each, "'").slice(start));
  fc.assert(
    fc.property(texts, (text) => {
      try {
        readImport(text);
      } catch (error) {
        expect(error).toBeInstanceOf(FailureError);
      }
    }),
    { numRuns: 300 },
  );
});
