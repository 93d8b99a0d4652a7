// The benchmark's page, built apart from the reader's: its peers weigh more than
// everything that is shipped.
import { defineConfig } from 'vite';
import { DIST_BENCH, ROOT } from '../../scripts/lib/paths.mjs';

export default defineConfig({
  root: ROOT,
  publicDir: false,
  base: './',
  build: {
    outDir: DIST_BENCH,
    emptyOutDir: true,
    target: 'es2022',
    // As in the shipped page: modules and weights are fetched, never written inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The peers' runtimes are as large as they are.
    chunkSizeWarningLimit: Infinity,
    rolldownOptions: { input: ['bench.html'] },
  },
});
