import { jsonReply, type Reply, withHeaders } from '../entra/exchange.ts';
import { escapeHtml } from '../entra/pages.ts';
import type { WorkspaceContext } from './context.ts';
import type { WorkspaceRequest } from './requests.ts';

interface RefusalOptions {
  /** The API's own error code; without one, it is the gateway in front of the API that refuses. */
  readonly code?: string;
  /** Whether JSON names the request in the message. */
  readonly isTraced?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that is refused. */
export class WorkspaceRefusal extends Error {
  readonly status: number;
  readonly options: RefusalOptions;

  constructor(status: number, message: string, options: RefusalOptions = {}) {
    super(message);
    this.name = 'WorkspaceRefusal';
    this.status = status;
    this.options = options;
  }
}

/** Nothing that the workspace could take for a token. */
export function missingCredential(): WorkspaceRefusal {
  return new WorkspaceRefusal(
    401,
    'Credential was not sent or was of an unsupported type for this API.',
    // A client that knows no token learns from this header that it needs one (RFC 9110 §11.6.1).
    { isTraced: true, headers: { 'WWW-Authenticate': 'Bearer realm="DatabricksRealm"' } },
  );
}

/** A token that nobody of the tenant signed, or that is none. */
export function invalidToken(): WorkspaceRefusal {
  return new WorkspaceRefusal(403, 'Invalid access token.');
}

/** A token that has expired, or is about to. */
export function expiredToken({ scenario, now }: WorkspaceContext, expiresAt: number): WorkspaceRefusal {
  switch (scenario.expiredAnswer) {
    case 'invalidAccessToken':
      return invalidToken();
    case 'expiring':
      return new WorkspaceRefusal(403, 'Token is expiring within 30 seconds. (token expired)');
    case 'jwtException':
      return new WorkspaceRefusal(
        400,
        `io.jsonwebtoken.ExpiredJwtException: JWT expired at ${isoSeconds(expiresAt)}. Current time: ${isoSeconds(now())}, a difference of ${now() - expiresAt} milliseconds.  Allowed clock skew: 0 milliseconds.`,
      );
    case 'unauthorized':
      return new WorkspaceRefusal(401, 'Token is expired', {
        headers: { 'WWW-Authenticate': 'Bearer realm="DatabricksRealm", error="invalid_token"' },
      });
  }
}

/** A token for another resource (`aud`) or of another tenant (`iss`, `tid`). */
export function wrongClaim(claim: string, expected: string, actual: unknown): WorkspaceRefusal {
  return new WorkspaceRefusal(
    400,
    `io.jsonwebtoken.IncorrectClaimException: Expected ${claim} claim to be: ${expected}, but was: ${actual}.`,
  );
}

/** A person of the tenant who does not belong to the workspace. */
export function notMember({ scenario, workspaceId }: WorkspaceContext, userName: string): WorkspaceRefusal {
  switch (scenario.notMemberAnswer) {
    case 'unauthorizedOrg':
      return new WorkspaceRefusal(403, `Unauthorized access to Org: ${workspaceId}`);
    case 'userNotAuthorized':
      return new WorkspaceRefusal(403, 'User not authorized.');
    case 'permissionDenied':
      return new WorkspaceRefusal(403, `User ${userName} is not a member of this workspace.`, {
        code: 'PERMISSION_DENIED',
      });
  }
}

/** A resource ID in the header that is none of a workspace. */
export function invalidResource(): WorkspaceRefusal {
  return new WorkspaceRefusal(400, 'Invalid resource ID.');
}

/** The resource ID of another workspace in the header. */
export function otherResource(
  { scenario, workspaceId }: WorkspaceContext,
  resourceId: string,
): WorkspaceRefusal {
  switch (scenario.otherResourceAnswer) {
    case 'forbidden':
      return new WorkspaceRefusal(403, `Invalid access to Org: ${workspaceId}`);
    case 'notFound':
      return new WorkspaceRefusal(404, `The workspace with resource ID ${resourceId} could not be found.`);
    case 'invalid':
      return invalidResource();
  }
}

/** The right resource ID in the header, from somebody without a role on the resource. */
export function noRole({ scenario }: WorkspaceContext, userName: string): WorkspaceRefusal {
  switch (scenario.noRoleAnswer) {
    case 'userNotAuthorized':
      return new WorkspaceRefusal(403, 'User not authorized.');
    case 'worded':
      return new WorkspaceRefusal(
        403,
        `Your account ${userName} does not have Owner or Contributor role on the Databricks workspace resource in the Azure portal.`,
      );
  }
}

/** A service principal's resource ID without its token for Azure Resource Manager, or with one that is no good. */
export function noManagementToken(): WorkspaceRefusal {
  return new WorkspaceRefusal(403, 'Invalid or missing management token for the Azure resource ID.');
}

/** Which of the workspaces behind this host is meant was not said. */
export function noWorkspace(): WorkspaceRefusal {
  return new WorkspaceRefusal(400, 'Unable to load OAuth Config');
}

/** Another workspace than this one is meant. */
export function otherWorkspace(workspaceId: string): WorkspaceRefusal {
  return new WorkspaceRefusal(403, `Invalid access to Org: ${workspaceId}`);
}

/** A path or method that the API does not have. It leaves the API's own prefix out. */
export function noSuchApi(method: string, path: string): WorkspaceRefusal {
  return new WorkspaceRefusal(404, `No API found for '${method} ${path.replace(/^\/api\/\d+\.\d+/, '')}'`, {
    code: 'ENDPOINT_NOT_FOUND',
  });
}

/** Words a refusal. The API always says it in JSON; the gateway as the scenario wants. */
export function refusalReply(
  refusal: WorkspaceRefusal,
  { scenario }: WorkspaceContext,
  { path, requestId }: WorkspaceRequest,
): Reply {
  const { status, message, options } = refusal;
  const headers = options.headers ?? {};
  if (options.code !== undefined) {
    return withHeaders(jsonReply({ error_code: options.code, message }, status), headers);
  }
  const reply = gatewayReply();
  return withHeaders(reply, { ...headers, 'X-Databricks-Reason-Phrase': message });

  function gatewayReply(): Reply {
    const traced = options.isTraced ? `${message} [ReqId: ${requestId}]` : message;
    switch (scenario.refusalFormat) {
      case 'json':
        return jsonReply({ error_code: status, message: traced }, status);
      case 'jsonWithStringCode':
        return jsonReply({ error_code: String(status), message: traced }, status);
      case 'page':
        return htmlReply(errorPage(status, path, message), status);
      case 'text':
        return htmlReply(message, status);
    }
  }
}

/** An HTML answer. */
export function htmlReply(body: string, status = 200): Reply {
  return { status, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body };
}

/** The Java server's page for an error. */
function errorPage(status: number, path: string, reason: string): string {
  const text = escapeHtml(reason);
  return `<html>
<head>
<meta http-equiv="Content-Type" content="text/html;charset=utf-8"/>
<title>Error ${status} ${text}</title>
</head>
<body><h2>HTTP ERROR ${status}</h2>
<p>Problem accessing ${escapeHtml(path)}. Reason:
<pre>    ${text}</pre></p>
</body>
</html>
`;
}

function isoSeconds(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
