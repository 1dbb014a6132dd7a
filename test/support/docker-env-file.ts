/**
 * Reads a file as `docker run --env-file` does, by its documentation and `pkg/kvfile` of docker/cli: a byte order mark and
 * white space at the start of a line are skipped, `#` at its start makes a comment, and all behind the first equals sign
 * is the value. What docker refuses is refused.
 */
export function readDockerEnvFile(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const raw of text.replace(/^\uFEFF/, '').split('\n')) {
    const line = raw.replace(/\r$/, '').trimStart();
    if (line === '' || line.startsWith('#')) continue;
    const at = line.indexOf('=');
    const name = at < 0 ? line : line.slice(0, at);
    if (name === '') throw new Error(`no variable name on line “${line}”`);
    if (/\s/.test(name)) throw new Error(`variable “${name}” contains whitespaces`);
    if (at >= 0) values[name] = line.slice(at + 1);
  }
  return values;
}
