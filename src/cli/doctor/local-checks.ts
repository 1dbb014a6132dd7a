import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { endpointUrl } from '../../core/endpoint/endpoint-address.ts';
import { tokenClaims } from '../../core/entra/token-claims.ts';
import { openSystemStore } from '../../core/platform/keyring/system-store.ts';
import { findProfile, type ToolConnection } from '../../core/profile/profile.ts';
import { readSection } from '../../core/tools/databrickscfg-section.ts';
import { readKey } from '../../core/tools/dotenv-key.ts';
import { minutesLeft } from '../../shared/time.ts';
import { troubleOf } from '../trouble.ts';
import { type Finding, failed, fine, SKIPPED, warning } from './finding.ts';
import type { Patient } from './patient.ts';

/** @throws FailureError `profile_missing`, `profile_unknown`, `profile_misspelled` */
export async function checkProfile({ settings, name = '', profile }: Patient): Promise<Finding[]> {
  const { cloud } = profile ?? findProfile(settings.profiles, name);
  const params = { cloud: typeof cloud === 'string' ? cloud : 'AUTHORITY', count: settings.profiles.length };
  return [fine('profile', params)];
}

export async function checkSignIn({ app, settings, profile }: Patient): Promise<Finding[]> {
  if (!profile) return [SKIPPED];
  const session = app.openApart(profile, settings);
  await session.reload();
  const { state } = session;
  const trouble = troubleOf(state, profile.name);
  if (trouble) return [failed(trouble)];
  const minutes = state.token ? minutesLeft(state.token.expiresOn, Date.now()) : 0;
  return [fine('signIn', { minutes })];
}

/** By writing, reading and removing something of no worth. @throws FailureError `keyring_*`, `data_folder_*` */
export async function checkKeyring({ app, settings, profile }: Patient): Promise<Finding[]> {
  const { allowPlaintextCache } = settings;
  const { cacheDirectory } = app.directory;
  const store = openSystemStore(cacheDirectory, profile?.id ?? 'doctor', allowPlaintextCache);
  await store.probe();
  return [store.kind === 'plaintext-file' ? warning('plaintextCache') : fine('keyring')];
}

export async function checkEndpoint(patient: Patient): Promise<Finding[]> {
  const { app, settings, profile } = patient;
  const address = await patient.endpoint();
  if (address) {
    const isServed = !profile || endpointUrl(address, profile.id) !== undefined;
    return [isServed ? fine('endpointOn') : warning('endpointElsewhere')];
  }
  if (existsSync(app.directory.endpointFile)) return [warning('endpointDead')];
  return [settings.localEndpoint ? warning('endpointNotRunning') : fine('endpointOff')];
}

/** Whether the files that are kept current are there, and hold what they should. */
export async function checkConnectedFiles(patient: Patient): Promise<Finding[]> {
  const { tools = [] } = patient.profile ?? {};
  if (tools.length === 0) return [fine('noFiles')];
  const found = await Promise.all(
    tools.map((connection, index) => checkFile(patient, connection, index + 1)),
  );
  return found.flat().length > 0 ? found.flat() : [fine('files', { count: tools.length })];
}

/** The names of files and sections are the person's: the kind and a number stand for them. */
async function checkFile(patient: Patient, connection: ToolConnection, number: number): Promise<Finding[]> {
  const params = { number, kind: connection.kind };
  let text: string;
  try {
    text = await readFile(connection.file, 'utf8');
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return [warning(isMissing ? 'fileMissing' : 'fileUnreadable', params)];
  }
  const state = await fileState(patient, connection, text);
  return state === 'current' ? [] : [warning(state === 'old' ? 'fileNotCurrent' : 'fileEdited', params)];
}

async function fileState(
  patient: Patient,
  connection: ToolConnection,
  text: string,
): Promise<'current' | 'old' | 'edited'> {
  switch (connection.kind) {
    case 'dotenv':
      return tokenState(readKey(text, connection.key));
    case 'databrickscfg': {
      const section = readSection(text, connection.section);
      const { host, token, auth_type: way, metadata_service_url: url } = section ?? {};
      if (host && host !== patient.profile?.workspaceUrl) return 'edited';
      if (connection.holds === 'token') return tokenState(token);
      if (token || (way && way !== 'metadata-service')) return 'edited';
      const address = await patient.endpoint();
      return address && url === endpointUrl(address, patient.profile?.id ?? '') ? 'current' : 'old';
    }
    default:
      return 'current';
  }
}

function tokenState(token: string | undefined): 'current' | 'old' | 'edited' {
  if (!token) return 'old';
  const exp = tokenClaims(token)?.exp;
  if (typeof exp !== 'number') return 'edited';
  return exp * 1000 > Date.now() ? 'current' : 'old';
}
