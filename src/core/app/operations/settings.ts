import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { FailureError } from '../../../shared/failures.ts';
import { notList } from '../../platform/schema.ts';
import { withoutUndefined } from '../../platform/without-undefined.ts';
import type { Application } from '../application.ts';
import { DEFAULT_SETTINGS, preferenceShape } from '../settings.ts';
import type { OperationTable } from './table.ts';

export const settingsOperations: OperationTable<'preferences.change' | 'endpoint.set' | 'data.reset'> = {
  'preferences.change': {
    // A key that is there without a value is not to be changed.
    schema: v.pipe(notList(v.partial(v.strictObject(preferenceShape))), v.transform(withoutUndefined)),
    run: (app, change) => app.change((settings) => ({ ...settings, ...change })),
  },
  'endpoint.set': { schema: v.boolean(), run: setEndpoint },
  'data.reset': { schema: v.undefined(), run: reset },
};

/** Switches the local token endpoint on or off; resolves when it is, throws why it can't be. */
export async function setEndpoint(app: Application, isOn: boolean): Promise<void> {
  await app.change((settings) => ({ ...settings, localEndpoint: isOn }));
  await app.service?.endpointSettled();
  const state = app.service?.endpoint.state;
  if (state?.kind === 'failed') throw new FailureError(state.failure.code, state.failure);
}

async function reset(app: Application): Promise<void> {
  for (const session of app.sessions.all) await app.signOut(session);
  for (const profile of app.settings.profiles) await app.tools.release(profile);
  await app.change(() => DEFAULT_SETTINGS);
  await app.service?.endpointSettled();
  await rm(dirname(app.directory.logFile), { recursive: true, force: true });
}
