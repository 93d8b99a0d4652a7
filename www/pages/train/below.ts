/** The rooms below the bench. They come in a chunk of their own, once the bench stands: see parts/later.tsx. */
export { CheckRoom } from './evaluate/check-room.js';
export { MapRoom } from './map/map-room.js';
export { Publish } from './publish/publish.js';
export { Readers } from './readers/readers.js';
