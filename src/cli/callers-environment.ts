/** Under such a name the installed program's launcher keeps what its Electron would drop or act on; see assets/bin. */
const KEPT = /^ENTRA_TOKEN_KEPT_(.+)$/;

/** By which the launcher of the installed program tells where it is itself. */
export const LAUNCHER_VARIABLE = 'ENTRA_TOKEN_LAUNCHER';

/** What the launcher sets for this program alone. */
const OF_LAUNCHER: readonly string[] = ['ELECTRON_RUN_AS_NODE', LAUNCHER_VARIABLE, 'ENTRA_TOKEN_SCRIPT'];

/** The environment as it was before the launcher of the installed program, for programs that we start. */
export function callersEnvironment(environment: Readonly<NodeJS.ProcessEnv>): NodeJS.ProcessEnv {
  const entries = Object.entries(environment).filter(([name]) => !OF_LAUNCHER.includes(name));
  const kept = entries.flatMap(([name, value]) => {
    const [, original] = KEPT.exec(name) ?? [];
    return original === undefined ? [] : [[original, value] as const];
  });
  return Object.fromEntries([...entries.filter(([name]) => !KEPT.test(name)), ...kept]);
}
