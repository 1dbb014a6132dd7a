import { setTimeout as sleep } from 'node:timers/promises';
import type { DeviceCodeRequest, NetworkResponse } from '@azure/msal-node';
import { FailureError } from '../../../../shared/failures.ts';
import { rejectAfterAbort } from '../../../platform/abort.ts';
import { oauthFailure } from '../../errors.ts';
import type { Operation } from '../../network.ts';
import type { SignInPrompt } from '../sign-in-prompt.ts';
import type { RequestOf, SignInFlow } from './sign-in-flow.ts';

/** Entra's device codes last 15 minutes; they end by themselves before this. Milliseconds. */
const LIMIT_MS = 20 * 60_000;
/** Aborting ends a poll with its request; only a save that has begun is waited for. Milliseconds. */
const SAVE_LIMIT_MS = 500;
/** How much longer to wait after `slow_down` (RFC 8628, section 3.5). */
const SLOW_DOWN_MS = 5_000;
const MAX_PAUSE_MS = 30_000;
/** "Access has been blocked by Conditional Access policies." */
const CONDITIONAL_ACCESS = 53003;

/** On any device, by a code that the person types there (RFC 8628). */
export function deviceCodeFlow({ account }: RequestOf<'deviceCode'>, prompt: SignInPrompt): SignInFlow {
  return {
    kind: 'deviceCode',
    account,
    secrets: [],
    limitMs: LIMIT_MS,
    interceptPost,
    async acquire({ application, request, signal, onStep }) {
      const msal = await application();
      signal.throwIfAborted();
      const polling: DeviceCodeRequest = {
        ...request,
        deviceCodeCallback: ({ userCode, verificationUri, expiresIn }) => {
          const expiresOn = Date.now() + expiresIn * 1000;
          onStep({ kind: 'deviceCode', userCode, verificationUri }, expiresOn);
          prompt.showCode({ userCode, verificationUri, expiresOn });
        },
      };
      // MSAL checks this before its next poll, some seconds later; nobody waits for that.
      signal.addEventListener('abort', () => {
        polling.cancel = true;
      });
      return Promise.race([msal.acquireTokenByDeviceCode(polling), rejectAfterAbort(signal, SAVE_LIMIT_MS)]);
    },
  };
}

/**
 * MSAL ends the polling at the first answer that is not "pending", and loses Entra's words; it takes a refusal to give
 * a code for a code. Here a poll that meets a busy server or no network is still pending (RFC 8628, section 3.5), and a
 * refusal stays a refusal.
 */
async function interceptPost<T>(
  send: () => Promise<NetworkResponse<T>>,
  body: string,
  operation: Operation,
): Promise<NetworkResponse<T>> {
  const isPoll = body.includes('device_code=');
  let response: NetworkResponse<T> | undefined;
  try {
    response = await send();
  } catch (error) {
    const isFinal = error instanceof FailureError && error.failure.code === 'answer_unusable';
    if (!isPoll || isFinal || operation.signal?.aborted) throw error;
  }
  const error = (response?.body as { error?: unknown } | undefined)?.error;
  const isBusy = response === undefined || response.status === 429 || response.status >= 500;
  if (isPoll && (isBusy || error === 'slow_down')) {
    await pause(operation.failure?.retryAfterMs ?? SLOW_DOWN_MS, operation.signal);
    return { status: 400, headers: {}, body: { error: 'authorization_pending' } as T };
  }
  if (response && !isBusy && (error === undefined || error === 'authorization_pending')) {
    // What an earlier poll met is over.
    operation.failure = undefined;
    return response;
  }
  const refusal = oauthFailure(response?.body);
  // A policy of Microsoft's own blocks device codes in many tenants, and nothing but them.
  const isBlocked = refusal?.aadsts === CONDITIONAL_ACCESS;
  operation.failure =
    (isBlocked ? { ...refusal, code: 'device_code_blocked' } : refusal) ?? operation.failure;
  throw new FailureError(operation.failure?.code ?? 'unexpected_answer', operation.failure);
}

/** Waits, at most half a minute, or until `signal` aborts. */
async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(Math.min(milliseconds, MAX_PAUSE_MS), undefined, signal ? { signal } : {}).catch(
    () => undefined,
  );
  signal?.throwIfAborted();
}
