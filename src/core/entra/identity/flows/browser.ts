import { FailureError } from '../../../../shared/failures.ts';
import type { AccountChoice } from '../../../../shared/operations.ts';
import { orAbort, rejectAfterAbort } from '../../../platform/abort.ts';
import { authorityHost } from '../../../profile/clouds.ts';
import { isHttpsOf } from '../../answers.ts';
import { guardLoopback, refuseOnLoopback } from '../loopback.ts';
import { checkRegistration } from '../registration-check.ts';
import type { SignInPrompt } from '../sign-in-prompt.ts';
import type { RequestOf, SignInFlow } from './sign-in-flow.ts';

/**
 * After its end was asked for, MSAL's promise follows at once, or after a save that had begun. If not within this, its
 * port cannot be reached, by us or by a browser, and it is left. Milliseconds.
 */
const END_LIMIT_MS = 45_000;

/** Through the system's browser: authorization code with PKCE over a loopback redirect (RFC 8252). */
export function browserFlow({ account }: RequestOf<'browser'>, prompt: SignInPrompt): SignInFlow {
  return {
    kind: 'browser',
    secrets: [],
    async acquire({ profile, network, application, request, signal, lastUsername, asksConsent, onStep }) {
      await orAbort(signal, checkRegistration(profile, network));
      const msal = await application();
      signal.throwIfAborted();
      const loginHint = loginHintOf(account, lastUsername ?? profile.loginHint);
      let browserProblem: FailureError | undefined;
      const settled = new AbortController();
      const pending = msal.acquireTokenInteractive({
        ...request,
        openBrowser: async (link) => {
          // Whatever opens or prints it: a person types a password there.
          if (!isHttpsOf([authorityHost(profile.cloud)], link)) {
            throw new FailureError('authority_unusable', { cause: 'authorization_endpoint' });
          }
          // The only moment at which MSAL lets us know the port that it listens on.
          const unguard = await guardLoopback(link);
          settled.signal.addEventListener('abort', unguard, { once: true });
          const options = { once: true, signal: settled.signal };
          signal.addEventListener('abort', () => void refuseOnLoopback(link), options);
          signal.throwIfAborted();
          // MSAL closes its port only after this has ended: a browser that never opens must not hold it.
          await orAbort(signal, prompt.openPage(link)).catch((error: unknown) => {
            browserProblem = asBrowserProblem(error);
            throw browserProblem;
          });
          onStep({ kind: 'browser' });
        },
        successTemplate: prompt.pages.success,
        errorTemplate: prompt.pages.error,
        ...(loginHint ? { loginHint } : { prompt: 'select_account' }),
        ...(asksConsent ? { prompt: 'consent' } : {}),
      });
      try {
        // What is being saved when the end is asked for is saved: that is a success.
        return await Promise.race([pending, rejectAfterAbort(signal, END_LIMIT_MS)]);
      } catch (error) {
        throw browserProblem ?? error;
      } finally {
        settled.abort();
      }
    },
  };
}

function loginHintOf(account: AccountChoice, last: string | undefined): string | undefined {
  if (account === 'choose') return undefined;
  return account === 'last' ? last : account.hint;
}

function asBrowserProblem(error: unknown): FailureError {
  if (error instanceof FailureError) return error;
  // The message of a failed opening may hold the link; its code does not.
  const cause = (error as NodeJS.ErrnoException | undefined)?.code ?? 'no browser';
  return new FailureError('browser_not_opened', { cause });
}
