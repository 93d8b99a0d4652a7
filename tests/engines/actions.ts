/**
 * What a pointer and a keyboard do, in the words that both protocols have in common.
 * Source: https://w3c.github.io/webdriver/#actions, https://w3c.github.io/webdriver-bidi/#command-input-performActions
 */

type PointerAction =
  | { type: 'pointerMove'; x: number; y: number }
  | { type: 'pointerDown' | 'pointerUp'; button: number };
type KeyAction = { type: 'keyDown' | 'keyUp'; value: string };

export type ActionSequence =
  | { type: 'pointer'; id: string; parameters: { pointerType: 'mouse' }; actions: PointerAction[] }
  | { type: 'key'; id: string; actions: KeyAction[] };

const ENTER = '\uE007';

/** One click, in CSS pixels from the upper left corner of the page's window. */
export function clickAt(x: number, y: number): ActionSequence[] {
  const actions: PointerAction[] = [
    { type: 'pointerMove', x, y },
    { type: 'pointerDown', button: 0 },
    { type: 'pointerUp', button: 0 },
  ];
  return [{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }];
}

/** Types a text and presses Enter: a Firefox without a window does not hear that a field is left. */
export function typed(text: string): ActionSequence[] {
  const actions = [...text, ENTER].flatMap((value): KeyAction[] => [
    { type: 'keyDown', value },
    { type: 'keyUp', value },
  ]);
  return [{ type: 'key', id: 'keyboard', actions }];
}
