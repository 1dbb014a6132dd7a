import type { Profile, ToolConnection } from '../profile/profile.ts';
import { lookForBlock, removeBlock, writeBlock } from './dbt-block.ts';
import type { Tool } from './tool.ts';

type Connection = ToolConnection & { kind: 'dbt' };

/**
 * What dbt sends where neither `exec` nor `env` has told it better: no token, but a word to whoever looks why it was
 * refused. dbt asks for some token; the SDK below dbt-databricks passes it over where `DATABRICKS_AUTH_TYPE` is set.
 */
const TOKEN = "{{ env_var('DATABRICKS_TOKEN', 'start-dbt-with-entra-token-exec') }}";

/**
 * A profile of dbt's: where to, and that the token is in the environment, so that none is in the file.
 * Source: dbt-databricks, `credentials.py`: host without its scheme, http_path and schema are asked for, and a token
 * wherever the sign-in is not to be dbt's own.
 */
export const dbt: Tool<Connection> = {
  place: ({ entry }) => entry,
  keys: () => ['host', 'http_path', 'schema', 'token (env_var)'],
  keysIn: () => [],
  holds: () => 'no secret',
  write(text, connection, profile, content) {
    // Nothing in it is secret: it stays at the sign-out. Where somebody took it out it stays out.
    const isWanted = content.kind === 'waiting' || lookForBlock(text, connection.entry) === 'ours';
    if (!isWanted || content.kind === 'nothing' || !profile.workspaceUrl) return text;
    return writeBlock(text, connection.entry, bodyFor(connection, profile.workspaceUrl, profile.workspaceId));
  },
  remove: (text, { entry }) => removeBlock(text, entry),
  look: (text, { entry }) => lookForBlock(text, entry),
  async loadCheck() {
    // Loaded here: no other command reads YAML.
    const { whyNotAdded } = await import('./dbt-yaml.ts');
    return (before, after, { entry }) => whyNotAdded(removeBlock(before, entry), after, entry);
  },
};

/** In double quotes, where JSON and YAML mean the same. */
function bodyFor(
  { entry, httpPath, schema }: Connection,
  workspaceUrl: Profile['workspaceUrl'] & string,
  workspaceId: Profile['workspaceId'],
): string[] {
  // A host of several workspaces tells by it which one is meant, as for the other SQL drivers.
  const path =
    workspaceId === undefined || /[?&]o=/.test(httpPath) ? httpPath : `${httpPath}?o=${workspaceId}`;
  return [
    `${JSON.stringify(entry)}:`,
    '  target: databricks',
    '  outputs:',
    '    databricks:',
    '      type: databricks',
    `      host: ${JSON.stringify(new URL(workspaceUrl).host)}`,
    `      http_path: ${JSON.stringify(path)}`,
    `      schema: ${JSON.stringify(schema)}`,
    `      token: ${JSON.stringify(TOKEN)}`,
    '      threads: 4',
  ];
}
