import { jsonReply, type Reply, withHeaders } from '../entra/exchange.ts';
import { CAPTIVE_PORTAL } from '../entra/faults.ts';
import type { WorkspaceContext } from './context.ts';
import { SIGN_IN_PAGE } from './endpoints.ts';
import { htmlReply } from './refusals.ts';
import type { Fault } from './scenario.ts';

/** The answer of a fault that is one, or undefined for faults of the connection. */
export function faultReply(fault: Fault, { workspaceId }: WorkspaceContext): Reply | undefined {
  switch (fault.kind) {
    case 'status': {
      const reply =
        fault.body === undefined
          ? jsonReply(errorOf(fault.status), fault.status)
          : fault.body.trimStart().startsWith('{')
            ? { ...jsonReply({}, fault.status), body: fault.body }
            : htmlReply(fault.body, fault.status);
      return fault.retryAfterSeconds === undefined
        ? reply
        : withHeaders(reply, { 'Retry-After': String(fault.retryAfterSeconds) });
    }
    case 'html':
      return htmlReply(CAPTIVE_PORTAL);
    case 'signInPage':
      return htmlReply(SIGN_IN_PAGE);
    case 'privateLink':
      return {
        status: 302,
        headers: { Location: `/login.html?error=private-link-validation-error:${workspaceId}` },
        body: '',
      };
    case 'garbage':
      return { ...jsonReply({}), body: '{"clusters":[{"cluster_id":"0923-164208-meows279","cluster_na' };
    default:
      return undefined;
  }
}

function errorOf(status: number): { error_code: string; message: string } {
  if (status === 429) {
    return {
      error_code: 'REQUEST_LIMIT_EXCEEDED',
      message: 'GetUserPermissionsRequest RPC token bucket limit has been exceeded.',
    };
  }
  if (status === 503) {
    return {
      error_code: 'TEMPORARILY_UNAVAILABLE',
      message: 'Authentication is temporarily unavailable. Please try again later. [TraceId: -]',
    };
  }
  return { error_code: 'INTERNAL_ERROR', message: 'An internal error occurred.' };
}
