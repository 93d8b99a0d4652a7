/** Faults on purpose in a project's description: what is taken can be shown, stored and saved again. */
import { assert, constantFrom, integer, property, tuple, type Arbitrary } from 'fast-check';
import { unzipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkedProject } from '../../www/storage/checked.js';

/** A short round with all other tests, as many as are asked for with `npm run faults`. */
const NUM_CASES = Number(process.env['KILN_FAULTS'] ?? 1000);

/** With classes, pictures set aside, versions, publications and readers' answers. */
const PROJECT = (() => {
  const zip = unzipSync(readFileSync(new URL('../fixtures/of-0.1/project.zip', import.meta.url)));
  return new TextDecoder().decode(zip['project.json']);
})();

/** What stands in the place of a value. */
const EDGES = [null, 0, -1, 0.5, 1e300, -1e300, 2 ** 53, true, '', 'x'.repeat(501), '9999-99-99', [], {}, ['\u0000']];

/** Each value of a description, by the keys that lead to it. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, below]) => pathsOf(below, [...path, key]))];
}

const PATHS = pathsOf(JSON.parse(PROJECT)).slice(1);

/** The description with one to four of its values exchanged. */
const altered: Arbitrary<unknown> = tuple(
  ...Array.from({ length: 4 }, () => tuple(constantFrom(...PATHS), constantFrom(...EDGES))),
  integer({ min: 1, max: 4 }),
).map((drawn) => {
  const description: unknown = JSON.parse(PROJECT);
  const num = drawn.at(-1) as number;
  for (const [path, edge] of drawn.slice(0, num) as [readonly string[], unknown][]) {
    let owner = description as Record<string, unknown>;
    for (const key of path.slice(0, -1)) owner = Object(owner[key]) as Record<string, unknown>;
    // A text that took the place of an object keeps its letters.
    Reflect.set(owner, path.at(-1) ?? '', edge);
  }
  return description;
});

const LATEST = 8.64e15;

test('an altered description is refused, or all of it can be shown and saved', { timeout: 600_000 }, () => {
  let numTaken = 0;
  assert(
    property(altered, (description) => {
      const project = checkedProject(description);
      if (!project) return;
      numTaken++;
      const moments = [
        ...project.pictures.map(({ addedAt }) => addedAt),
        ...project.versions.map(({ createdAt }) => createdAt),
        ...(project.publications ?? []).map(({ publishedAt }) => publishedAt),
        ...(project.answers ?? []).map(({ importedAt }) => importedAt),
        ...(project.answers ?? []).map(({ day }) => Date.parse(day)),
      ];
      for (const moment of moments) expect(Math.abs(moment)).toBeLessThanOrEqual(LATEST);
      expect(checkedProject(JSON.parse(JSON.stringify(project)))).toEqual(project);
    }),
    { numRuns: NUM_CASES, seed: 14 },
  );
  console.log(`project.json: ${NUM_CASES} files, ${numTaken} taken`);
  expect(numTaken).toBeGreaterThan(NUM_CASES / 20);
});
