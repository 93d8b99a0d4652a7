/** EfficientNet-Lite0 in TensorFlow.js's fused operations. */
import * as tf from '@tensorflow/tfjs-core';
import { BLOCKS, CLASSIFIER, HEAD, STEM, type Convolution } from './architecture.mjs';

type Weights = (name: string) => tf.Tensor;

/** `[1, 224, 224, 3]` to the pooled features, `[1, 1280]`. Call it inside `tf.tidy`. */
export function lite0Features(input: tf.Tensor4D, weights: Weights): tf.Tensor2D {
  let x = convolution(input, STEM, weights);
  for (const { convolutions, isResidual } of BLOCKS) {
    const entry = x;
    for (const layer of convolutions) x = convolution(x, layer, weights);
    if (isResidual) x = tf.add(x, entry);
  }
  x = convolution(x, HEAD, weights);
  return tf.mean<tf.Tensor2D>(x, [1, 2]);
}

/** `[1, 224, 224, 3]` to `[1, 1000]`. Call it inside `tf.tidy`. */
export function lite0(input: tf.Tensor4D, weights: Weights): tf.Tensor2D {
  return tf.fused.matMul({
    a: lite0Features(input, weights),
    b: weights(`${CLASSIFIER}.weight`) as tf.Tensor2D,
    bias: weights(`${CLASSIFIER}.bias`),
  }) as tf.Tensor2D;
}

function convolution(x: tf.Tensor4D, layer: Convolution, weights: Weights): tf.Tensor4D {
  const { name, kind, stride, hasRelu6 } = layer;
  const convolve = kind === 'depthwise' ? tf.fused.depthwiseConv2d : tf.fused.conv2d;
  return convolve({
    x,
    filter: weights(`${name}.weight`) as tf.Tensor4D,
    bias: weights(`${name}.bias`) as tf.Tensor1D,
    strides: stride,
    // The padding the network was trained with, and XNNPACK has a flag for it.
    pad: 'same',
    activation: hasRelu6 ? 'relu6' : 'linear',
  });
}
