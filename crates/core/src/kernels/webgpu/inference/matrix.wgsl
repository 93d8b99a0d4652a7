// The weights of a 1 × 1 convolution as blocks of four inputs and four outputs, and what is added behind the sum.
// weights: [IN][4 inputs][OUT] vectors of four outputs; as integers [IN][OUT] vectors of four inputs, of which each
// is four outputs of 8 bits. parameters: [OUT] biases; with integers the values of 127 steps before them.
#if INTEGERS
@group(0) @binding(1) var<storage, read> weights: array<vec4u, {IN * OUT}>;
@group(0) @binding(2) var<storage, read> parameters: array<vec4f, {2 * OUT}>;

fn weights_of(inputs: u32, outputs: u32) -> mat4x4f {
  let block = weights[inputs * OUT + outputs];
  return mat4x4f(
    unpack4x8snorm(block.x), unpack4x8snorm(block.y), unpack4x8snorm(block.z), unpack4x8snorm(block.w));
}

fn finish(sum: vec4f, outputs: u32) -> vec4f {
  return sum * parameters[outputs] + parameters[OUT + outputs];
}
#else
@group(0) @binding(1) var<storage, read> weights: array<vec4f, {4 * IN * OUT}>;
@group(0) @binding(2) var<storage, read> parameters: array<vec4f, {OUT}>;

fn weights_of(inputs: u32, outputs: u32) -> mat4x4f {
  let first = inputs * {4 * OUT}u + outputs;
  return mat4x4f(weights[first], weights[first + OUT], weights[first + {2 * OUT}u], weights[first + {3 * OUT}u]);
}

fn finish(sum: vec4f, outputs: u32) -> vec4f {
  return sum + parameters[outputs];
}
#end
