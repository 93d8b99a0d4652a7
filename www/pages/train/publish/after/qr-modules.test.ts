import { expect, test } from 'vitest';
import { qrCode } from './qr-modules.js';

/** The squares of the path, by row and column without the margin. */
function squaresOf({ path, margin }: { path: string; margin: number }): Set<string> {
  const places = Array.from(path.matchAll(/M(\d+) (\d+)h1v1h-1z/g), ([, x, y]) => [Number(x), Number(y)] as const);
  return new Set(places.map(([x, y]) => `${y - margin} ${x - margin}`));
}

/** The marks in three corners by which cameras find a code. Source: ISO/IEC 18004, 5.3.2.1. */
const FINDER = ['1111111', '1000001', '1011101', '1011101', '1011101', '1000001', '1111111'];

test('an address becomes a code with the marks that cameras look for, and an empty margin', async () => {
  const made = await qrCode('https://news.example/flowers/');
  if (!made) throw new Error('no code was made');
  const { side, margin } = made;
  expect(margin).toBe(4);
  expect((side - 17) % 4).toBe(0);
  const dark = squaresOf(made);
  for (const [top, left] of [
    [0, 0],
    [0, side - 7],
    [side - 7, 0],
  ] as const) {
    const rows = FINDER.map((row, y) =>
      Array.from(row, (_, x) => (dark.has(`${top + y} ${left + x}`) ? 1 : 0)).join(''),
    );
    expect(rows).toEqual(FINDER);
  }
});

test('what no code can hold gives none', async () => {
  expect(await qrCode('x'.repeat(3000))).toBeNull();
});
