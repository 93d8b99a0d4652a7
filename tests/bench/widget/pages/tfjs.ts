import { article } from './article.js';

article(async () => (await import('./tfjs-classifier.js')).open());
