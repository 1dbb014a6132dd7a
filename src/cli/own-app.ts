import packageJson from '../../package.json' with { type: 'json' };
import { AZURE_CLI_CLIENT_ID } from '../shared/clouds.ts';
import { type Failure, isAppRefused } from '../shared/failures.ts';
import type { FailedProfile, Translate } from '../shared/messages/index.ts';

const GUIDE = `${packageJson.homepage}/blob/main/docs/app-registration.md`;

/** Where Microsoft's own app was refused: how to sign in with one of the organization's, and how to register it. */
export function ownAppAdvice(
  failure: Failure,
  profile: FailedProfile | undefined,
  t: Translate,
): string | undefined {
  if (profile?.clientId !== AZURE_CLI_CLIENT_ID || !isAppRefused(failure)) return undefined;
  return t('cli.ownApp', { profile: profile.name, guide: GUIDE });
}
