import { article } from './article.js';

article(async () => (await import('./onnxruntime-classifier.js')).open());
