import { expect, test } from 'vitest';
import { createRoom } from '../room.js';
import { clearSelection, extendTo, select, toggle } from './selection.js';

const IDS = ['a', 'b', 'c', 'd', 'e'];

test('what is toggled is selected until it is toggled again, and a range begins there', () => {
  const room = createRoom();
  toggle(room, 'b');
  toggle(room, 'd');
  toggle(room, 'b');
  expect([...room.selected.value]).toEqual(['d']);
  toggle(room, 'd');
  extendTo(room, IDS, 'b');
  expect([...room.selected.value]).toEqual(['b', 'c', 'd']);
});

test('a range turns about where it began, and one without a beginning is one picture', () => {
  const room = createRoom();
  extendTo(room, IDS, 'c');
  expect([...room.selected.value]).toEqual(['c']);
  extendTo(room, IDS, 'e');
  extendTo(room, IDS, 'b');
  expect([...room.selected.value]).toEqual(['b', 'c']);
});

test('a selection that is given up tells nobody twice', () => {
  const room = createRoom();
  select(room, IDS);
  clearSelection(room);
  const { value } = room.selected;
  clearSelection(room);
  expect(room.selected.value).toBe(value);
});
