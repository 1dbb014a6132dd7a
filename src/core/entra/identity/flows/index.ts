import type { SignInRequest } from '../../../../shared/operations.ts';
import type { SignInPrompt } from '../sign-in-prompt.ts';
import { browserFlow } from './browser.ts';
import { deviceCodeFlow } from './device-code.ts';
import { passwordFlow } from './password.ts';
import { refreshTokenFlow } from './refresh-token.ts';
import type { RequestOf, SignInFlow } from './sign-in-flow.ts';

type Kind = SignInRequest['kind'];

/** Every way to sign in. The type demands one for each kind of request. */
const FLOWS: { readonly [K in Kind]: (request: RequestOf<K>, prompt: SignInPrompt) => SignInFlow } = {
  browser: browserFlow,
  deviceCode: deviceCodeFlow,
  password: passwordFlow,
  refreshToken: refreshTokenFlow,
};

/** The flow that `request` asks for. */
export function signInFlow<K extends Kind>(
  request: RequestOf<K> & { kind: K },
  prompt: SignInPrompt,
): SignInFlow {
  return FLOWS[request.kind](request, prompt);
}
