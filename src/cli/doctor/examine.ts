import { Application } from '../../core/app/application.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../core/app/settings.ts';
import { SettingsFile } from '../../core/app/settings-file.ts';
import { asFailure } from '../../core/platform/as-failure.ts';
import { type DataDirectory, dataDirectory } from '../../core/platform/data-directory.ts';
import { examineDataFolder } from '../../core/platform/data-folder.ts';
import { createNodeFetch } from '../../core/platform/node-fetch.ts';
import { withTimeLimit } from '../../core/platform/time-limit.ts';
import { type FailureCode, FailureError } from '../../shared/failures.ts';
import type { Context } from '../context.ts';
import { type CheckName, type Finding, failed, fine, SKIPPED, warning } from './finding.ts';
import {
  checkConnectedFiles,
  checkEndpoint,
  checkKeyring,
  checkProfile,
  checkSignIn,
} from './local-checks.ts';
import {
  checkClock,
  checkNetwork,
  checkProxy,
  checkTenant,
  checkTls,
  checkWorkspace,
} from './network-checks.ts';
import { type Patient, patientOf } from './patient.ts';
import { checkVariables } from './variables.ts';

/** A check that takes longer has found something. Milliseconds. */
const LIMIT_MS = 12_000;

type Check = readonly [
  name: CheckName,
  onTimeout: FailureCode,
  run: (patient: Patient) => Promise<Finding[]>,
];

/** In the order in which what they find is to be fixed. */
const CHECKS: readonly Check[] = [
  ['profile', 'data_folder_unusable', checkProfile],
  ['keyring', 'keyring_timeout', checkKeyring],
  ['signIn', 'keyring_timeout', checkSignIn],
  ['proxy', 'network_timeout', checkProxy],
  ['network', 'network_timeout', checkNetwork],
  ['tls', 'network_timeout', checkTls],
  ['clock', 'network_timeout', checkClock],
  ['tenant', 'network_timeout', checkTenant],
  ['workspace', 'network_timeout', checkWorkspace],
  ['endpoint', 'data_folder_unusable', checkEndpoint],
  ['files', 'tool_unwritable', checkConnectedFiles],
  ['variables', 'tool_unwritable', checkVariables],
];

/** Runs every check, all at once, each with a time limit. Changes nothing. @param name the profile that was asked for */
export async function examine(
  { log, environment }: Context,
  name: string | undefined,
): Promise<(readonly [CheckName, Finding])[]> {
  const { directory, settings, finding } = await limited('data_folder_unusable', checkSettings).catch(
    (error: unknown) => withoutSettings(failed(asFailure(error))),
  );
  const first = ['settings', finding] as const;
  if (!directory) return [first, ...CHECKS.map(([check]) => [check, SKIPPED] as const)];
  const app = new Application({
    directory,
    fetch: createNodeFetch(process.env, () => undefined),
    log,
    // It would name profiles and places.
    onNotice: () => undefined,
  });
  const patient = patientOf(app, settings, name, environment);
  const results = CHECKS.map(async ([check, onTimeout, run]) => {
    const found = await limited(onTimeout, () => run(patient)).catch((error: unknown) => {
      const failure = asFailure(error);
      if (failure.code === 'unexpected')
        log.error(`[doctor] [${check}] ${error instanceof Error ? error.stack : error}`);
      return [failed(failure)];
    });
    return found.map((finding) => [check, finding] as const);
  });
  return [first, ...(await Promise.all(results)).flat()];
}

async function limited<T>(onTimeout: FailureCode, work: () => Promise<T>): Promise<T> {
  const params = { seconds: String(LIMIT_MS / 1000) };
  return withTimeLimit(work(), LIMIT_MS, () => new FailureError(onTimeout, { params, cause: 'ETIMEDOUT' }));
}

interface SettingsFound {
  readonly directory?: DataDirectory;
  readonly settings: Settings;
  readonly finding: Finding;
}

function withoutSettings(finding: Finding): SettingsFound {
  return { settings: DEFAULT_SETTINGS, finding };
}

/** Reads the settings, and leaves a broken file where it is. @throws FailureError `home_unknown` */
async function checkSettings(): Promise<SettingsFound> {
  const directory = dataDirectory();
  try {
    const shared = await examineDataFolder(directory.root);
    const found = await new SettingsFile(directory.settingsFile, () => undefined).peek();
    if ('reason' in found) return { directory, ...withoutSettings(warning('settingsBroken')) };
    const finding = shared === undefined ? fine('settings') : warning('folderShared');
    return { directory, settings: found.settings, finding };
  } catch (error) {
    return { directory, ...withoutSettings(failed(asFailure(error))) };
  }
}
