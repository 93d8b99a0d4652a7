// The benchmark's page, built apart from the reader's: its peers weigh more than
// everything that is shipped.
import { defineConfig, type Plugin } from 'vite';
import { DIST_BENCH, ROOT } from '../../scripts/lib/paths.mjs';

/**
 * TensorFlow.js gives its threads the text of a function that it has imported. Minified, that text names things
 * which only the page has: the threads get it as TensorFlow.js was published.
 */
function textOfThreads(): Plugin {
  const file = /tfjs-backend-wasm-threaded-simd\.js$/;
  return {
    name: 'tfjs-text-of-threads',
    transform: {
      filter: { id: file },
      handler(code) {
        const text = /return \(\n(function\(WasmBackendModuleThreadedSimd\)[^]*)\n\);\n\}\)\(\);/.exec(code)?.[1];
        if (!text) this.error('the function for threads is not where it was');
        return { code: `${code}\nWasmBackendModuleThreadedSimd.toString = () => ${JSON.stringify(text)};`, map: null };
      },
    },
  };
}

export default defineConfig({
  root: ROOT,
  publicDir: false,
  base: './',
  plugins: [textOfThreads()],
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
