import type { AuthenticationResult } from '@azure/msal-node';
import { FailureError } from '../../../../shared/failures.ts';
import { orAbort, rejectAfterAbort } from '../../../platform/abort.ts';
import { isPortTaken } from '../../../platform/loopback.ts';
import { authorityHost } from '../../../profile/clouds.ts';
import { isHttpsOf } from '../../answers.ts';
import { type CallbackGuard, guardCallback } from '../callback-guard.ts';
import { holdOtherLoopback, type PassedOn, refuseOnLoopback } from '../loopback.ts';
import { checkRegistration } from '../registration-check.ts';
import type { SignInPrompt } from '../sign-in-prompt.ts';
import type { FlowContext, RequestOf, SignInFlow } from './sign-in-flow.ts';

/**
 * After its end was asked for, MSAL's promise follows at once, or after a save that had begun. If not within this, its
 * port cannot be reached, by us or by a browser, and it is left. Milliseconds.
 */
const END_LIMIT_MS = 45_000;

/** Somebody else who holds the ports that MSAL chooses, so many times in a row, does so on purpose. */
const TRIES = 5;

/** Through the system's browser: authorization code with PKCE over a loopback redirect (RFC 8252). */
export function browserFlow({ account }: RequestOf<'browser'>, prompt: SignInPrompt): SignInFlow {
  return {
    kind: 'browser',
    account,
    secrets: [],
    async acquire(context) {
      const { profile, network, signal } = context;
      await orAbort(signal, checkRegistration(profile, network));
      for (let tries = 1; ; tries++) {
        try {
          return await throughBrowser(context, prompt);
        } catch (error) {
          if (!isPortTaken(error)) throw error;
          if (tries === TRIES) throw new FailureError('loopback_unavailable', { cause: 'EADDRINUSE' });
        }
      }
    },
  };
}

/** @throws EADDRINUSE where somebody else has the port of MSAL's choice on the other loopback address */
async function throughBrowser(
  { profile, application, request, signal, asked, asksConsent, onStep }: FlowContext,
  prompt: SignInPrompt,
): Promise<AuthenticationResult> {
  const msal = await application();
  signal.throwIfAborted();
  let browserProblem: unknown;
  let guard: CallbackGuard | undefined;
  let passedOn: PassedOn | undefined;
  const settled = new AbortController();
  const pending = msal.acquireTokenInteractive({
    ...request,
    openBrowser: async (link) => {
      // Whatever opens or prints it: a person types a password there.
      if (!isHttpsOf([authorityHost(profile.cloud)], link)) {
        throw new FailureError('authority_unusable', { cause: 'authorization_endpoint' });
      }
      // The only moment at which MSAL lets us know the port that it listens on.
      guard = await guardCallback(link, prompt.pages);
      const options = { once: true, signal: settled.signal };
      signal.addEventListener('abort', () => void refuseOnLoopback(link), options);
      signal.throwIfAborted();
      try {
        passedOn = await holdOtherLoopback(link, settled.signal);
        // MSAL closes its port only after this has ended: a browser that never opens must not hold it.
        await orAbort(signal, prompt.openPage(link, settled.signal));
      } catch (error) {
        browserProblem = isPortTaken(error) ? error : asBrowserProblem(error);
        throw browserProblem;
      }
      onStep({ kind: 'browser' });
    },
    successTemplate: prompt.pages.success,
    errorTemplate: prompt.pages.error,
    ...(asked ? { loginHint: asked.username } : { prompt: 'select_account' }),
    ...(asksConsent ? { prompt: 'consent' } : {}),
  });
  try {
    // What is being saved when the end is asked for is saved: that is a success.
    const result = await Promise.race([pending, rejectAfterAbort(signal, END_LIMIT_MS)]);
    await guard?.end('success', passedOn);
    return result;
  } catch (error) {
    await guard?.end('error', passedOn);
    throw browserProblem ?? error;
  } finally {
    settled.abort();
  }
}

function asBrowserProblem(error: unknown): FailureError {
  if (error instanceof FailureError) return error;
  // The message of a failed opening may hold the link; its code does not.
  const cause = (error as NodeJS.ErrnoException | undefined)?.code ?? 'no browser';
  return new FailureError('browser_not_opened', { cause });
}
