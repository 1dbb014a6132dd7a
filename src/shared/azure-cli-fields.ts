/** A token as the Azure CLI knows one. */
interface AzureCliToken {
  readonly secret: string;
  /** Epoch milliseconds. */
  readonly expiresOn: number;
  /** The tenant that issued it. */
  readonly tenantId: string;
}

/**
 * The fields of `az account get-access-token`, so that scripts written for it go on working: `expiresOn` is local
 * time, `expires_on` epoch seconds.
 */
export function azureCliFields({
  secret,
  expiresOn,
  tenantId,
}: AzureCliToken): Record<string, string | number> {
  return {
    accessToken: secret,
    expiresOn: localTime(new Date(expiresOn)),
    expires_on: Math.floor(expiresOn / 1000),
    tenant: tenantId,
    tokenType: 'Bearer',
  };
}

/** As Python's `datetime` prints it: "2026-11-20 19:04:05.000000". */
function localTime(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day} ${time}.${String(date.getMilliseconds()).padStart(3, '0')}000`;
}
