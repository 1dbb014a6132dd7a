import { expect, test } from 'vitest';
import { connectionFrom } from '../../src/core/tools/connection.ts';
import { FailureError } from '../../src/shared/failures.ts';
import { explain, loadTranslate } from '../../src/shared/messages/index.ts';
import type { ToolRequest } from '../../src/shared/tools.ts';

/** What a person may ask for. That it is refused before anything is written: test/cli/connect. */

const t = await loadTranslate('en');
const httpPath = '/sql/1.0/warehouses/0a1b2c';
const asked = (request: ToolRequest) =>
  connectionFrom(request, {
    id: crypto.randomUUID(),
    name: 'work',
    tenantId: 'contoso.example',
    clientId: crypto.randomUUID(),
    cloud: 'public',
    workspaceUrl: 'https://adb-1.2.azuredatabricks.net',
  });

/** What is said of it; nothing where it can be. */
function refusal(request: ToolRequest): string {
  try {
    asked(request);
    return '';
  } catch (error) {
    if (error instanceof FailureError) return Object.values(explain(error.failure, t)).join('\n');
    throw error;
  }
}

test.each<[string, ToolRequest]>([
  ['dbt needs an HTTP path', { tool: 'dbt' }],
  ['dbt needs an HTTP path', { tool: 'dbt', httpPath: '/sql/{% x %}' }],
  ['dbt needs an HTTP path', { tool: 'dbt', httpPath: '/sql/x?o=1' }],
  ['“a.b” isn’t valid', { tool: 'dbt', httpPath, schema: 'a.b' }],
  ['The file is missing', { tool: 'dotenv' }],
  ['The file is missing', { tool: 'docker-env' }],
  ['“a b” isn’t valid', { tool: 'dotenv', file: '.env', key: 'a b' }],
  ['“a]b” isn’t valid', { tool: 'databrickscfg', section: 'a]b' }],
  ['“ a” isn’t valid', { tool: 'databrickscfg', section: ' a' }],
])('%s: %j', (reason, request) => {
  expect(refusal(request)).toContain(reason);
});

test.each<ToolRequest>([
  { tool: 'dbt', httpPath, schema: 'Größe_1' },
  { tool: 'dotenv', file: '.env', key: 'MY_TOKEN' },
  { tool: 'docker-env', file: 'app.env' },
  { tool: 'databrickscfg', section: 'my section' },
])('%j can be', (request) => {
  expect(asked(request)).toMatchObject({ kind: request.tool });
});
