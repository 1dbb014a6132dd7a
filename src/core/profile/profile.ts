import * as z from 'zod';
import { FailureError } from '../../shared/failure.ts';
import type { Translate } from '../../shared/messages/index.ts';
import type { ProfileDraft, ProfileField } from '../../shared/profile.ts';
import { parseAuthority } from './clouds.ts';
import { parseResourceId, parseWorkspaceUrl } from './workspace-url.ts';

/** `tenantId` values that name no single tenant; Databricks needs the workspace's own. */
const MULTI_TENANT = ['common', 'organizations', 'consumers'];

const Tenant = z
  .string()
  .trim()
  .toLowerCase()
  .refine((text) => z.guid().safeParse(text).success || /^([a-z0-9-]+\.)+[a-z]{2,}$/.test(text))
  .refine((text) => !MULTI_TENANT.includes(text));

const CloudSchema = z.union([
  z.enum(['public', 'usgov', 'china']),
  z.strictObject({
    authorityHost: z.string().refine((host) => {
      const parsed = parseAuthority(`https://${host}`);
      return typeof parsed === 'object' && parsed.authorityHost === host;
    }),
  }),
]);

/** What `parse` makes of a text, which must be something. */
function parsed(parse: (text: string) => string | undefined) {
  return z.string().transform((text, context) => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom' });
    return z.NEVER;
  });
}

/** A place in a file that is kept current for programs that read it, because the person asked for it. */
const Target = z.discriminatedUnion('kind', [
  z.strictObject({
    /** A section of a `.databrickscfg`: the endpoint's address, or a token. */
    kind: z.literal('databrickscfg'),
    file: z.string().min(1),
    section: z.string().min(1),
    holds: z.enum(['endpoint', 'token']),
  }),
  z.strictObject({ kind: z.literal('dotenv'), file: z.string().min(1), key: z.string().min(1) }),
]);
export type Target = z.infer<typeof Target>;

/** A tenant, an app registration, and the workspace they are for. */
export const Profile = z.object({
  /** Key of its token cache; a new one for every profile, so that a re-used name never meets old tokens. */
  id: z.uuid(),
  name: z
    .string()
    .trim()
    .regex(/^[^\p{Cc}\p{Cf}]{1,64}$/u),
  cloud: CloudSchema,
  tenantId: Tenant,
  clientId: z.string().trim().toLowerCase().pipe(z.guid()),
  workspaceUrl: parsed(parseWorkspaceUrl).optional(),
  /** The tenant that the workspace itself named when it was asked. */
  workspaceTenantId: z.guid().toLowerCase().optional(),
  workspaceResourceId: parsed(parseResourceId).optional(),
  /** Default: the Azure Databricks resource. */
  scopes: z.array(z.string().min(1)).min(1).optional(),
  loginHint: z.string().trim().min(1).optional(),
  targets: z.array(Target).optional(),
});
export type Profile = z.infer<typeof Profile>;

/** The result of checking a draft: the profile, or the fields that cannot be right. */
export type DraftResult =
  | { readonly ok: true; readonly profile: Profile }
  | { readonly ok: false; readonly fields: readonly ProfileField[] };

/** Checks what a person filled in and gives it an ID. */
export function profileFromDraft(draft: ProfileDraft): DraftResult {
  const result = Profile.safeParse({ ...draft, id: crypto.randomUUID() });
  if (result.success) return { ok: true, profile: result.data };
  const fields = result.error.issues.map((issue) => String(issue.path[0]) as ProfileField);
  return { ok: false, fields: [...new Set(fields)] };
}

/** The failure for a draft whose `fields` cannot be right, in the words of `t`. */
export function invalidProfile(fields: readonly ProfileField[], t: Translate): FailureError {
  const complaint = fields.map((field) => t(`profileComplaint.${field}`)).join(' ');
  return new FailureError('profile_invalid', { params: { complaint } });
}

/**
 * The profile that `name` names.
 * @throws FailureError `profile_unknown`, or `profile_missing` where there is none at all
 */
export function findProfile(profiles: readonly Profile[], name: string): Profile {
  const found = profiles.find((profile) => profile.name === name);
  if (found) return found;
  if (profiles.length === 0) throw new FailureError('profile_missing');
  throw new FailureError('profile_unknown', {
    params: { profile: name, known: profiles.map((profile) => profile.name).join(', ') },
  });
}
