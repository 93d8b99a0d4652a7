import { array, assert, double, pre, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { isInside } from './map-canvas.js';

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
