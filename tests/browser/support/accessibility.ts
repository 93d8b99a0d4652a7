/** Whether everybody can read the page, as far as a program can tell. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Finds nothing that axe-core objects to on the page, or in `parts` of it where there are any. */
export async function expectAccessible(page: Page, ...parts: string[]): Promise<void> {
  const axe = new AxeBuilder({ page });
  for (const part of parts) axe.include(part);
  const { violations } = await axe.analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}
