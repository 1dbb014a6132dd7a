import { basename } from 'node:path';
import { readText } from '../core/endpoint/endpoint-address.ts';
import { tokenClaims } from '../core/entra/token-claims.ts';
import {
  answerTo,
  concerns,
  type HelperProfile,
  type HelperToken,
  isOfTenant,
  type TokenQuestion,
  versionAnswer,
} from '../core/tools/helpers/answers.ts';
import { type Helper, isHelper, readQuestion } from '../core/tools/helpers/questions.ts';
import { endpointToken, knownProfile } from './endpoint-token.ts';
import { PROFILE_VARIABLE } from './helper-profile.ts';
import { write } from './write.ts';

// At the start: until somebody listens for it, SIGUSR1 opens a debugger. The launchers also say --disable-sigusr1.
process.on('SIGUSR1', () => undefined);

// The launchers of the installed program go by the first word, which is the same for all.
const [, , , helper, ...args] = process.argv;
if (isHelper(helper)) await runHelper(helper, args);
else await (await import('./main.ts')).main();

/**
 * `az`, `azd` and `databricks` as `exec` and `env` put them first in the PATH: what an SDK asks for a Databricks token is
 * answered as the real one would, all else is handed to the real one. It is started for each token, so that it loads next
 * to nothing on its usual way, which is a running endpoint.
 */
async function runHelper(helper: Helper, args: readonly string[]): Promise<void> {
  const asked = readQuestion(helper, args);
  if (asked?.kind === 'version') return answerVersion(helper, args, asked.isJson);
  if (asked && 'output' in asked && asked.output === 'usual' && !(await azPrintsJson()))
    return passOn(helper, args);
  const question = asked?.kind === 'section' ? await ofSection(asked.section) : asked;
  const named = process.env[PROFILE_VARIABLE] || undefined;
  const known = knownProfile(named);
  if (!question || (known && !concerns(question, known))) return passOn(helper, args);
  const program = parentProgram() ?? helper;
  const token = await endpointToken(named, undefined, program);
  if (token) {
    // Again: what was known of it may have changed, or could not be read.
    if (!concerns(question, token.profile)) return passOn(helper, args);
    return answer(helper, args, question, token.profile, token);
  }
  // Loaded here: what it takes to be an endpoint oneself.
  const { handOutToHelper } = await import('./helper-session.ts');
  await handOutToHelper({
    helper,
    profileId: named,
    program,
    answer: (profile, handed) => answer(helper, args, question, profile, handed),
    concerns: (profile) => concerns(question, profile),
    told: { workspaceUrl: process.env.DATABRICKS_HOST, workspaceId: process.env.DATABRICKS_WORKSPACE_ID },
    passOn: () => passOn(helper, args),
  });
}

async function answer(
  helper: Helper,
  args: readonly string[],
  question: TokenQuestion,
  profile: HelperProfile,
  token: Omit<HelperToken, 'user'>,
): Promise<void> {
  const handed = { ...token, user: userOf(token.secret) };
  if (!isOfTenant(question, profile, handed)) return passOn(helper, args);
  await write(process.stdout, `${answerTo(question, handed)}\n`);
}

function userOf(secret: string): HelperToken['user'] {
  const claims = tokenClaims(secret) ?? {};
  const name = (...names: string[]) =>
    names.map((key) => claims[key]).find((value) => typeof value === 'string');
  return claims.idtyp === 'app'
    ? { name: name('appid') ?? '', type: 'servicePrincipal' }
    : { name: name('upn', 'preferred_username', 'unique_name') ?? '', type: 'user' };
}

/** `databricks version` is ours only where no real one says its own. */
async function answerVersion(helper: Helper, args: readonly string[], isJson: boolean): Promise<void> {
  const { realCommand, becomeReal } = await import('./helper-real.ts');
  const real = realCommand(helper);
  if (real !== undefined) return becomeReal(real, args);
  await write(process.stdout, `${versionAnswer(isJson)}\n`);
}

/** Loaded only then: SDKs say which form they want. */
async function azPrintsJson(): Promise<boolean> {
  const { printsJson } = await import('../core/tools/helpers/az-output.ts');
  return printsJson(process.env);
}

async function ofSection(section: string): Promise<TokenQuestion | undefined> {
  const { workspaceOfSection } = await import('./databrickscfg-workspace.ts');
  const workspace = workspaceOfSection(section);
  return workspace && { kind: 'host', ...workspace };
}

async function passOn(helper: Helper, args: readonly string[]): Promise<void> {
  const { handToReal } = await import('./helper-real.ts');
  await handToReal(helper, args);
}

/** The program that asks, where the system tells (Linux). A shell that only starts us is not it: `sh -c "az …"`. */
function parentProgram(): string | undefined {
  try {
    const parent = process.ppid;
    const isShell = argumentsOf(parent)[1] === '-c';
    const asker = isShell ? Number(/^PPid:\s*(\d+)/m.exec(readText(`/proc/${parent}/status`))?.[1]) : parent;
    // The name of a script, where it was started by its own. Node calls itself by that of a thread.
    const name = readText(`/proc/${asker}/comm`).trim();
    return name === 'MainThread' ? basename(argumentsOf(asker)[0] ?? '') : name;
  } catch {
    return undefined;
  }
}

function argumentsOf(pid: number): string[] {
  return readText(`/proc/${pid}/cmdline`).split('\0');
}
