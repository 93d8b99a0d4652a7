/** What a backbone gives of a picture, as a trained model wants it. */
import type { Layer } from '../../engine/worker/service.js';

interface BackboneLike {
  embed(input: Float32Array): Promise<Float32Array>;
  activations(input: Float32Array): Promise<Float32Array>;
}

interface ModelLike {
  readsActivations(): boolean;
}

/** What the backbone gives at `layer`. */
export function embedded(backbone: BackboneLike, input: Float32Array, layer: Layer): Promise<Float32Array> {
  return layer === 'features' ? backbone.embed(input) : backbone.activations(input);
}

/** Pooled features, or for a fine-tuned model what goes into the backbone's last block. */
export function seenBy(backbone: BackboneLike, model: ModelLike, input: Float32Array): Promise<Float32Array> {
  return embedded(backbone, input, model.readsActivations() ? 'activations' : 'features');
}
