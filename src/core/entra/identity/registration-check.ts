import { FailureError, isRegistrationWrong } from '../../../shared/failures.ts';
import { authorityUrl, DATABRICKS_SCOPES } from '../../profile/clouds.ts';
import type { Profile } from '../../profile/profile.ts';
import { aadstsIn } from '../errors.ts';
import type { NetworkModule } from '../network.ts';

const LIMIT_MS = 10_000;

/**
 * Asks the authority, before a browser opens, whether it knows the profile's tenant and app. A browser would show
 * such a refusal on a page of its own and never answer, leaving the sign-in waiting.
 *
 * `prompt=none` makes Entra answer without any user interface (OpenID Connect Core 1.0, section 3.1.2.1). Any other
 * answer than a refusal of the registration proves nothing, and the browser is opened.
 * @throws FailureError `refused_by_entra`, or a network failure
 */
export async function checkRegistration(profile: Profile, network: NetworkModule): Promise<void> {
  const correlationId = crypto.randomUUID();
  const url = new URL(`${authorityUrl(profile.cloud, profile.tenantId)}/oauth2/v2.0/authorize`);
  url.search = new URLSearchParams({
    client_id: profile.clientId,
    response_type: 'code',
    // A form in a page, not a redirect to a port where nobody listens.
    response_mode: 'form_post',
    redirect_uri: 'http://localhost',
    scope: (profile.scopes ?? DATABRICKS_SCOPES).join(' '),
    prompt: 'none',
    state: correlationId,
    'client-request-id': correlationId,
    // Never redeemed: there is no verifier to this challenge.
    code_challenge: Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  const aadsts = aadstsIn(await answer(network, url.href));
  if (aadsts !== undefined && isRegistrationWrong(aadsts)) {
    throw new FailureError('refused_by_entra', { aadsts, cause: `AADSTS${aadsts}`, correlationId });
  }
}

/** The page that Entra answers with; empty where something else came, a redirect for one. */
async function answer(network: NetworkModule, url: string): Promise<string> {
  try {
    return await network.getText(url, LIMIT_MS);
  } catch (error) {
    if (error instanceof FailureError && error.failure.code === 'unexpected_answer') return '';
    throw error;
  }
}
