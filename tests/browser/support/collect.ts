/** The classes of a project and the pictures in them, where people collect. */
import type { Locator, Page } from '@playwright/test';

export function focused(page: Page): Locator {
  return page.locator(':focus');
}

/** The class at a position. */
export function row(page: Page, position: number): Locator {
  return page.getByTestId('class-card').nth(position);
}

/** How many pictures each class says that it has. */
export function counts(page: Page): Locator {
  return page.getByTestId('class-count');
}

/** The pictures that the class at a position shows. */
export function tiles(page: Page, position: number): Locator {
  return row(page, position).getByTestId('picture-open');
}
