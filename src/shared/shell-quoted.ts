/**
 * A text as one argument of a command that a person pastes. POSIX shells take all but a quote as it is within
 * single quotes, fish all but a quote and a backslash; the Command Prompt knows no single quotes, and PowerShell expands in double ones, so that on Windows
 * what either of them would run becomes `NAME`, for the person to type.
 */
export function shellQuoted(text: string, isWindows: boolean): string {
  if (!/["$`\\!%\p{C}\u201c-\u201f]/u.test(text)) return `"${text}"`;
  if (isWindows) return 'NAME';
  // fish reads a backslash within single quotes; both read it within double ones.
  return `'${text.replace(/['\\]/g, (sign) => (sign === "'" ? `'\\''` : `'"\\\\"'`))}'`;
}

/** In single quotes a POSIX shell takes everything as it is, but the single quote. */
export function bashQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** In single quotes PowerShell takes everything as it is, but the single quote, of which it knows five. */
export function powershellQuoted(text: string): string {
  return `'${text.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
}
