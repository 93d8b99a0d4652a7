// Kiln's network as an ONNX model, the form ONNX Runtime Web reads. Numbers in half
// precision stay so, and are cast to float32 by nodes that the runtime folds away when
// it loads the model.

import protobuf from 'protobufjs';
import { tensorNamed } from '../../node/safetensors.mjs';
import { BLOCKS, CLASSIFIER, HEAD, INPUT_SIDE, NUM_CLASSES, STEM, samePadding } from '../architecture.mjs';

/** @import { Tensor } from '../../node/safetensors.mjs' */
/** @import { Convolution } from '../architecture.mjs' */

const FLOAT = 1;
const FLOAT16 = 10;
/** Old enough for every runtime in use, new enough for Clip with inputs. */
const OPSET_VERSION = 17;
const IR_VERSION = 8;
/** Of the pooled output of the head. */
const NUM_FEATURES = 1280;

/** Messages as protobufjs takes them: plain objects with the fields of onnx.proto. */
class Graph {
  /** @type {object[]} */
  nodes = [];
  /** @type {object[]} */
  initializers = [];
  /** @type {Map<string, Tensor>} */
  #weights;

  /** @param {Map<string, Tensor>} weights */
  constructor(weights) {
    this.#weights = weights;
    for (const [name, value] of /** @type {const} */ ([
      ['zero', 0],
      ['six', 6],
    ])) {
      const rawData = new Uint8Array(Float32Array.of(value).buffer);
      this.initializers.push({ dims: [], dataType: FLOAT, name, rawData });
    }
  }

  /**
   * @param {string} opType
   * @param {string[]} input
   * @param {string} output also the node's name
   * @param {Record<string, number | number[]>} [attributes]
   */
  add(opType, input, output, attributes = {}) {
    const attribute = Object.entries(attributes).map(([name, value]) =>
      Array.isArray(value) ? { name, type: 'INTS', ints: value } : { name, type: 'INT', i: value },
    );
    this.nodes.push({ opType, input, output: [output], name: output, attribute });
    return output;
  }

  /** Adds a weight, and the cast that makes float32 of one in half precision. @param {string} name */
  weight(name) {
    const { dtype, shape, bytes } = tensorNamed(this.#weights, name);
    if (dtype === 'F32') {
      this.initializers.push({ dims: shape, dataType: FLOAT, name, rawData: bytes });
      return name;
    }
    if (dtype !== 'F16') throw new Error(`${name} is ${dtype}, neither F32 nor F16`);
    const half = `${name}.f16`;
    this.initializers.push({ dims: shape, dataType: FLOAT16, name: half, rawData: bytes });
    return this.add('Cast', [half], name, { to: FLOAT });
  }

  /** @param {string} input @param {Convolution} convolution */
  convolution(input, convolution) {
    const { name, kind, kernel, stride, hasRelu6 } = convolution;
    const weight = this.weight(`${name}.weight`);
    const bias = this.weight(`${name}.bias`);
    const [before, after] = samePadding(convolution);
    const output = this.add('Conv', [input, weight, bias], `${name}.out`, {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [before, before, after, after],
      group: kind === 'depthwise' ? (tensorNamed(this.#weights, `${name}.weight`).shape[0] ?? 1) : 1,
    });
    return hasRelu6 ? this.add('Clip', [output, 'zero', 'six'], `${name}.relu6`) : output;
  }
}

/**
 * @param {Map<string, Tensor>} weights
 * @param {string} schema the text of onnx.proto
 * @param {'logits' | 'features'} [end] where the network ends
 * @returns {Uint8Array}
 */
export function writeOnnx(weights, schema, end = 'logits') {
  const graph = new Graph(weights);
  let x = graph.convolution('input', STEM);
  for (const [index, { convolutions, isResidual }] of BLOCKS.entries()) {
    const entry = x;
    for (const convolution of convolutions) x = graph.convolution(x, convolution);
    if (isResidual) x = graph.add('Add', [x, entry], `blocks.${index}.sum`);
  }
  x = graph.convolution(x, HEAD);
  x = graph.add('GlobalAveragePool', [x], 'pooled');
  x = graph.add('Flatten', [x], 'features', { axis: 1 });
  if (end === 'logits') {
    const weight = graph.weight(`${CLASSIFIER}.weight`);
    const bias = graph.weight(`${CLASSIFIER}.bias`);
    graph.add('Gemm', [x, weight, bias], 'logits', { transB: 1 });
  }

  const Model = protobuf.parse(schema).root.lookupType('onnx.ModelProto');
  const message = Model.fromObject({
    irVersion: IR_VERSION,
    producerName: 'kiln-bench',
    opsetImport: [{ domain: '', version: OPSET_VERSION }],
    graph: {
      name: 'efficientnet-lite0',
      node: graph.nodes,
      initializer: graph.initializers,
      input: [value('input', [1, 3, INPUT_SIDE, INPUT_SIDE])],
      output: [value(end, [1, end === 'logits' ? NUM_CLASSES : NUM_FEATURES])],
    },
  });
  return Model.encode(message).finish();
}

/** @param {string} name @param {number[]} shape */
function value(name, shape) {
  const dim = shape.map((dimValue) => ({ dimValue }));
  return { name, type: { tensorType: { elemType: FLOAT, shape: { dim } } } };
}
