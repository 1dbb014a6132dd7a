/** To be pasted: no line is broken but where the shell goes on. */
export const EXAMPLES = [
  'entra-token login https://adb-….azuredatabricks.net',
  'entra-token verify',
  'entra-token exec -- dbt run',
  `printf 'Authorization: Bearer %s\\n' "$(entra-token token)" |`,
  '  curl -H @- https://adb-….azuredatabricks.net/api/2.0/clusters/list',
] as const;

/** What a script has to know. */
export const EXIT_CODES = [
  'Exit codes: 0 done, 1 unexpected, 2 usage or configuration, 3 sign-in needed, 4 network or service unreachable, 5 refused by Entra or the workspace, 6 no usable keyring or data folder, 130 canceled.',
  'Data is in the folder that ENTRA_TOKEN_HOME names, by default in the system’s place for application data.',
] as const;
