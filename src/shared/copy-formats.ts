/** The forms that a token can be copied or printed in. */
export const COPY_FORMATS = [
  'raw',
  'bearer',
  'bash',
  'powershell',
  'cmd',
  'dotenv',
  'json',
  'databrickscfg',
  'curl',
  'jdbc',
] as const;
export type CopyFormat = (typeof COPY_FORMATS)[number];

/** The forms that name a workspace: of no use to a profile without one. */
export const FORMATS_OF_WORKSPACES: ReadonlySet<CopyFormat> = new Set(['databrickscfg', 'curl', 'jdbc']);
