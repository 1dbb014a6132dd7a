/** Rows of cells, in columns two spaces apart; a row that lacks a cell is left out. */
export function table(rows: readonly (readonly (string | undefined)[])[]): string {
  const shown = rows.filter((cells): cells is readonly string[] => !cells.includes(undefined));
  const widths = shown[0]?.map((_, column) => Math.max(...shown.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => cells.map((cell, column) => cell.padEnd(widths?.[column] ?? 0));
  return shown.map((cells) => line(cells).join('  ').trimEnd()).join('\n');
}
