import { azureCliFields } from '../../../shared/azure-cli-fields.ts';
import type { Workspace } from '../../../shared/workspace.ts';
import { isIdOf, workspaceIdIn } from '../../profile/workspace-id.ts';
import type { Helper, Question } from './questions.ts';

/** The profile that the helpers answer for, as far as they have to know it. */
export interface HelperProfile extends Workspace {
  readonly tenantId: string;
  readonly scopes?: readonly string[] | undefined;
}

/** A token to answer with. */
export interface HelperToken {
  readonly secret: string;
  /** Epoch milliseconds. */
  readonly expiresOn: number;
  /** The tenant that issued it. */
  readonly tenantId: string;
  /** Who is signed in, as `az account show` has it. */
  readonly user: { readonly name: string; readonly type: 'user' | 'servicePrincipal' };
}

/** A question that takes a token to answer. */
export type TokenQuestion = Exclude<Question, { kind: 'version' | 'section' }>;

/** Azure Databricks, in every cloud. */
const DATABRICKS = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d';

/** The version that we claim to be where no real `databricks` is: the one whose answers these are. */
const VERSION = { Major: 1, Minor: 13, Patch: 0 } as const;

/**
 * Whether the question is for what this profile's token is for. A token goes to nobody who asks for another resource,
 * tenant or workspace.
 */
export function concerns(question: TokenQuestion, profile: Partial<HelperProfile>): boolean {
  switch (question.kind) {
    case 'account':
      return true;
    case 'host': {
      const { host, workspaceId } = question;
      const isOfHost =
        profile.workspaceUrl !== undefined && normalized(host) === normalized(profile.workspaceUrl);
      return isOfHost && [workspaceId, workspaceIdIn(host)].every((id) => isIdOf(profile, id));
    }
    default: {
      const ours = profile.scopes?.[0]?.replace(/\/\.default$/, '') ?? DATABRICKS;
      return question.resource === ours && maybeOfTenant(question.tenant, profile.tenantId);
    }
  }
}

/** Whether it is of the tenant that is asked for; a domain may be that of any. */
function maybeOfTenant(asked: string | undefined, tenantId: string | undefined): boolean {
  const isGuid = (text: string | undefined): text is string => text !== undefined && !text.includes('.');
  if (!isGuid(asked) || !isGuid(tenantId)) return true;
  return asked.toLowerCase() === tenantId.toLowerCase();
}

/** Whether a token is of the tenant that is asked for. */
export function isOfTenant(
  question: TokenQuestion,
  { tenantId }: HelperProfile,
  token: HelperToken,
): boolean {
  const asked = 'tenant' in question ? question.tenant?.toLowerCase() : undefined;
  return asked === undefined || [tenantId, token.tenantId].some((known) => known.toLowerCase() === asked);
}

/** What the real command would print. */
export function answerTo(question: TokenQuestion, token: HelperToken): string {
  switch (question.kind) {
    case 'account':
      return json({ tenantId: token.tenantId, user: token.user });
    case 'az':
      // Without subscriptions `az login` takes the tenant for one.
      return json({ ...azureCliFields(token), subscription: question.subscription ?? token.tenantId });
    case 'azd':
      return json({ token: token.secret, expiresOn: inSeconds(token.expiresOn) });
    case 'host':
      return json({ access_token: token.secret, token_type: 'Bearer', expiry: inSeconds(token.expiresOn) });
  }
}

/** What `databricks version` prints. */
export function versionAnswer(isJson: boolean): string {
  const { Major, Minor, Patch } = VERSION;
  return isJson ? json(VERSION) : `Databricks CLI v${Major}.${Minor}.${Patch}`;
}

/** By which SDKs tell that somebody has to sign in, and go on to another way; they match the words of the real command. */
export function signInWords(helper: Helper): string {
  switch (helper) {
    case 'az':
      return 'az login';
    case 'azd':
      return 'not logged in, run `azd auth login` to login';
    case 'databricks':
      return 'databricks auth login';
  }
}

/** RFC 3339, in UTC. */
function inSeconds(epochMs: number): string {
  return new Date(Math.floor(epochMs / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}

/** SDKs send the host as they normalize it; people write it as they like. */
function normalized(host: string): string {
  return host
    .trim()
    .toLowerCase()
    .replace(/^https:\/\//, '')
    .replace(/[/?#].*$/, '');
}

function json(value: object): string {
  return JSON.stringify(value, undefined, 2);
}
