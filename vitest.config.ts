import { defineConfig } from 'vitest/config';

/** The page's pure functions: their tests lie beside them. What needs a browser is tested in one (tests/browser). */
export default defineConfig({
  test: { include: ['www/**/*.test.ts', 'tests/unit/*.test.ts'], environment: 'node' },
});
