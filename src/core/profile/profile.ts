import * as z from 'zod/mini';
import { FailureError } from '../../shared/failure.ts';
import type { Translate } from '../../shared/messages/index.ts';
import type { ProfileDraft, ProfileField } from '../../shared/profile.ts';
import { parseAuthority } from './clouds.ts';
import { parseResourceId, parseWorkspaceUrl } from './workspace-url.ts';

/** `tenantId` values that name no single tenant; Databricks needs the workspace's own. */
const MULTI_TENANT = ['common', 'organizations', 'consumers'];

const Tenant = z.string().check(
  z.trim(),
  z.toLowerCase(),
  z.refine((text) => z.guid().safeParse(text).success || /^([a-z0-9-]+\.)+[a-z]{2,}$/.test(text)),
  z.refine((text) => !MULTI_TENANT.includes(text)),
);

const CloudSchema = z.union([
  z.enum(['public', 'usgov', 'china']),
  z.strictObject({
    authorityHost: z.string().check(
      z.refine((host) => {
        const parsed = parseAuthority(`https://${host}`);
        return typeof parsed === 'object' && parsed.authorityHost === host;
      }),
    ),
  }),
]);

/** What `parse` makes of a text, which must be something. */
function parsed(parse: (text: string) => string | undefined) {
  return z.pipe(
    z.string(),
    z.transform((text: string, context) => {
      const value = parse(text);
      if (value !== undefined) return value;
      context.issues.push({ code: 'custom', input: text });
      return z.NEVER;
    }),
  );
}

const someText = z.string().check(z.minLength(1));

/** A place in a file that is kept current for programs that read it, because the person asked for it. */
const Target = z.discriminatedUnion('kind', [
  z.strictObject({
    /** A section of a `.databrickscfg`: the endpoint's address, or a token. */
    kind: z.literal('databrickscfg'),
    file: someText,
    section: someText,
    holds: z.enum(['endpoint', 'token']),
  }),
  z.strictObject({ kind: z.literal('dotenv'), file: someText, key: someText }),
]);
export type Target = z.infer<typeof Target>;

/** A tenant, an app registration, and the workspace they are for. */
export const Profile = z.object({
  /** Key of its token cache; a new one for every profile, so that a re-used name never meets old tokens. */
  id: z.uuid(),
  name: z.string().check(z.trim(), z.regex(/^[^\p{Cc}\p{Cf}]{1,64}$/u)),
  cloud: CloudSchema,
  tenantId: Tenant,
  clientId: z.pipe(z.string().check(z.trim(), z.toLowerCase()), z.guid()),
  workspaceUrl: z.optional(parsed(parseWorkspaceUrl)),
  /** The tenant that the workspace itself named when it was asked. */
  workspaceTenantId: z.optional(z.guid().check(z.toLowerCase())),
  workspaceResourceId: z.optional(parsed(parseResourceId)),
  /** Default: the Azure Databricks resource. */
  scopes: z.optional(z.array(someText).check(z.minLength(1))),
  loginHint: z.optional(z.string().check(z.trim(), z.minLength(1))),
  targets: z.optional(z.array(Target)),
  /** The window offers user name and password. */
  allowPassword: z.optional(z.boolean()),
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

/** The profile's workspace. @throws FailureError `workspace_missing` */
export function requireWorkspace({ name, workspaceUrl }: Pick<Profile, 'name' | 'workspaceUrl'>): string {
  if (!workspaceUrl) throw new FailureError('workspace_missing', { params: { profile: name } });
  return workspaceUrl;
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
