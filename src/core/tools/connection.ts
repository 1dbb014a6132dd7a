import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { FailureError } from '../../shared/failures.ts';
import type { ToolRequest } from '../../shared/tools.ts';
import { type Profile, requireWorkspace, type ToolConnection } from '../profile/profile.ts';
import { sectionNameFor } from './databrickscfg-section.ts';
import { isKeyName } from './dotenv-key.ts';

/** What dbt would take for an expression is refused, and so is what its YAML or a URL could not have. */
const HTTP_PATH = /^\/?[\w-]+(\/[\w.-]+)+$/;
/** dbt refuses a dot. */
const SCHEMA = /^[\p{L}\p{N}_-]{1,255}$/u;
const SECTION = /^[^[\]\p{C}]{1,100}$/u;

/** What would be connected: for lists too, where nothing that a person has to say is known yet. */
export function usualConnection(request: ToolRequest, profile: Profile): ToolConnection {
  const { tool: kind, section = sectionNameFor(profile.name), holds = 'endpoint' } = request;
  const { key = 'DATABRICKS_TOKEN', httpPath = '', schema = '' } = request;
  const file = toolFile(request) ?? '';
  switch (kind) {
    case 'databrickscfg':
      return { kind, file, section, holds };
    case 'dotenv':
      return { kind, file, key };
    case 'docker-env':
      return { kind, file };
    case 'dbt':
      return { kind, file, entry: dbtEntry(profile), httpPath, schema: schema || 'default' };
  }
}

/**
 * The connection that is asked for, with the tool's usual file and names where none are given.
 * @throws FailureError `tool_file_missing`, `tool_http_path_needed`, `tool_input` for what cannot be, `workspace_missing`
 */
export function connectionFrom(request: ToolRequest, profile: Profile): ToolConnection {
  const connection = usualConnection(request, profile);
  const { kind, file } = connection;
  if (file === '') throw new FailureError('tool_file_missing');
  if (kind === 'databrickscfg' || kind === 'dbt') requireWorkspace(profile);
  if (kind === 'databrickscfg') {
    const { section } = connection;
    if (!SECTION.test(section) || section.trim() !== section) throw wrong('section', section);
  } else if (kind === 'dotenv') {
    if (!isKeyName(connection.key)) throw wrong('key', connection.key);
  } else if (kind === 'dbt') {
    if (!HTTP_PATH.test(connection.httpPath)) throw new FailureError('tool_http_path_needed');
    if (!SCHEMA.test(connection.schema)) throw wrong('schema', connection.schema);
  }
  return connection;
}

/** `config` is no profile to dbt, but a part of its own. */
function dbtEntry({ name }: Profile): string {
  const entry = sectionNameFor(name);
  return entry === 'config' ? 'config-databricks' : entry;
}

/** The file that is named, else the one that the tool looks for; an empty variable is as one that is not set. */
function toolFile({ tool, file }: Pick<ToolRequest, 'tool' | 'file'>): string | undefined {
  const { DATABRICKS_CONFIG_FILE, DBT_PROFILES_DIR } = process.env;
  if (file !== undefined && file !== '') return absolutePath(file);
  if (tool === 'databrickscfg') return absolutePath(DATABRICKS_CONFIG_FILE || '~/.databrickscfg');
  if (tool === 'dbt') return join(absolutePath(DBT_PROFILES_DIR || '~/.dbt'), 'profiles.yml');
  return undefined;
}

/** True for the file that the tool looks for by itself. */
export function isUsualFile({ kind, file }: ToolConnection): boolean {
  return toolFile({ tool: kind }) === file;
}

/** A tilde that no shell has expanded means the home folder here too. */
export function absolutePath(path: string): string {
  return resolve(path.replace(/^~(?=$|[/\\])/, () => homedir()));
}

function wrong(field: string, value: string): FailureError {
  return new FailureError('tool_input', { params: { field, value } });
}
