import type { Profile, ToolConnection } from '../profile/profile.ts';
import { parseWorkspaceUrl } from '../profile/workspace-url.ts';
import { emptySection, readSection, sectionNameFor, writeSection } from './databrickscfg-section.ts';
import type { Tool, ToolContent } from './tool.ts';

type Connection = ToolConnection & { kind: 'databrickscfg' };

/** What this program writes into a section; everything else in it is the person's. */
const OWNED_KEYS = ['host', 'auth_type', 'metadata_service_url', 'token'] as const;
/** No secret: it stays where the person has put more into the section. */
const HOST_KEY = 'host';
/** Keys of another way to sign in, with which an SDK would find two. */
const CREDENTIAL = /secret|password|client_id|username|account_id|credentials/;

/** A section of a `.databrickscfg`, which the Databricks CLI, the SDKs, Terraform and VS Code read. */
export const databrickscfg: Tool<Connection> = {
  label: ({ file, section, holds }) => `${file} [${section}] (${holds})`,
  place: ({ section }) => `[${section}]`,
  write(text, { section, holds }, profile, content) {
    const values = valuesFor(holds, profile, content);
    if (values === 'unchanged') return text;
    if (values === 'empty') return writeSection(text, section, {}, ownedIn(text, section));
    if (values === 'noted') return emptySection(text, section, ownedIn(text, section));
    return writeSection(text, section, values, OWNED_KEYS);
  },
  isFree(text, { section }, workspaceUrl) {
    const { host, token, auth_type, ...others } = readSection(text, section) ?? {};
    return (
      (!host || !workspaceUrl || parseWorkspaceUrl(host) === workspaceUrl) &&
      (!token || token.startsWith('eyJ')) &&
      (!auth_type || auth_type === 'metadata-service') &&
      !Object.keys(others).some((key) => CREDENTIAL.test(key))
    );
  },
};

function valuesFor(
  holds: Connection['holds'],
  { workspaceUrl: host }: Profile,
  content: ToolContent,
): Record<string, string> | 'empty' | 'noted' | 'unchanged' {
  if (content.kind === 'nothing' || !host) return 'empty';
  if (holds === 'token') return { host, token: content.secret };
  switch (content.endpoint.kind) {
    case 'on':
      return { host, auth_type: 'metadata-service', metadata_service_url: content.endpoint.url };
    case 'off':
      return 'noted';
    case 'unknown':
      return 'unchanged';
  }
}

/** The keys that go with our values: all, unless the person has put more into the section. */
function ownedIn(text: string, section: string): readonly string[] {
  const values = readSection(text, section) ?? {};
  const isAllOurs = Object.keys(values).every((key) => (OWNED_KEYS as readonly string[]).includes(key));
  return isAllOurs ? OWNED_KEYS : OWNED_KEYS.filter((key) => key !== HOST_KEY);
}

/** The section that these variables stand for, to paste. */
export function endpointSection(profileName: string, variables: Readonly<Record<string, string>>): string {
  const values = {
    host: variables.DATABRICKS_HOST ?? '',
    auth_type: variables.DATABRICKS_AUTH_TYPE ?? '',
    metadata_service_url: variables.DATABRICKS_METADATA_SERVICE_URL ?? '',
  };
  return writeSection('', sectionNameFor(profileName), values, OWNED_KEYS);
}
