import type { Emphasis } from './style.ts';
import { width } from './width.ts';

/** Makes a text fit for a stream: without what could steer a terminal, and in color where there is any. */
export type Pen = (text: string, emphasis?: Emphasis) => string;

/** A cell, and what it means to its reader. */
interface Marked {
  readonly text: string;
  readonly emphasis: Emphasis;
}

type Cell = string | Marked;
/** A row that lacks a cell is left out. */
export type Row = readonly (Cell | undefined)[];

/** Cells in columns two spaces apart, by the places that they take on a screen. */
export class Table {
  readonly #rows: readonly (readonly Cell[])[];
  readonly #below: ReadonlyMap<Row, Table>;

  /** @param below what stands indented below a row, in columns of its own */
  constructor(rows: readonly Row[], below: ReadonlyMap<Row, Table> = new Map()) {
    this.#rows = rows.filter((cells): cells is readonly Cell[] => !cells.includes(undefined));
    this.#below = below;
  }

  /** @param margin stands before each line */
  async draw(pen: Pen, margin: string): Promise<string> {
    const drawnRow = (cells: readonly Cell[]) => Promise.all(cells.map((cell) => drawn(cell, pen)));
    const shown = await Promise.all(this.#rows.map(drawnRow));
    const widths: number[] = [];
    for (const cells of shown) {
      for (const [column, { width }] of cells.entries())
        widths[column] = Math.max(widths[column] ?? 0, width);
    }
    const lines: string[] = [];
    for (const [index, cells] of shown.entries()) {
      const padded = cells.map(({ text, width }, column) => text + ' '.repeat((widths[column] ?? 0) - width));
      lines.push(`${margin}${padded.join('  ')}`.trimEnd());
      const below = this.#below.get(this.#rows[index] as Row);
      if (below) lines.push(await below.draw(pen, `${margin}  `));
    }
    return lines.join('\n');
  }
}

interface Drawn {
  readonly text: string;
  readonly width: number;
}

async function drawn(cell: Cell, pen: Pen): Promise<Drawn> {
  const { text, emphasis } = typeof cell === 'string' ? { text: cell, emphasis: undefined } : cell;
  const line = text.replace(/[\n\r\t\v\f]+/g, ' ');
  return { text: pen(line, emphasis), width: await width(pen(line)) };
}

/** What is called what, a line each. `parts`: what it consists of, below it. */
export function properties(
  rows: readonly (readonly [label: string, value: Cell | undefined, parts?: readonly Row[]])[],
): Table {
  const below = new Map<Row, Table>();
  const shown = rows.map(([label, value, parts = []]): Row => {
    const row: Row = [{ text: label, emphasis: 'label' }, value];
    if (parts.length > 0) below.set(row, new Table(parts));
    return row;
  });
  return new Table(shown, below);
}

/** Things of one kind, a line each, under the names of their columns. */
export function list(heading: readonly string[], rows: readonly Row[]): Table {
  return new Table([heading.map((text): Marked => ({ text, emphasis: 'label' })), ...rows]);
}
