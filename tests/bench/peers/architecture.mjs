// EfficientNet-Lite0 as data, once for every peer: the ONNX writer and the
// TensorFlow.js graph both follow it. Batch norm is folded into the convolutions,
// as in the weights Kiln ships, so every convolution has a bias.
//
// Source: M. Tan, Q. V. Le, "EfficientNet", ICML 2019, arXiv:1905.11946; the Lite
// variant as in tensorflow/tpu (models/official/efficientnet/lite).

export const INPUT_SIDE = 224;
export const NUM_CLASSES = 1000;

/**
 * @typedef {object} Convolution
 * @property {string} name the tensors are `<name>.weight` and `<name>.bias`
 * @property {'dense' | 'depthwise'} kind
 * @property {number} kernel
 * @property {number} stride
 * @property {boolean} hasRelu6
 *
 * @typedef {object} Block
 * @property {Convolution[]} convolutions
 * @property {boolean} isResidual whether the block's input is added to its output
 */

/** [repeats, kernel, stride of the first, expansion, channels in, channels out] */
const STAGES = /** @type {const} */ ([
  [1, 3, 1, 1, 32, 16],
  [2, 3, 2, 6, 16, 24],
  [2, 5, 2, 6, 24, 40],
  [3, 3, 2, 6, 40, 80],
  [3, 5, 1, 6, 80, 112],
  [4, 5, 2, 6, 112, 192],
  [1, 3, 1, 6, 192, 320],
]);

/** @type {Convolution} */
export const STEM = { name: 'stem', kind: 'dense', kernel: 3, stride: 2, hasRelu6: true };

/** @type {Convolution} */
export const HEAD = { name: 'head', kind: 'dense', kernel: 1, stride: 1, hasRelu6: true };

/** The last, fully connected layer, over the mean of the head's output. */
export const CLASSIFIER = 'classifier';

/** @type {Block[]} */
export const BLOCKS = STAGES.flatMap(([repeats, kernel, stride, expansion, inside, outside]) =>
  Array.from({ length: repeats }, (_, repeat) => ({
    kernel,
    stride: repeat === 0 ? stride : 1,
    isExpanded: expansion > 1,
    isResidual: repeat > 0 || (stride === 1 && Number(inside) === Number(outside)),
  })),
).map(({ kernel, stride, isExpanded, isResidual }, index) => {
  const name = `blocks.${index}`;
  return {
    isResidual,
    convolutions: [
      ...(isExpanded ? [pointwise(`${name}.expand`, true)] : []),
      { name: `${name}.depthwise`, kind: 'depthwise', kernel, stride, hasRelu6: true },
      pointwise(`${name}.project`, false),
    ],
  };
});

/** @param {string} name @param {boolean} hasRelu6 @returns {Convolution} */
function pointwise(name, hasRelu6) {
  return { name, kind: 'dense', kernel: 1, stride: 1, hasRelu6 };
}

/**
 * TensorFlow's SAME padding, for a length the stride divides: the odd pixel goes behind.
 * @param {Convolution} convolution
 * @returns {[number, number]} before, after
 */
export function samePadding({ kernel, stride }) {
  const total = kernel - stride;
  const before = Math.floor(total / 2);
  return [before, total - before];
}
