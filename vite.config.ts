import { readFileSync, statSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { MODE as FIRST_PAGE } from './scripts/lib/first-page.mjs';
import { META_POLICY } from './scripts/lib/security-headers.mjs';

const MODEL = 'crates/core/assets/efficientnet-lite0/efficientnet-lite0.int8.safetensors';
const { version: VERSION } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/** What is only needed to publish a model: kept once somebody has trained one. */
const PUBLISHED = ['**/kiln-widget-*.wasm', '**/kiln-classifier-*.js', '**/kiln-worker-*.js'];

/** Hosts that send no headers still get the policy: it is written into every page. */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'kiln-content-security-policy',
    // The development server puts scripts and styles inline, which the policy forbids.
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: META_POLICY },
        injectTo: 'head-prepend',
      },
    ],
  };
}

/** `kiln-cpu-<hash>.wasm`, where Vite would call both modules `kiln_bg-<hash>.wasm`. */
function assetFileName({ originalFileNames }: { originalFileNames: string[] }): string {
  const module = /generated\/([\w-]+)\/kiln_bg\.wasm$/.exec(originalFileNames[0] ?? '')?.[1];
  return `assets/${module ? `kiln-${module}` : '[name]'}-[hash][extname]`;
}

/** `kiln-cpu-<hash>.js` likewise: the JavaScript of a module has its name. */
function chunkFileName({ facadeModuleId, moduleIds }: { facadeModuleId: string | null; moduleIds: string[] }): string {
  const module = /generated\/([\w-]+)\/kiln\.js$/.exec(facadeModuleId ?? '')?.[1];
  const [, group, words] = /i18n\/(train|examples)\/([\w-]+)\.json$/.exec(facadeModuleId ?? '') ?? [];
  if (words) return `assets/${group}-words-${words}-[hash].js`;
  // What the bench and the rooms below it share has no name of its own, and is to be known by the budget.
  if (!facadeModuleId && moduleIds.some((id) => id.includes('/pages/train/'))) return 'assets/train-parts-[hash].js';
  // Their files are called index.js, as half of all files are, and by what is left out of them.
  const name = facadeModuleId?.includes('/umap-js/')
    ? 'umap'
    : facadeModuleId?.includes('/@zip.js/')
      ? 'zip'
      : '[name]';
  return `assets/${module ? `kiln-${module}` : name}-[hash].js`;
}

/** Makes the page installable and keeps all of it, model included, for use offline. */
function offline(mode: string) {
  return VitePWA({
    // A page that is not whole is not kept.
    disable: mode === FIRST_PAGE,
    strategies: 'generateSW',
    // A new version waits until the reader says so: nobody's work is reloaded away.
    registerType: 'prompt',
    // The page registers the worker itself (virtual:pwa-register): an inline script
    // would be against the policy.
    injectRegister: false,
    manifest: {
      name: 'Kiln',
      short_name: 'Kiln',
      description: 'Say what is on a picture, on your own device.',
      start_url: '.',
      scope: '.',
      display: 'standalone',
      background_color: '#fbf9f5',
      theme_color: '#fbf9f5',
      categories: ['photo', 'utilities'],
      icons: [
        { src: 'icons/icon-192.png', sizes: '192x192', type: 'image/png' },
        { src: 'icons/icon-512.png', sizes: '512x512', type: 'image/png' },
        {
          src: 'icons/icon-maskable-512.png',
          sizes: '512x512',
          type: 'image/png',
          purpose: 'maskable',
        },
        { src: 'icons/favicon.svg', sizes: 'any', type: 'image/svg+xml' },
      ],
    },
    workbox: {
      globPatterns: ['**/*.{html,js,css,wasm,safetensors,png,jpg,svg,json,webmanifest}'],
      // The weights are the largest file; without this they would be left out in silence.
      maximumFileSizeToCacheInBytes: 40 * 1024 * 1024,
      // A hash in the name is version enough: the copy the page has just loaded is
      // taken from the browser's cache and not downloaded a second time.
      dontCacheBustURLsMatching: /^assets\//,
      // Kiln's own pages are all kept and answer under their own addresses, whatever is asked of them behind a "?".
      // Every other address is the host's to answer: pages that were published below this folder, and mistyped ones.
      navigateFallback: null,
      ignoreURLParametersMatching: [/./],
      cleanupOutdatedCaches: true,
      // Precached would mean fetched by everybody. These modules are kept once somebody has asked for them: of the
      // CPU's, the page itself keeps the one that its browser takes.
      // So is what the names of classes mean.
      globIgnores: [
        '**/assets/words*.json',
        '**/kiln-webgpu-*.wasm',
        '**/kiln-cpu-*.wasm',
        '**/kiln-train-*.wasm',
        ...PUBLISHED,
      ],
      clientsClaim: true,
      runtimeCaching: [
        {
          // Kept once somebody has read it; what it says has no hash in its name, so the network comes first.
          urlPattern: /\/article\//,
          handler: 'NetworkFirst',
          options: { cacheName: 'kiln-article', expiration: { maxEntries: 40 } },
        },
        {
          urlPattern: /\/assets\/words[^/]*\.json$/,
          handler: 'CacheFirst',
          options: { cacheName: 'kiln-words', expiration: { maxEntries: 4 } },
        },
        {
          urlPattern: /\/assets\/kiln-cpu-threads-[^/]+\.wasm$/,
          handler: 'CacheFirst',
          options: { cacheName: 'kiln-cpu-threads', expiration: { maxEntries: 2 } },
        },
        {
          urlPattern: /\/assets\/kiln-cpu-(?!threads)[^/]+\.wasm$/,
          handler: 'CacheFirst',
          options: { cacheName: 'kiln-cpu', expiration: { maxEntries: 2 } },
        },
        {
          urlPattern: /\/assets\/kiln-train-[^/]+\.wasm$/,
          handler: 'CacheFirst',
          options: { cacheName: 'kiln-train', expiration: { maxEntries: 4 } },
        },
        {
          urlPattern: /\/assets\/(kiln-(widget|classifier|worker)|LICENSE-APACHE)-[^/]+$/,
          handler: 'CacheFirst',
          options: { cacheName: 'kiln-publish', expiration: { maxEntries: 8 } },
        },
        {
          urlPattern: /\/assets\/kiln-webgpu-[^/]+\.wasm$/,
          handler: 'CacheFirst',
          options: { cacheName: 'kiln-webgpu', expiration: { maxEntries: 2 } },
        },
      ],
    },
  });
}

export default defineConfig(({ mode }) => ({
  root: '.',
  publicDir: 'www/public',
  // Relative addresses: the folder works under any path of any host.
  base: './',
  assetsInclude: ['**/*.safetensors'],
  define: {
    __MODEL_SIZE_BYTES__: statSync(MODEL).size,
    __KILN_VERSION__: JSON.stringify(VERSION),
  },
  plugins: [contentSecurityPolicy(), offline(mode)],
  worker: {
    format: 'es',
    rolldownOptions: {
      output: { assetFileNames: assetFileName, chunkFileNames: chunkFileName },
    },
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // A data: address for a module or a model could be neither streamed nor cached,
    // and the policy does not allow it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ['index.html', 'train.html'],
      // No module behind the door does anything by being loaded, so a page gets those alone that it calls. Without
      // this the first page would bring the training page's database along.
      treeshake: { moduleSideEffects: [{ test: /\/www\/(engine|storage)\//, sideEffects: false }] },
      output: { assetFileNames: assetFileName, chunkFileNames: chunkFileName },
    },
  },
}));
