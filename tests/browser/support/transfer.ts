/** Files that are dragged onto the page or pasted into it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';

type Gesture = 'hover' | 'drop' | 'paste';

const EVENTS: Record<Gesture, string[]> = {
  hover: ['dragenter', 'dragover'],
  drop: ['dragenter', 'dragover', 'drop'],
  paste: ['paste'],
};

async function transfer(target: Locator, gesture: Gesture, files: readonly string[]): Promise<void> {
  const contents = files.map((file) => ({ name: path.basename(file), base64: readFileSync(file, 'base64') }));
  await target.evaluate(
    (element, { contents, types }) => {
      const data = new DataTransfer();
      for (const { name, base64 } of contents) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        data.items.add(new File([bytes], name, { type: 'image/jpeg' }));
      }
      const asAll = { bubbles: true, cancelable: true };
      for (const type of types) {
        element.dispatchEvent(
          type === 'paste'
            ? new ClipboardEvent(type, { ...asAll, clipboardData: data })
            : new DragEvent(type, { ...asAll, dataTransfer: data }),
        );
      }
    },
    { contents, types: EVENTS[gesture] },
  );
}

/** Holds pictures over an element, and does not let go. */
export function hoverFiles(target: Locator, files: readonly string[]): Promise<void> {
  return transfer(target, 'hover', files);
}

/** Lets pictures go over an element. */
export function dropFiles(target: Locator, files: readonly string[]): Promise<void> {
  return transfer(target, 'drop', files);
}

/** Pastes pictures while nothing has the focus. */
export function pasteFiles(page: Page, files: readonly string[]): Promise<void> {
  return transfer(page.locator('body'), 'paste', files);
}
