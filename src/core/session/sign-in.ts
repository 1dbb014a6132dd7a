import type { AccessToken } from '../../shared/access-token.ts';
import { FailureError, isConsentMissing, kindOf } from '../../shared/failures.ts';
import type { SignInRequest } from '../../shared/operations.ts';
import type { SignInStep } from '../../shared/session.ts';
import { signInFlow } from '../entra/identity/flows/index.ts';
import type { SignInPrompt } from '../entra/identity/sign-in-prompt.ts';
import { asFailure } from '../platform/as-failure.ts';
import type { FactStore, SessionDependencies } from './facts.ts';

/** A session's sign-ins, one at a time. */
export class SignIn {
  readonly #dependencies: SessionDependencies;
  readonly #store: FactStore;
  #pending: { readonly controller: AbortController; readonly done: Promise<AccessToken> } | undefined;

  constructor(dependencies: SessionDependencies, store: FactStore) {
    this.#dependencies = dependencies;
    this.#store = store;
  }

  /** @throws FailureError `sign_in_pending`, or as `EntraClient.signIn` */
  async run(request: SignInRequest, prompt: SignInPrompt, timeoutMs: number): Promise<AccessToken> {
    if (this.#pending) throw new FailureError('sign_in_pending');
    const controller = new AbortController();
    const done = this.#run(request, prompt, timeoutMs, controller.signal).finally(() => {
      this.#pending = undefined;
    });
    this.#pending = { controller, done };
    return done;
  }

  /** Ends the pending sign-in, if there is one; resolves when it has ended. */
  async cancel(): Promise<void> {
    const pending = this.#pending;
    pending?.controller.abort();
    await pending?.done.catch(() => undefined);
  }

  async #run(
    request: SignInRequest,
    prompt: SignInPrompt,
    browserTimeoutMs: number,
    signal: AbortSignal,
  ): Promise<AccessToken> {
    const store = this.#store;
    const { client, clock } = this.#dependencies;
    const { account, failure, signInFailure } = store.facts;
    const flow = signInFlow(request, prompt);
    const timeoutMs = flow.limitMs ?? browserTimeoutMs;
    const claims = signInFailure?.claims ?? failure?.claims;
    const deadline = clock.now() + timeoutMs;
    let isOver = false;
    const onStep = (step: SignInStep, until = deadline) => {
      if (!isOver) store.set({ activity: { kind: 'signingIn', deadline: until, step } });
    };
    store.set({
      activity: { kind: 'signingIn', deadline, step: { kind: 'asking' } },
      signInFailure: undefined,
    });
    try {
      const token = await client.signIn(flow, {
        signal,
        timeoutMs,
        onStep,
        ...(account ? { lastAccount: account } : {}),
        ...(claims ? { claims } : {}),
        asksConsent: [failure, signInFailure].some((one) => one && isConsentMissing(one)),
      });
      await store.note((notes) => ({ ...notes, signedInOn: clock.now(), refusal: undefined }));
      store.succeed(token, { kind: 'idle' });
      return token;
    } catch (error) {
      const signInFailure = asFailure(error);
      // Whoever cancels knows that it was cancelled.
      const shown = kindOf(signInFailure) === 'cancelled' ? {} : { signInFailure };
      store.set({ activity: { kind: 'idle' }, ...shown });
      throw error;
    } finally {
      isOver = true;
    }
  }
}
