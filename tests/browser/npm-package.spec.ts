/** The npm package as its users get it: packed, installed without a network, then in plain HTML, Vite and React. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { publint } from 'publint';
import { build, createServer } from 'vite';
import { serveFolder, type Host } from './support/article.js';
import { photosOf } from './support/training.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PACKAGE = path.join(ROOT, 'dist-npm');
/** Below the repository, so that its own Vite, React and TypeScript are found from there. */
const PROJECT = path.join(ROOT, 'test-results/npm-consumer');
const STRICT =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' blob: data:; worker-src 'self'; connect-src 'self'";
const ELEMENT = '<kiln-classifier src="model.safetensors" alt="Which flower is it?" lang="en"></kiln-classifier>';

const run = (program: string, ...args: string[]) => execFileSync(program, args, { cwd: PROJECT, encoding: 'utf8' });
const write = (file: string, text: string) => {
  mkdirSync(path.dirname(path.join(PROJECT, file)), { recursive: true });
  writeFileSync(path.join(PROJECT, file), text);
};
const html = (body: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,"><body>${body}</body></html>`;

test.beforeAll(() => {
  rmSync(PROJECT, { recursive: true, force: true });
  mkdirSync(path.join(PROJECT, 'public'), { recursive: true });
  write('package.json', JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  run('npm', 'pack', PACKAGE, '--pack-destination', PROJECT, '--silent');
  const tarball = readdirSync(PROJECT).find((name) => name.endsWith('.tgz')) ?? '';
  run('npm', 'install', '--offline', '--no-audit', '--no-fund', '--silent', `./${tarball}`);
  copyFileSync(
    path.join(ROOT, 'www/article/models/flowers.safetensors'),
    path.join(PROJECT, 'public/model.safetensors'),
  );
});

async function withHost(
  folder: string,
  headers: Record<string, string>,
  work: (host: Host) => Promise<void>,
): Promise<void> {
  const host = await serveFolder(path.join(PROJECT, folder), headers);
  try {
    await work(host);
  } finally {
    host.close();
  }
}

/** Presses the button and gives it a daisy, as a reader would. */
async function askAboutDaisy(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Try it with your own picture' }).click();
  await page.locator('kiln-classifier input[type=file]').setInputFiles(photosOf('daisy')[0] ?? '');
  await expect(page.locator('kiln-classifier [part=verdict]')).toContainText('daisy');
}

test('the package is in order, and a server may import it', async () => {
  const { messages } = await publint({ pkgDir: PACKAGE, strict: true });
  expect(messages).toEqual([]);
  for (const entry of ['kiln-classifier', 'kiln-classifier/element', 'kiln-classifier/react']) {
    expect(
      run(
        'node',
        '--input-type=module',
        '-e',
        `const { setAssetBase } = await import('${entry}'); console.log(typeof setAssetBase)`,
      ),
    ).toBe('function\n');
  }
  const installed = readdirSync(path.join(PROJECT, 'node_modules/kiln-classifier'));
  for (const name of ['README.md', 'LICENSE-MIT', 'LICENSE-APACHE', 'NOTICE', 'custom-elements.json'])
    expect(installed).toContain(name);
});

test('in plain HTML with the files beside the script, under a strict policy', async ({ page }) => {
  write(
    'plain.html',
    html(
      `<script type="module" src="node_modules/kiln-classifier/kiln-classifier.js"></script>${ELEMENT.replace('model', 'public/model')}`,
    ),
  );
  await withHost('', { 'Content-Security-Policy': STRICT }, async ({ url }) => {
    const problems: string[] = [];
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await page.goto(`${url}plain.html`);
    await askAboutDaisy(page);
    expect(problems).toEqual([]);
    // What editors are told is what there is.
    const manifest = JSON.parse(readFileSync(path.join(PACKAGE, 'custom-elements.json'), 'utf8')) as {
      modules: { declarations: { attributes: { name: string }[]; members: { name: string }[] }[] }[];
    };
    const [told] = manifest.modules[0]?.declarations ?? [];
    const present = await page.evaluate(() => {
      const element = customElements.get('kiln-classifier') as unknown as {
        observedAttributes: string[];
        prototype: object;
      };
      return { attributes: element.observedAttributes, members: Object.getOwnPropertyNames(element.prototype) };
    });
    expect(told?.attributes.map(({ name }) => name)).toEqual(expect.arrayContaining(present.attributes));
    expect(present.members).toEqual(expect.arrayContaining(told?.members.map(({ name }) => name) ?? ['nothing']));
  });
});

test('built and served by Vite, with nothing set up', async ({ page }) => {
  write('index.html', html(`${ELEMENT}<script type="module" src="/main.ts"></script>`));
  write(
    'main.ts',
    `import 'kiln-classifier';\nimport { KilnClassifier } from 'kiln-classifier/element';\nif (!(document.querySelector('kiln-classifier') instanceof KilnClassifier)) throw new Error('there are two of it');\n`,
  );
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  await build({ root: PROJECT, configFile: false, base: './', logLevel: 'error', build: { outDir: 'dist-vite' } });
  await withHost('dist-vite', {}, async ({ url, requests }) => {
    await page.goto(url);
    await askAboutDaisy(page);
    for (const name of ['worker', 'runtime', 'backbone']) {
      expect(
        requests.filter((address) => address.includes(`assets/kiln-${name}-`)),
        name,
      ).toHaveLength(1);
    }
  });
  const server = await createServer({
    root: PROJECT,
    configFile: false,
    logLevel: 'error',
    server: { port: 0, host: '127.0.0.1' },
  });
  try {
    await server.listen();
    await page.goto(server.resolvedUrls?.local[0] ?? '');
    await askAboutDaisy(page);
  } finally {
    await server.close();
  }
  expect(problems).toEqual([]);
});

test('where a bundler leaves the files behind, the page says where they are', async ({ page }) => {
  const element = path.join(PROJECT, 'node_modules/kiln-classifier');
  mkdirSync(path.join(PROJECT, 'elsewhere/files'), { recursive: true });
  for (const name of readdirSync(element).filter((file) => /^kiln-(worker|runtime|backbone)/.test(file))) {
    copyFileSync(path.join(element, name), path.join(PROJECT, 'elsewhere/files', name));
  }
  for (const name of readdirSync(element).filter((file) => /^kiln-(classifier|shared)\.js$/.test(file))) {
    copyFileSync(path.join(element, name), path.join(PROJECT, 'elsewhere', name));
  }
  copyFileSync(path.join(PROJECT, 'public/model.safetensors'), path.join(PROJECT, 'elsewhere/model.safetensors'));
  write('elsewhere/main.js', `import { setAssetBase } from './kiln-classifier.js';\nsetAssetBase('files');\n`);
  write('elsewhere/index.html', html(`<script type="module" src="main.js"></script>${ELEMENT}`));
  await withHost('elsewhere', { 'Content-Security-Policy': STRICT }, async ({ url }) => {
    await page.goto(url);
    await askAboutDaisy(page);
  });
});

const APP = `import { createRoot } from 'react-dom/client';
import { useRef, useState } from 'react';
import 'kiln-classifier/react';
import type { KilnClassifier, Prediction } from 'kiln-classifier';

function App() {
  const [best, setBest] = useState<Prediction | undefined>();
  const [code, setCode] = useState('');
  const element = useRef<KilnClassifier>(null);
  return (
    <main>
      <kiln-classifier
        ref={element}
        src="model.safetensors"
        alt="Which flower is it?"
        reveal="interaction"
        camera
        lang="en"
        className="own"
        onclassify={({ detail }) => setBest(detail.predictions[0])}
        onerror={({ detail }) => setCode(detail.code)}
      >
        <p slot="poster">A poster</p>
      </kiln-classifier>
      <button onClick={() => void element.current?.load()}>Load it</button>
      <output>{best && \`\${best.label} \${best.probability.toFixed(2)}\`}</output>
      <p id="code">{code}</p>
    </main>
  );
}

// @ts-expect-error there is no such choice
export const wrong = <kiln-classifier reveal="sometimes" />;

const found = document.createElement('kiln-classifier');
found.addEventListener('classify', (event) => {
  const probability: number | undefined = event.detail.predictions[0]?.probability;
  // @ts-expect-error an answer has no such thing
  console.log(probability, event.detail.colour);
});
found.addEventListener('click', ({ clientX }) => console.log(clientX));

const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
`;

test('in a React app, typed', async ({ page }) => {
  write('react/App.tsx', APP);
  write('react/index.html', html('<div id="root"></div><script type="module" src="./App.tsx"></script>'));
  mkdirSync(path.join(PROJECT, 'react/public'), { recursive: true });
  copyFileSync(path.join(PROJECT, 'public/model.safetensors'), path.join(PROJECT, 'react/public/model.safetensors'));
  const compilerOptions = {
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2022', 'dom', 'dom.iterable'],
    jsx: 'react-jsx',
    strict: true,
    noEmit: true,
    types: [],
  };
  write('react/tsconfig.json', JSON.stringify({ compilerOptions, files: ['App.tsx'] }));
  run('npx', '--no-install', 'tsc', '-p', 'react/tsconfig.json');

  await build({
    root: path.join(PROJECT, 'react'),
    configFile: false,
    base: './',
    logLevel: 'error',
    build: { outDir: '../dist-react', emptyOutDir: true },
  });
  await withHost('dist-react', {}, async ({ url }) => {
    await page.goto(url);
    await expect(page.locator('kiln-classifier.own')).toHaveAttribute('camera', '');
    await expect(page.getByText('A poster')).toBeVisible();
    await askAboutDaisy(page);
    await expect(page.locator('output')).toHaveText(/^daisy 0\.\d\d$|^daisy 1\.00$/);
    await page
      .locator('kiln-classifier input[type=file]')
      .setInputFiles(path.join(ROOT, 'tests/fixtures/bad/renamed-pdf.jpg'));
    await expect(page.locator('#code')).toHaveText('picture.not-a-picture');
  });
});
