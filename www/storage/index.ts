/** The only door to what the browser keeps. */
export type { ReviewedPicture } from './reader-store.js';
export { hear, tabName, tell, type Changed, type News } from './news.js';
export { isStorageFault, Store } from './store.js';
export type * from './types.js';
