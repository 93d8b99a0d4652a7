// The demo article → dist/article/: the committed pages, models and pictures, with the widget's own files beside
// them, as a publisher uploads them. Nothing of it goes through the bundler: it is what everybody gets.

import { copyFileSync, cpSync } from 'node:fs';
import path from 'node:path';
import { DIST, ROOT } from './paths.mjs';
import { BACKBONE, WIDGET_FILES } from './widget-build.mjs';

/** As it is committed. */
export const ARTICLE = path.join(ROOT, 'www/article');

/** Copies it into the built page. */
export function addArticle() {
  const target = path.join(DIST, 'article');
  cpSync(ARTICLE, target, { recursive: true });
  cpSync(WIDGET_FILES, target, { recursive: true });
  copyFileSync(BACKBONE, path.join(target, 'kiln-backbone.safetensors'));
}
