/** The one of `names` that somebody who typed `name` most likely meant; undefined where none is near. */
export function similarName(name: string, names: readonly string[]): string | undefined {
  const typed = name.toLowerCase();
  const nearest = names
    .map((candidate) => ({ candidate, distance: editDistance(typed, candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  // Of a short name nothing would be left.
  const isNear = nearest && nearest.distance <= Math.min(3, Math.max(1, Math.floor(name.length / 3)));
  return isNear ? nearest.candidate : undefined;
}

/** Insertions, deletions, replacements and swaps of neighbours that lead from one to the other (Damerau). */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [];
  for (let i = 0; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const at = (line: number, column: number) => rows[line]?.[column] ?? line + column;
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] =
        i === 0
          ? j
          : Math.min(
              at(i - 1, j) + 1,
              (row[j - 1] as number) + 1,
              at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
              isSwap ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY,
            );
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}
