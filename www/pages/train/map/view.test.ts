import { array, assert, double, pre, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { isInside, nextTowards, onCanvas, onMap, panned, WHOLE, zoomed } from './view.js';

const coordinate = double({ min: -10, max: 10, noNaN: true });
const place = record({ x: coordinate, y: coordinate });
const loop = array(place, { minLength: 3, maxLength: 9 });

test('inside of a rectangle is between its sides', () => {
  assert(
    property(place, place, place, (a, b, { x, y }) => {
      const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)];
      const [top, bottom] = [Math.min(a.y, b.y), Math.max(a.y, b.y)];
      pre(![left, right].includes(x) && ![top, bottom].includes(y));
      const corners = [
        { x: left, y: top },
        { x: right, y: top },
        { x: right, y: bottom },
        { x: left, y: bottom },
      ];
      expect(isInside({ x, y }, corners)).toBe(x > left && x < right && y > top && y < bottom);
    }),
  );
});

test('it does not matter where a loop begins', () => {
  assert(
    property(loop, place, (loop, place) => {
      const turned = [...loop.slice(1), ...loop.slice(0, 1)];
      expect(isInside(place, turned)).toBe(isInside(place, loop));
    }),
  );
});

test('nothing is inside that lies beyond all of the loop, or in its notch', () => {
  assert(
    property(loop, coordinate, (loop, y) => {
      expect(isInside({ x: 11, y }, loop)).toBe(false);
      expect(isInside({ x: -11, y }, loop)).toBe(false);
    }),
  );
  const letterC = [
    { x: 0, y: 0 },
    { x: 4, y: 0 },
    { x: 4, y: 1 },
    { x: 1, y: 1 },
    { x: 1, y: 3 },
    { x: 4, y: 3 },
    { x: 4, y: 4 },
    { x: 0, y: 4 },
  ];
  expect(isInside({ x: 3, y: 2 }, letterC)).toBe(false);
  expect(isInside({ x: 0.5, y: 2 }, letterC)).toBe(true);
});

test('a loop of one place holds nothing', () => {
  expect(isInside({ x: 0, y: 0 }, [{ x: 0, y: 0 }])).toBe(false);
  expect(isInside({ x: 0, y: 0 }, [])).toBe(false);
});

const share = double({ min: 0, max: 1, noNaN: true });
const size = { width: 800, height: 500 };

test('what is pointed at stays under the pointer when the map is enlarged', () => {
  assert(
    property(share, share, double({ min: 1, max: 6, noNaN: true }), (x, y, factor) => {
      // Not so near the edge that the map would have to leave the canvas.
      const place = { x: size.width * (0.2 + 0.6 * x), y: size.height * (0.2 + 0.6 * y) };
      const before = onMap(place, size, WHOLE);
      const after = onMap(place, size, zoomed(WHOLE, factor, place, size));
      pre(before.x > 0 && before.x < 1 && before.y > 0 && before.y < 1);
      expect(after.x).toBeCloseTo(before.x, 9);
      expect(after.y).toBeCloseTo(before.y, 9);
    }),
  );
});

test('the map is not pushed out of sight', () => {
  expect(panned(WHOLE, { x: 300, y: -80 }, size)).toEqual(WHOLE);
  const close = zoomed(WHOLE, 4, { x: 400, y: 250 }, size);
  const corner = onCanvas({ x: 0, y: 0 }, size, panned(close, { x: 9999, y: 9999 }, size));
  expect(corner.x).toBeLessThanOrEqual(size.width / 2);
  expect(corner.y).toBeLessThanOrEqual(size.height / 2);
  expect(corner.x).toBeGreaterThanOrEqual(0);
});

test('an arrow leads to the nearest that way, never back or aside', () => {
  const items = [
    { id: 'right', x: 0.6, y: 0.52 },
    { id: 'far', x: 0.9, y: 0.5 },
    { id: 'above', x: 0.52, y: 0.4 },
    { id: 'left', x: 0.45, y: 0.5 },
  ];
  const from = { x: 0.5, y: 0.5 };
  expect(nextTowards(items, from, { x: 1, y: 0 })?.id).toBe('right');
  expect(nextTowards(items, from, { x: -1, y: 0 })?.id).toBe('left');
  expect(nextTowards(items, from, { x: 0, y: -1 })?.id).toBe('above');
  expect(nextTowards(items, from, { x: 0, y: 1 })).toBeNull();
});
