// Candlestick charts of prices that nobody ever paid: a random walk, bent into one of the shapes that books on trading
// give names to.

import { png } from './png.mjs';

const SIDE = 96;
const NUM_CANDLES = 24;
const CANDLE = 4;
const RISING = /** @type {const} */ ([23, 120, 110]);
const FALLING = /** @type {const} */ ([205, 80, 50]);

/**
 * Each shape by the points that it goes through: time and price, both from 0 to 1.
 * @type {Record<string, [number, number][]>}
 */
const SHAPES = {
  'double top': [
    [0, 0],
    [0.3, 1],
    [0.5, 0.45],
    [0.7, 1],
    [1, 0.1],
  ],
  'double bottom': [
    [0, 1],
    [0.3, 0],
    [0.5, 0.55],
    [0.7, 0],
    [1, 0.9],
  ],
  'head and shoulders': [
    [0, 0],
    [0.2, 0.6],
    [0.33, 0.25],
    [0.5, 1],
    [0.67, 0.25],
    [0.8, 0.6],
    [1, 0],
  ],
  'rising triangle': [
    [0, 0],
    [0.2, 1],
    [0.35, 0.35],
    [0.5, 1],
    [0.62, 0.6],
    [0.75, 1],
    [0.85, 0.8],
    [1, 1],
  ],
  'random walk': [],
};

export const CHARTS = Object.keys(SHAPES);

/**
 * A chart as a PNG; the same for the same number.
 * @param {string} shape
 * @param {number} number
 */
export function drawChart(shape, number) {
  const random = generator(CHARTS.indexOf(shape) * 10_007 + number + 1);
  const pixels = new Uint8Array(SIDE * SIDE * 3).fill(255);
  for (const [index, { open, close, low, high }] of candles(prices(shape, random), random).entries()) {
    const colour = close >= open ? RISING : FALLING;
    const left = index * CANDLE;
    fill(pixels, [left + 1, left + 2], [high, low], colour);
    fill(pixels, [left, left + CANDLE - 1], [Math.max(open, close), Math.min(open, close)], colour);
  }
  return png(SIDE, SIDE, 3, pixels);
}

/** Prices from 0 to 1, one more than there are candles. @param {string} shape @param {() => number} random */
function prices(shape, random) {
  const points = SHAPES[shape] ?? [];
  const isWalk = points.length === 0;
  const stretch = 0.85 + 0.3 * random();
  let walk = 0;
  const found = Array.from({ length: NUM_CANDLES + 1 }, (_, index) => {
    walk += (random() + random() + random() - 1.5) * (isWalk ? 0.5 : 0.09);
    return walk + (isWalk ? 0 : priceAt(points, (index / NUM_CANDLES) ** stretch));
  });
  const [lowest, highest] = [Math.min(...found), Math.max(...found)];
  return found.map((price) => (price - lowest) / (highest - lowest));
}

/** The price on the line through `points`. @param {[number, number][]} points @param {number} time */
function priceAt(points, time) {
  const next = Math.max(
    1,
    points.findIndex(([at]) => at >= time),
  );
  const [[from, low], [to, high]] = [points[next - 1] ?? [0, 0], points[next] ?? [1, 0]];
  return low + ((time - from) / (to - from)) * (high - low);
}

/** @param {number[]} found @param {() => number} random */
function candles(found, random) {
  return found.slice(1).map((close, index) => {
    const open = found[index] ?? 0;
    return {
      open,
      close,
      high: Math.max(open, close) + 0.06 * random(),
      low: Math.min(open, close) - 0.06 * random(),
    };
  });
}

/**
 * @param {Uint8Array} pixels
 * @param {[number, number]} columns
 * @param {[number, number]} priceRange from the higher one
 * @param {readonly number[]} colour
 */
function fill(pixels, [left, right], [high, low], colour) {
  const rowOf = (/** @type {number} */ price) => Math.round((0.9 - 0.8 * price) * (SIDE - 1));
  for (let y = Math.max(0, rowOf(high)); y <= Math.min(SIDE - 1, rowOf(low)); y += 1) {
    for (let x = left; x < right; x += 1) pixels.set(colour, (y * SIDE + x) * 3);
  }
}

/** Numbers from 0 to 1 (T. Ettinger's mulberry32, public domain). @param {number} seed */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
