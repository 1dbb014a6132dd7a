const BOM = '\uFEFF';

/** The lines of a text, each with its ending: CRLF, LF or CR. */
export function splitLines(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];
}

/** The line ending that a line has, empty where it has none. */
export function endingOf(line: string): string {
  return /[\r\n]*$/.exec(line)?.[0] ?? '';
}

/**
 * Edits a text by its lines. While `edit` works there is no byte order mark, and every line has an ending; a text
 * whose last line had none is left without one again.
 * @param edit gets the lines and the line ending that most of them have
 */
export function editLines(text: string, edit: (lines: string[], ending: string) => string[]): string {
  const mark = text.startsWith(BOM) ? BOM : '';
  const lines = splitLines(text.slice(mark.length));
  const ended = lines.filter((line) => endingOf(line) !== '');
  const crlf = ended.filter((line) => line.endsWith('\r\n')).length;
  const ending = crlf * 2 > ended.length ? '\r\n' : '\n';
  const isOpen = ended.length < lines.length;
  if (isOpen) lines.push(`${lines.pop()}${ending}`);
  const edited = edit(lines, ending).join('');
  return mark + (isOpen ? edited.replace(/(?:\r\n|\n|\r)$/, '') : edited);
}
