import type { Application } from '../core/app/application.ts';
import { programName, recordUse } from '../core/endpoint/use-log.ts';
import { asFailure } from '../core/platform/as-failure.ts';
import type { Profile } from '../core/profile/profile.ts';
import { tenantOf } from '../core/session/tenant-match.ts';
import { type HelperProfile, type HelperToken, signInWords } from '../core/tools/helpers/answers.ts';
import type { Helper } from '../core/tools/helpers/questions.ts';
import { FailureError, kindOf } from '../shared/failures.ts';
import type { Workspace } from '../shared/workspace.ts';
import { Basis } from './basis.ts';
import { endProcess } from './end-process.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { systemLocale } from './locale.ts';
import { write } from './write.ts';

/** What a helper wants of a session. */
export interface HelperWish {
  readonly helper: Helper;
  /** The chosen profile's where there is none. */
  readonly profileId: string | undefined;
  /** Who asks. */
  readonly program: string;
  readonly concerns: (profile: Partial<HelperProfile>) => boolean;
  /** What `exec` or `env` has told of the profile, which may be gone by now. */
  readonly told: Workspace;
  readonly passOn: () => Promise<void>;
  readonly answer: (profile: Profile, token: Omit<HelperToken, 'user'>) => Promise<void>;
}

/**
 * Hands out a token without an endpoint, and ends the process. Nothing is said but a failure: the Azure SDKs look at
 * stderr first, whatever is on stdout.
 */
export async function handOutToHelper(wish: HelperWish): Promise<never> {
  const basis = new Basis();
  try {
    const { app } = basis;
    const profile = await findProfile(app, wish);
    if (profile && wish.concerns(profile)) {
      const { token } = await app.session(profile.id).token({ minValidMs: app.minValidMs });
      const { secret, expiresOn } = token;
      await wish.answer(profile, { secret, expiresOn, tenantId: tenantOf(token) });
      await recordUse(app.directory.activityFile, {
        at: Date.now(),
        program: programName(wish.program),
        profile: profile.id,
      });
    } else {
      await wish.passOn();
    }
  } catch (error) {
    const failure = asFailure(error);
    if (failure.code === 'unexpected')
      basis.log.error(error instanceof Error ? `${error.stack}` : `${error}`);
    const { inOneLine, loadTranslate } = await import('../shared/messages/index.ts');
    const words = inOneLine(failure, await loadTranslate(systemLocale(process.env)));
    const forSdks =
      kindOf(failure) === 'signInNeeded' ? ` (${signInWords(wish.helper)} → entra-token login)` : '';
    await write(process.stderr, `entra-token: ${words}${forSdks}\n`).catch(() => undefined);
    process.exitCode = exitCodeOf(failure);
  }
  await basis.settled();
  return endProcess(Number(process.exitCode ?? EXIT.done));
}

/**
 * The profile that answers; undefined where the question is none of ours, whatever has become of the profile.
 * @throws FailureError `profile_removed`, and those of loading the settings
 */
async function findProfile(app: Application, { profileId, concerns, told }: HelperWish) {
  try {
    const { profiles } = await app.load();
    if (profileId === undefined || profiles.some(({ id }) => id === profileId)) return app.profile(profileId);
    throw new FailureError('profile_removed');
  } catch (error) {
    if (!concerns(told)) return undefined;
    throw error;
  }
}
