/** Under such a name the installed program's launcher keeps what its Electron would drop or act on; see assets/bin. */
const KEPT = /^ENTRA_TOKEN_KEPT_(.+)$/;

/** The environment as it was before the launcher of the installed program, for programs that we start. */
export function callersEnvironment(environment: Readonly<NodeJS.ProcessEnv>): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: _, ...own } = environment;
  const entries = Object.entries(own);
  const kept = entries.flatMap(([name, value]) => {
    const [, original] = KEPT.exec(name) ?? [];
    return original === undefined ? [] : [[original, value] as const];
  });
  return Object.fromEntries([...entries.filter(([name]) => !KEPT.test(name)), ...kept]);
}
