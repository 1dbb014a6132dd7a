import { editLines, endingOf, splitLines } from '../platform/text-lines.ts';

/**
 * A profile of dbt's in a block of its own, between two comments, at the end of a `profiles.yml`. A YAML library would
 * write the whole file anew: with other quotes, folds and indentation than its owner's. The first comment has a hash of
 * the block, so that one that somebody has edited is known for it.
 */

/** Where the block stands in the lines of the file, its comments included. */
interface Place {
  readonly start: number;
  /** Behind its last line. */
  readonly end: number;
  readonly isEdited: boolean;
}

/** Whether the block is there, and as it was written. */
export function lookForBlock(text: string, entry: string): 'nothing' | 'ours' | 'other' {
  const place = find(splitLines(text), entry);
  if (!place) return 'nothing';
  return place.isEdited ? 'other' : 'ours';
}

/** Puts the block in its own place, or at the end. One that was edited stays. */
export function writeBlock(text: string, entry: string, body: readonly string[]): string {
  return editLines(text, (lines, ending) => {
    const block = [`${beginOf(entry)}${hashOf(body)}`, ...body, endOf(entry)].map((line) => line + ending);
    const place = find(lines, entry);
    if (!place) return [...lines, ...block];
    return place.isEdited ? lines : lines.toSpliced(place.start, place.end - place.start, ...block);
  });
}

/** The text without the block. One that was edited stays. */
export function removeBlock(text: string, entry: string): string {
  return editLines(text, (lines) => {
    const place = find(lines, entry);
    return place && !place.isEdited ? lines.toSpliced(place.start, place.end - place.start) : lines;
  });
}

function find(lines: readonly string[], entry: string): Place | undefined {
  const bare = lines.map((line) => line.slice(0, line.length - endingOf(line).length).replace(/^\uFEFF/, ''));
  const start = bare.findIndex(
    // Not that of an entry whose name begins like this one.
    (line) => line.startsWith(beginOf(entry)) && /^\S*$/.test(line.slice(beginOf(entry).length)),
  );
  if (start < 0) return undefined;
  const last = bare.indexOf(endOf(entry), start);
  // Without its last line nobody knows how far it goes.
  if (last < 0) return { start, end: start, isEdited: true };
  const isEdited = bare[start] !== `${beginOf(entry)}${hashOf(bare.slice(start + 1, last))}`;
  return { start, end: last + 1, isEdited };
}

function beginOf(entry: string): string {
  return `# >>> entra-token connect dbt: ${entry} `;
}

function endOf(entry: string): string {
  return `# <<< entra-token connect dbt: ${entry}`;
}

function hashOf(body: readonly string[]): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(body.join('\n')).digest('hex').slice(0, 8);
}
