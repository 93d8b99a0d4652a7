// Kiln's weights in the layouts TensorFlow.js computes in, so that its page has
// nothing to turn round while loading: a convolution is [height, width, in, out], a
// depthwise one [height, width, channels, 1], the dense layer [in, out].

/** @import { Tensor } from '../../node/safetensors.mjs' */

/**
 * @param {Map<string, Tensor>} weights
 * @returns {Map<string, Tensor>}
 */
export function toChannelsLast(weights) {
  return new Map([...weights].map(([name, tensor]) => [name, turned(name, tensor)]));
}

/** @param {string} name @param {Tensor} tensor @returns {Tensor} */
function turned(name, tensor) {
  if (tensor.dtype !== 'F16') throw new Error(`${name} is ${tensor.dtype}, not F16`);
  switch (tensor.shape.length) {
    case 1:
      return tensor;
    case 2:
      return transposed(tensor, [1, 0]);
    case 4:
      return transposed(tensor, name.includes('depthwise') ? [2, 3, 0, 1] : [2, 3, 1, 0]);
    default:
      throw new Error(`${name} has ${tensor.shape.length} dimensions`);
  }
}

/**
 * @param {Tensor} tensor of two-byte numbers
 * @param {number[]} order which old axis each new one is
 * @returns {Tensor}
 */
function transposed({ dtype, shape, bytes }, order) {
  const source = new Uint16Array(new Uint8Array(bytes).buffer);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const newShape = order.map((axis) => shape[axis] ?? 1);
  const newStrides = order.map((axis) => strides[axis] ?? 1);
  const target = new Uint16Array(source.length);
  const position = newShape.map(() => 0);
  for (let index = 0; index < target.length; index++) {
    const from = position.reduce((sum, at, axis) => sum + at * (newStrides[axis] ?? 0), 0);
    target[index] = source[from] ?? 0;
    // Counts the position up like the digits of a clock, last axis fastest.
    for (let axis = newShape.length - 1; axis >= 0; axis--) {
      position[axis] = ((position[axis] ?? 0) + 1) % (newShape[axis] ?? 1);
      if (position[axis] !== 0) break;
    }
  }
  return { dtype, shape: newShape, bytes: new Uint8Array(target.buffer) };
}
