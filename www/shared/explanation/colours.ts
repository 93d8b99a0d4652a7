/** Colours of a map, from cold to warm. */

/**
 * Cividis, every ninth of the way: blue to yellow, as even in lightness as in colour, and the same to
 * people who see no difference between red and green. Source: J. R. Nuñez, C. R. Anderton, R. S. Renslow,
 * "Optimizing colormaps with consideration for color vision deficiency", PLoS ONE 13(7), 2018, in
 * matplotlib's table (`_cm_listed.py`).
 */
const STOPS: readonly (readonly [red: number, green: number, blue: number])[] = [
  [0, 34, 78],
  [18, 53, 112],
  [59, 73, 108],
  [87, 93, 109],
  [112, 113, 115],
  [138, 134, 120],
  [165, 156, 116],
  [195, 179, 105],
  [225, 204, 85],
  [254, 232, 56],
];

/** `warmth` from 0 to 1 to red, green and blue from 0 to 255. */
export function colourOf(warmth: number): [number, number, number] {
  const at = Math.min(Math.max(warmth, 0), 1) * (STOPS.length - 1);
  const below = Math.min(Math.floor(at), STOPS.length - 2);
  const share = at - below;
  const mix = (channel: 0 | 1 | 2) =>
    Math.round((STOPS[below]?.[channel] ?? 0) * (1 - share) + (STOPS[below + 1]?.[channel] ?? 0) * share);
  return [mix(0), mix(1), mix(2)];
}
