import { Agent, fetch } from 'undici';
import type { EntraSimulator, SimulatedUser } from '../entra/simulator.ts';

/** The answer to a token request. */
export interface TokenAnswer {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly id_token: string;
  readonly client_info: string;
}

/**
 * Gets tokens as a plain script does: user name and password posted to the token endpoint.
 * @param clientId the simulator's registered client where none is given
 */
export async function tokensByPassword(
  entra: EntraSimulator,
  user: SimulatedUser | undefined = entra.users[0],
  clientId = entra.clientId,
): Promise<TokenAnswer> {
  if (!user) throw new Error('the simulator has no user');
  const dispatcher = new Agent({ connect: { ca: entra.caCertificate } });
  try {
    const response = await fetch(`${entra.origin}/${entra.tenantId}/oauth2/v2.0/token`, {
      dispatcher,
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'password',
        client_id: clientId,
        scope: '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default openid profile offline_access',
        username: user.username,
        password: user.password,
      }),
    });
    if (!response.ok) throw new Error(`the simulator answered ${response.status}`);
    return (await response.json()) as TokenAnswer;
  } finally {
    await dispatcher.destroy();
  }
}
