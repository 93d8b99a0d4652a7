import { expect, test } from 'vitest';
import { FrameWatch } from './frame-watch.js';

const frame = (text: string) => new Blob([text]);

test('a frame that repeats the one before is not new, and another one is', async () => {
  const watch = new FrameWatch();
  expect(await watch.isNew(frame('a'), 0)).toBe(true);
  expect(await watch.isNew(frame('a'), 125)).toBe(false);
  expect(await watch.isNew(frame('b'), 250)).toBe(true);
  expect(await watch.isNew(frame('a'), 375)).toBe(true);
});

test('a camera is frozen when nothing has changed for two seconds, however long it went before', async () => {
  const watch = new FrameWatch();
  for (let at = 0; at < 10_000; at += 125) expect(await watch.isNew(frame(String(at)), at)).toBe(true);
  expect(await watch.isNew(frame('9875'), 11_000)).toBe(false);
  await expect(watch.isNew(frame('9875'), 11_875)).rejects.toMatchObject({ code: 'camera.frozen' });
});
