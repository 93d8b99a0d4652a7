/** What a backbone gives of a picture, as a trained model wants it. */
interface BackboneLike {
  embed(input: Float32Array): Promise<Float32Array>;
  activations(input: Float32Array): Promise<Float32Array>;
}

interface ModelLike {
  readsActivations(): boolean;
}

/** Pooled features, or for a fine-tuned model what goes into the backbone's last block. */
export function seenBy(backbone: BackboneLike, model: ModelLike, input: Float32Array): Promise<Float32Array> {
  return model.readsActivations() ? backbone.activations(input) : backbone.embed(input);
}
