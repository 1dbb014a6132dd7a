import { keysOf } from './keys-of.ts';

interface CloudFacts {
  /** Host of the authority. */
  readonly authority: string;
  /** Older and other hosts of the same authority, which scripts name and some services still redirect to. */
  readonly aliases: readonly string[];
  /** The domain of the cloud's Azure Databricks workspaces. */
  readonly workspaceDomain: string;
  /** Azure Resource Manager, as tokens name it. */
  readonly managementResource: string;
  /** `environmentName` in what `az account show` prints. */
  readonly azureCliName: string;
}

/**
 * The clouds that have Azure Databricks. The messages have a label for each.
 * Sources: Microsoft Learn, "National clouds" (authorities); @azure/msal-common, `AuthorityMetadata` (aliases);
 * databricks-sdk-go, `config/environment` (domains, management); `az cloud list` (names).
 */
export const CLOUDS = {
  public: {
    authority: 'login.microsoftonline.com',
    aliases: ['login.windows.net', 'login.microsoft.com', 'sts.windows.net'],
    workspaceDomain: 'azuredatabricks.net',
    managementResource: 'https://management.core.windows.net/',
    azureCliName: 'AzureCloud',
  },
  usgov: {
    authority: 'login.microsoftonline.us',
    aliases: ['login.usgovcloudapi.net', 'login-us.microsoftonline.com'],
    workspaceDomain: 'databricks.azure.us',
    managementResource: 'https://management.core.usgovcloudapi.net/',
    azureCliName: 'AzureUSGovernment',
  },
  china: {
    authority: 'login.partner.microsoftonline.cn',
    aliases: ['login.chinacloudapi.cn'],
    workspaceDomain: 'databricks.azure.cn',
    managementResource: 'https://management.core.chinacloudapi.cn/',
    azureCliName: 'AzureChinaCloud',
  },
} as const satisfies Readonly<Record<string, CloudFacts>>;

export type CloudName = keyof typeof CLOUDS;

export const CLOUD_NAMES = keysOf(CLOUDS);

/** The first cloud of which `isSo` holds. */
export function findCloud(isSo: (cloud: CloudFacts) => boolean): CloudName | undefined {
  return CLOUD_NAMES.find((name) => isSo(CLOUDS[name]));
}

/** The Azure CLI's client ID: Microsoft's public developer sign-on client, for people who may not register an app. */
export const AZURE_CLI_CLIENT_ID = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';
