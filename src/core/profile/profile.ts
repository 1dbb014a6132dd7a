import * as v from 'valibot';
import { CLOUD_NAMES } from '../../shared/clouds.ts';
import { FailureError } from '../../shared/failures.ts';
import { IDENTITY_KINDS, type ProfileDraft, type ProfileField } from '../../shared/profile.ts';
import { examine, guid, uuid } from '../platform/schema.ts';
import { parseAuthority } from './clouds.ts';
import { similarName } from './similar-name.ts';
import { isWorkspaceId, parseWorkspace } from './workspace-id.ts';
import { parseResourceId, parseWorkspaceUrl } from './workspace-url.ts';

/** `tenantId` values that name no single tenant; Databricks needs the workspace's own. */
const MULTI_TENANT = ['common', 'organizations', 'consumers'];

const Tenant = v.pipe(
  v.string(),
  v.trim(),
  v.toLowerCase(),
  v.union([guid, v.pipe(v.string(), v.regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/))], 'expected GUID or domain'),
  v.check((text) => !MULTI_TENANT.includes(text), 'expected a single tenant'),
);

const CloudSchema = v.union([
  v.picklist(CLOUD_NAMES),
  v.strictObject({
    authorityHost: v.pipe(
      v.string(),
      v.check((host) => {
        const parsed = parseAuthority(`https://${host}`);
        return typeof parsed === 'object' && parsed.authorityHost === host;
      }),
    ),
  }),
]);

/** What `parse` makes of a text, which must be something. */
function parsed(parse: (text: string) => string | undefined) {
  return v.pipe(v.string(), v.transform(parse), v.string('not valid'));
}

const someText = v.pipe(v.string(), v.nonEmpty());

/** What was there before a tool was connected: it stays when the tool is disconnected. */
const before = v.optional(
  v.strictObject({
    file: v.boolean(),
    keys: v.array(someText),
    /** Its folder was made for it. */
    folder: v.optional(v.literal('made')),
  }),
);

/** A place in a file of another tool that is kept current, because the person asked for it. */
const ToolConnection = v.variant('kind', [
  v.strictObject({
    /** A section of a `.databrickscfg`: the endpoint's address, or a token. */
    kind: v.literal('databrickscfg'),
    file: someText,
    section: someText,
    holds: v.picklist(['endpoint', 'token']),
    before,
  }),
  v.strictObject({ kind: v.literal('dotenv'), file: someText, key: someText, before }),
  /** Host and token, without quotes. */
  v.strictObject({ kind: v.literal('docker-env'), file: someText, before }),
  /** A profile of dbt's, in a marked block of its `profiles.yml`. */
  v.strictObject({
    kind: v.literal('dbt'),
    file: someText,
    entry: someText,
    httpPath: someText,
    schema: someText,
    before,
  }),
]);
export type ToolConnection = v.InferOutput<typeof ToolConnection>;

/** A tenant, an app registration, and the workspace they are for. */
export const Profile = v.object({
  /** Key of its token cache; a new one for every profile, so that a re-used name never meets old tokens. */
  id: uuid,
  name: v.pipe(
    v.string(),
    v.trim(),
    v.regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,64}$/u, 'expected 1 to 64 visible characters'),
  ),
  cloud: CloudSchema,
  tenantId: Tenant,
  clientId: v.pipe(v.string(), v.trim(), v.toLowerCase(), guid),
  workspaceUrl: v.optional(parsed(parseWorkspaceUrl)),
  /** Which of the workspaces behind this host is meant, where the host alone does not say it. */
  workspaceId: v.optional(v.pipe(v.string(), v.check(isWorkspaceId))),
  /** The tenant that the workspace itself named when it was asked. */
  workspaceTenantId: v.optional(v.pipe(guid, v.toLowerCase())),
  workspaceResourceId: v.optional(parsed(parseResourceId)),
  /** Default: a person. Nothing of a service principal's credential is here. */
  identity: v.optional(v.picklist(IDENTITY_KINDS)),
  /** Default: the Azure Databricks resource. */
  scopes: v.optional(v.pipe(v.array(someText), v.nonEmpty())),
  loginHint: v.optional(v.pipe(v.string(), v.trim(), v.nonEmpty())),
  tools: v.optional(v.array(ToolConnection)),
  /** The window offers user name and password. */
  allowPassword: v.optional(v.boolean()),
});
export type Profile = v.InferOutput<typeof Profile>;

/**
 * Checks a draft and gives the profile an ID.
 * @throws FailureError `profile_invalid`, `profile_field_invalid` with the fields that can't be right
 */
export function profileFromDraft(draft: ProfileDraft): Profile {
  const { workspaceId } = (draft.workspaceUrl && parseWorkspace(draft.workspaceUrl)) || {};
  const { value, wrong } = examine(Profile, {
    ...draft,
    ...(workspaceId ? { workspaceId } : {}),
    id: crypto.randomUUID(),
  });
  if (!wrong) return value;
  throw invalidProfile(wrong.map(({ path }) => path[0] as ProfileField));
}

/** The failure for a draft whose `fields` can't be right. */
export function invalidProfile(fields: readonly ProfileField[]): FailureError {
  const isId = fields.some((field) => field === 'tenantId' || field === 'clientId');
  return new FailureError(isId ? 'profile_invalid' : 'profile_field_invalid', {
    fields: [...new Set(fields)],
  });
}

/** Stands for an ID that is not known yet. */
export const UNKNOWN_ID = '00000000-0000-0000-0000-000000000000';

/** The fields of a draft that can't be right, without asking anybody. Missing ones are not complained about. */
export function wrongFields(draft: ProfileDraft): readonly ProfileField[] {
  try {
    profileFromDraft({
      ...draft,
      name: draft.name || 'x',
      clientId: draft.clientId || UNKNOWN_ID,
      tenantId: draft.tenantId || UNKNOWN_ID,
      cloud: draft.cloud ?? 'public',
    });
    return [];
  } catch (error) {
    return (error instanceof FailureError && error.failure.fields) || [];
  }
}

/** True where the profile's tokens are a service principal's. */
export function isServicePrincipal({ identity }: Pick<Profile, 'identity'>): boolean {
  return identity === 'servicePrincipal';
}

/** That there is nobody whose tokens could be given. */
export function notSignedIn(profile: Profile): FailureError {
  const code = isServicePrincipal(profile) ? 'credential_missing' : 'not_signed_in';
  return new FailureError(code, { params: { profile: profile.name } });
}

/** The profile's workspace. @throws FailureError `workspace_missing` */
export function requireWorkspace({ name, workspaceUrl }: Pick<Profile, 'name' | 'workspaceUrl'>): string {
  if (!workspaceUrl) throw new FailureError('workspace_missing', { params: { profile: name } });
  return workspaceUrl;
}

/**
 * The profile that `name` names.
 * @throws FailureError `profile_unknown`, `profile_misspelled`, or `profile_missing` where there is none at all
 */
export function findProfile(profiles: readonly Profile[], name: string): Profile {
  const found = profiles.find((profile) => profile.name === name);
  if (found) return found;
  if (profiles.length === 0) throw new FailureError('profile_missing');
  const names = profiles.map((profile) => profile.name);
  const params = { profile: name, known: names.join(', ') };
  const similar = similarName(name, names);
  if (similar !== undefined) throw new FailureError('profile_misspelled', { params: { ...params, similar } });
  throw new FailureError('profile_unknown', { params });
}
