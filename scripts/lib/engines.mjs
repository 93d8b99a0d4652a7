// The main journeys in the engines of other browsers (tests/engines).

import { run } from './command.mjs';
import { explain, Failure, MissingTool } from './failures.mjs';
import { requireFirefox } from './firefox.mjs';
import { requireWebKit } from './webkit.mjs';

const CONFIG = 'tests/engines/playwright.config.ts';
const ENGINES = [
  { name: 'firefox', find: requireFirefox },
  { name: 'webkit', find: requireWebKit },
];

/**
 * Looks for every engine, and installs what is missing where it may.
 * @returns {Promise<{ name: string, path: string | null, reason: unknown }[]>} without a path, the reason
 */
export function findEngines() {
  return Promise.all(
    ENGINES.map(async ({ name, find }) => {
      try {
        return { name, path: await find(), reason: null };
      } catch (error) {
        if (!(error instanceof MissingTool)) throw error;
        return { name, path: null, reason: error };
      }
    }),
  );
}

/** Runs the journeys in each engine that is there, and says which one is not; a build server must have them all. */
export async function testEngines() {
  const engines = await findEngines();
  const missing = engines.filter(({ path }) => path === null);
  for (const { reason } of missing) explain(reason);
  const projects = engines.filter(({ path }) => path !== null).map(({ name }) => `--project=${name}`);
  if (projects.length > 0) await run('npx', ['--no-install', 'playwright', 'test', '--config', CONFIG, ...projects]);
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(', ');
  if (process.env.CI || projects.length === 0) throw new Failure(`Not tested: ${names}`);
  console.warn(`\nNot tested here: ${names}. The build server tests every engine.`);
}
