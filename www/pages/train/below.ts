/** The rooms below the bench, and what nobody sees at first. They come in a chunk of their own: see parts/later.tsx. */
export { SimilarPictures } from './collect/pictures/similar-pictures.js';
export { CheckRoom } from './evaluate/check-room.js';
export { MapRoom } from './map/map-room.js';
export { Publish } from './publish/publish.js';
export { Readers } from './readers/readers.js';
