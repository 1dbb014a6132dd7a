import { workspaceVariables } from '../../shared/workspace.ts';
import type { Profile, ToolConnection } from '../profile/profile.ts';
import { isNamed, workspaceIdOfHost } from '../profile/workspace-id.ts';
import { emptySection, readSection, sectionNameFor, writeSection } from './databrickscfg-section.ts';
import type { Tool, ToolContent } from './tool.ts';

type Connection = ToolConnection & { kind: 'databrickscfg' };

/** What this program writes into a section; everything else in it is the person's. */
const OWNED_KEYS = [
  'host',
  'workspace_id',
  'experimental_is_unified_host',
  'auth_type',
  'metadata_service_url',
  'token',
] as const;
/** No secrets: they stay where they were there before, or nobody knows and there is more in the section. */
const WORKSPACE_KEYS: readonly string[] = ['host', 'workspace_id', 'experimental_is_unified_host'];
/** Keys of another way to sign in, with which an SDK would find two. */
const CREDENTIAL = /secret|password|client_id|username|account_id|credentials/;

/** A section of a `.databrickscfg`, which the Databricks CLI, the SDKs, Terraform and VS Code read. */
export const databrickscfg: Tool<Connection> = {
  place: ({ section }) => `[${section}]`,
  keys: ({ holds }) =>
    holds === 'token' ? ['host', 'token'] : ['host', 'auth_type', 'metadata_service_url'],
  keysIn(text, { section }) {
    const there = Object.keys(readSection(text, section) ?? {});
    return OWNED_KEYS.filter((key) => there.includes(key));
  },
  holds: ({ holds }) => holds,
  write(text, connection, profile, content) {
    const { section, holds } = connection;
    const values = valuesFor(holds, profile, content);
    if (values === 'unchanged') return text;
    if (values === 'empty') return writeSection(text, section, {}, ownedIn(text, connection));
    if (values === 'noted') return emptySection(text, section, ownedIn(text, connection));
    // The Databricks CLI writes the ID beside a host that says it too: that line is not ours.
    const { workspace_id } = readSection(text, section) ?? {};
    const isRepeated = workspace_id !== undefined && workspace_id === workspaceIdOfHost(values.host ?? '');
    const owned = isRepeated ? OWNED_KEYS.filter((key) => key !== 'workspace_id') : OWNED_KEYS;
    return writeSection(text, section, values, owned);
  },
  remove: (text, connection) => writeSection(text, connection.section, {}, ownedIn(text, connection)),
  look(text, { section }, workspace) {
    const values = readSection(text, section) ?? {};
    const { host, workspace_id, token, auth_type, metadata_service_url: url, ...others } = values;
    const isOther =
      (host && workspace.workspaceUrl && !isNamed(workspace, host, workspace_id)) ||
      (token && !token.startsWith('eyJ')) ||
      (auth_type && auth_type !== 'metadata-service') ||
      (url && !url.startsWith('http://127.0.0.1:')) ||
      Object.keys(others).some((key) => CREDENTIAL.test(key));
    if (isOther) return 'other';
    return token || url ? 'ours' : 'nothing';
  },
};

function valuesFor(
  holds: Connection['holds'],
  profile: Profile,
  content: ToolContent,
): Record<string, string> | 'empty' | 'noted' | 'unchanged' {
  if (content.kind !== 'token' || !profile.workspaceUrl) return 'empty';
  const workspace = sectionValues(workspaceVariables(profile));
  if (holds === 'token') return { ...workspace, token: content.secret };
  switch (content.endpoint.kind) {
    case 'on':
      return { ...workspace, auth_type: 'metadata-service', metadata_service_url: content.endpoint.url };
    case 'off':
      return 'noted';
    case 'unknown':
      return 'unchanged';
  }
}

/** The keys that go with our values: all, but the person's own host. */
function ownedIn(text: string, { section, before }: Connection): readonly string[] {
  const values = readSection(text, section) ?? {};
  const isAllOurs = Object.keys(values).every((key) => (OWNED_KEYS as readonly string[]).includes(key));
  const isKept = (key: string) =>
    WORKSPACE_KEYS.includes(key) && (before ? before.keys.includes(key) : !isAllOurs);
  return OWNED_KEYS.filter((key) => !isKept(key));
}

/** The section that these variables stand for, to paste. */
export function endpointSection(profileName: string, variables: Readonly<Record<string, string>>): string {
  return writeSection('', sectionNameFor(profileName), sectionValues(variables), OWNED_KEYS);
}

/** Variables by the names that they have in a section. */
function sectionValues(variables: Readonly<Record<string, string>>): Record<string, string> {
  const key = (name: string) => name.replace(/^DATABRICKS_/, '').toLowerCase();
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [key(name), value]));
}
