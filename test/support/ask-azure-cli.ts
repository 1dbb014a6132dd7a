import {
  AzureCliCredential,
  AzureDeveloperCliCredential,
  DefaultAzureCredential,
  type TokenCredential,
} from '@azure/identity';
import { Config } from '@databricks/sdk-experimental';

/**
 * The Azure SDK's ways by `az` and `azd`, and the Databricks SDK's by `az`, unmodified: asks each for a token for Azure
 * Databricks, and prints what came of it, a line each.
 */
const SCOPE = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default';

/** On no other host does it sign in by `az`. It is not asked: a token is made without it. */
const HOST = 'https://adb-1234567890123456.7.azuredatabricks.net';

const byIdentity = (credential: TokenCredential) => async () => {
  const token = await credential.getToken(SCOPE);
  return { token: token?.token, expires: token?.expiresOnTimestamp };
};

async function byDatabricks() {
  const headers = new Headers();
  await new Config({ host: HOST, authType: 'azure-cli' }).authenticate(headers);
  return { token: headers.get('authorization')?.replace('Bearer ', '') };
}

const ways = {
  AzureCliCredential: byIdentity(new AzureCliCredential()),
  AzureDeveloperCliCredential: byIdentity(new AzureDeveloperCliCredential()),
  DefaultAzureCredential: byIdentity(new DefaultAzureCredential()),
  'azure-cli': byDatabricks,
};
for (const [way, ask] of Object.entries(ways)) {
  const line = await ask().catch(({ name, message }: Error) => ({ error: name, message }));
  console.log(JSON.stringify({ way, ...line }));
}
