/** A map of a few cells as a smooth picture. */
import { colourOf } from './colours.js';

/** Side of the picture: it is stretched over the photo, and has no detail of its own to lose. */
export const MAP_SIDE = 128;

interface Cells {
  rows: number;
  columns: number;
  /** `[rows, columns]`, from 0 to 1. */
  values: readonly number[];
}

/** RGBA bytes `[MAP_SIDE, MAP_SIDE, 4]`, between the middles of cells interpolated, opaque. */
export function paintMap(cells: Cells): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(MAP_SIDE * MAP_SIDE * 4);
  for (let row = 0; row < MAP_SIDE; row += 1) {
    for (let column = 0; column < MAP_SIDE; column += 1) {
      const warmth = between(cells, (row + 0.5) / MAP_SIDE, (column + 0.5) / MAP_SIDE);
      pixels.set([...colourOf(warmth), 255], (row * MAP_SIDE + column) * 4);
    }
  }
  return pixels;
}

/** The value at a place given in shares of the height and the width. */
function between({ rows, columns, values }: Cells, down: number, right: number): number {
  const y = Math.min(Math.max(down * rows - 0.5, 0), rows - 1);
  const x = Math.min(Math.max(right * columns - 0.5, 0), columns - 1);
  const [top, left] = [Math.floor(y), Math.floor(x)];
  const at = (row: number, column: number) =>
    values[Math.min(row, rows - 1) * columns + Math.min(column, columns - 1)] ?? 0;
  const above = at(top, left) * (1 - x + left) + at(top, left + 1) * (x - left);
  const below = at(top + 1, left) * (1 - x + left) + at(top + 1, left + 1) * (x - left);
  return above * (1 - y + top) + below * (y - top);
}
