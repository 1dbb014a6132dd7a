import type * as v from 'valibot';
import { type FailureCode, FailureError } from '../../shared/failures.ts';
import { workspaceHeaders } from '../../shared/workspace-headers.ts';
import { parseForeignJson } from '../platform/foreign-json.ts';
import { busyFailure, describeAnswer, exchange, type Fetch, type HttpResponse } from '../platform/http.ts';
import { examine } from '../platform/schema.ts';
import { type Profile, requireWorkspace } from '../profile/profile.ts';

const LIMIT_MS = 20_000;

/**
 * How the profile's workspace is asked as the token's owner: one GET of its API. `ask` throws a FailureError for every
 * status but 200, `unexpected_answer` where what it says is not of the form that `schema` has.
 * @throws FailureError `workspace_missing`
 */
export function workspaceCaller(profile: Profile, token: string, fetch: Fetch, managementToken?: string) {
  const workspaceUrl = requireWorkspace(profile);
  const headers = workspaceHeaders(profile, token, managementToken);
  const { host } = new URL(workspaceUrl);
  const params = { host, service: host };
  const ask = async <S extends v.GenericSchema>(path: string, schema: S) => {
    const url = `${workspaceUrl}${path}`;
    const answer = await exchange(fetch, { method: 'GET', url, headers, limitMs: LIMIT_MS, service: host });
    const cause = describeAnswer(answer);
    if (answer.status !== 200) {
      const code = refusalCode(answer, 'X-Databricks-Azure-Workspace-Resource-Id' in headers);
      throw new FailureError(code, { ...busyFailure(answer, host), params, cause });
    }
    const { value, wrong } = examine(schema, parseForeignJson(answer.body));
    if (wrong) throw new FailureError('unexpected_answer', { params, cause });
    return { said: value, headers: answer.headers };
  };
  return { workspaceUrl, ask };
}
export type WorkspaceCaller = ReturnType<typeof workspaceCaller>;

/**
 * What a refusal means. Statuses alone do not tell: an expired token is met with 401, 403 or 400, and a wrong
 * audience with JSON or a page. So the words decide first, and are not repeated: a page may be anybody's.
 * Source of the words: reports in the issues of databricks/cli, databricks-sdk-go and terraform-provider-databricks.
 * @param isByResourceId whether the call came with the workspace's resource ID
 */
function refusalCode({ status, body }: HttpResponse, isByResourceId: boolean): FailureCode {
  const text = body.slice(0, 20_000);
  if (status === 429 || status >= 500) return 'service_busy';
  if (/IP ACL|IP access list|source IP address/i.test(text)) return 'workspace_address_blocked';
  if (/ExpiredJwt|token[^.]{0,40}expir|expir[^.]{0,40}token|JWT expired/i.test(text)) {
    return 'workspace_token_expired';
  }
  if (/resource id\b|contributor|microsoft\.databricks\/workspaces/i.test(text)) {
    return 'workspace_resource_id_refused';
  }
  if (/access to org\b|user not authorized|not a member|not (?:been )?(?:added|assigned) to/i.test(text)) {
    return isByResourceId ? 'workspace_resource_id_refused' : 'workspace_not_member';
  }
  if (status === 401 || status === 400 || /invalid[^.]{0,20}token|audience|issuer/i.test(text)) {
    return 'workspace_token_refused';
  }
  return status === 403 ? 'workspace_forbidden' : 'unexpected_answer';
}
