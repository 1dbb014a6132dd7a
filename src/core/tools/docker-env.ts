import { workspaceVariables } from '../../shared/workspace.ts';
import type { ToolConnection } from '../profile/profile.ts';
import { isNamed } from '../profile/workspace-id.ts';
import { isPassedThrough, readVariable, removeVariable, writeVariable } from './docker-env-lines.ts';
import type { Tool } from './tool.ts';

const HOST = 'DATABRICKS_HOST';
const TOKEN = 'DATABRICKS_TOKEN';
const WORKSPACE_ID = 'DATABRICKS_WORKSPACE_ID';
const KEYS = [HOST, TOKEN] as const;
/** With what only a workspace behind a shared host has. */
const ALL_KEYS = [...KEYS, WORKSPACE_ID, 'DATABRICKS_EXPERIMENTAL_IS_UNIFIED_HOST'] as const;

/** Host and token for `docker run --env-file` and Compose: in a container there is no endpoint on 127.0.0.1. */
export const dockerEnv: Tool<ToolConnection & { kind: 'docker-env' }> = {
  place: () => KEYS.join(', '),
  keys: () => KEYS,
  keysIn: (text) => ALL_KEYS.filter((key) => readVariable(text, key) !== undefined),
  holds: () => 'token',
  write(text, { before }, profile, content) {
    // The workspace too, unless it is the person's: the next token may be for another.
    if (content.kind !== 'token') return emptied(text, before?.keys.includes(HOST) ? [TOKEN] : ALL_KEYS);
    const values = Object.entries({ ...workspaceVariables(profile), [TOKEN]: content.secret });
    return values.reduce((left, [key, value]) => writeVariable(left, key, value), text);
  },
  remove(text, { before }) {
    const added = ALL_KEYS.filter((key) => !before?.keys.includes(key));
    return added.reduce((left, key) => removeVariable(left, key), emptied(text, [TOKEN]));
  },
  look(text, _connection, workspace) {
    const host = readVariable(text, HOST) ?? '';
    const token = readVariable(text, TOKEN) ?? '';
    const isOther =
      KEYS.some((key) => isPassedThrough(text, key)) ||
      (host !== '' &&
        workspace.workspaceUrl &&
        !isNamed(workspace, host, readVariable(text, WORKSPACE_ID))) ||
      (token !== '' && !token.startsWith('eyJ'));
    if (isOther) return 'other';
    return token === '' ? 'nothing' : 'ours';
  },
};

function emptied(text: string, keys: readonly string[]): string {
  const there = keys.filter((key) => readVariable(text, key) !== undefined);
  return there.reduce((left, key) => writeVariable(left, key, ''), text);
}
