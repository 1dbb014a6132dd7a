import { endpointUrl } from '../../core/endpoint/endpoint-address.ts';
import { parseWorkspaceUrl } from '../../core/profile/workspace-url.ts';
import { workspaceVariables } from '../../shared/workspace.ts';
import { isGiven, overriding } from '../child-environment.ts';
import { configSections } from '../databrickscfg-workspace.ts';
import { type Finding, fine, warning } from './finding.ts';
import type { Patient } from './patient.ts';

/** Azure's own, which the Databricks SDKs read as well. */
const AZURE = ['ARM_CLIENT_ID', 'ARM_CLIENT_SECRET', 'ARM_ENVIRONMENT', 'ARM_TENANT_ID', 'ARM_USE_MSI'];

/** The section for programs that name none. */
const DEFAULT_SECTION = 'DEFAULT';
/** The Databricks CLI's own, in which another can be the one that counts. */
const CLI_SETTINGS = '__settings__';

/** What leads a program to another sign-in than this one's: variables by their names, and sections that win. */
export async function checkVariables(patient: Patient): Promise<Finding[]> {
  const ours = await ownVariables(patient);
  const isForeign = (name: string) =>
    patient.environment[name]?.trim() && !ours.includes(name) && !isGiven(name, patient.environment);
  const found = [
    ...overriding(workspaceVariables(patient.profile ?? {}), patient.environment)
      .filter(isForeign)
      .map((variable) => warning('variable', { variable })),
    ...AZURE.filter(isForeign).map((variable) => warning('azureVariable', { variable })),
    ...checkConfig(patient),
  ];
  return found.length > 0 ? found : [fine('variables')];
}

/** The variables that lead to this program's tokens. */
async function ownVariables(patient: Patient): Promise<string[]> {
  const { profile, environment } = patient;
  const {
    DATABRICKS_HOST: host,
    DATABRICKS_AUTH_TYPE: way,
    DATABRICKS_METADATA_SERVICE_URL: url,
  } = environment;
  const address = url ? await patient.endpoint() : undefined;
  const { DATABRICKS_HOST: _, ...ids } = workspaceVariables(profile ?? {});
  const isOurs = address !== undefined && profile !== undefined && endpointUrl(address, profile.id) === url;
  return [
    ...(host && profile?.workspaceUrl && parseWorkspaceUrl(host) === profile.workspaceUrl
      ? ['DATABRICKS_HOST']
      : []),
    ...Object.keys(ids).filter((name) => environment[name] === ids[name]),
    ...(isOurs ? ['DATABRICKS_METADATA_SERVICE_URL'] : []),
    ...(isOurs && way === 'metadata-service' ? ['DATABRICKS_AUTH_TYPE'] : []),
  ];
}

function checkConfig({ profile, environment }: Patient): Finding[] {
  const sections = configSections(environment);
  const ours = (profile?.tools ?? []).flatMap((tool) => (tool.kind === 'databrickscfg' ? tool.section : []));
  const chosen = sections.get(CLI_SETTINGS)?.get('default_profile');
  const hasDefault = (sections.get(DEFAULT_SECTION)?.size ?? 0) > 0;
  return [
    ...(chosen && !ours.includes(chosen) ? [warning('configDefaultProfile')] : []),
    ...(hasDefault && !ours.includes(DEFAULT_SECTION) ? [warning('configDefaultSection')] : []),
  ];
}
