/** The same two jobs in jax-js on WebGPU: loss, gradients and Adam of a step are one jitted function. */
import { blockUntilReady, jit, lax, nn, numpy as np, random, tree, valueAndGrad } from '@jax-js/jax';
import { CNN, HEAD, NUM_BATCHES, fixedNumbers, type TrainingRunner } from '../page/training.js';

type Arrays = Record<string, np.Array>;
type Loss = (parameters: Arrays, x: np.Array, y: np.Array) => np.Array;
type Convolution = (x: np.Array, weight: np.Array, bias: np.Array) => np.Array;

/** The library's own convolution. */
const plain: Convolution = (x, weight, bias) => nn.relu(lax.convGeneralDilated(x, weight, [1, 1], 'SAME').add(bias));

/** Columns of patches by hand, so that the library's matrix product does the work. */
const im2col: Convolution = (x, weight, bias) => {
  const [batch = 0, channels = 0, height = 0, width = 0] = x.shape;
  const [outputs = 0] = weight.shape;
  const border: [number, number][] = [
    [0, 0],
    [0, 0],
    [1, 1],
    [1, 1],
  ];
  const padded = np.pad(np.transpose(x, [1, 0, 2, 3]), border);
  const columns: np.Array[] = [];
  for (let row = 0; row < 3; row += 1) {
    for (let column = 0; column < 3; column += 1) {
      const patch = padded.ref.slice([], [], [row, row + height], [column, column + width]);
      columns.push(patch.reshape([channels, 1, batch * height * width]));
    }
  }
  padded.dispose();
  const patches = np.concatenate(columns, 1).reshape([channels * 9, batch * height * width]);
  const y = np.dot(weight.reshape([outputs, channels * 9]), patches);
  return nn.relu(np.transpose(y.reshape([outputs, batch, height, width]), [1, 0, 2, 3]).add(bias));
};

export function jaxTraining(isIm2col: boolean): TrainingRunner {
  const cnn = trainer(cnnLoss(isIm2col ? im2col : plain), cnnParameters(), CNN.learningRate);
  const numValues = CNN.side * CNN.side * 3;
  const batches = Array.from({ length: NUM_BATCHES }, () =>
    Float32Array.from(fixedNumbers(CNN.batchSize * numValues, 256), (value) => value / 255),
  );
  const labels = oneHot(CNN.batchSize, CNN.numClasses);
  let next = 0;
  const cnnStep = (): np.Array => {
    const values = batches[next % NUM_BATCHES] ?? new Float32Array();
    next += 1;
    const x = np.array(values).reshape([CNN.batchSize, 3, CNN.side, CNN.side]);
    return cnn.step(x, np.array(labels).reshape([CNN.batchSize, CNN.numClasses]));
  };

  const rows = new Float32Array(HEAD.numRows * HEAD.numFeatures);
  for (let row = 0; row < HEAD.numRows; row += 1) {
    const values = fixedNumbers(HEAD.numFeatures, 1000).map((value) => ((value + row) % 1000) / 1000);
    rows.set(values, row * HEAD.numFeatures);
  }
  const allRows = np.array(rows).reshape([HEAD.numRows, HEAD.numFeatures]);
  const allLabels = np.array(oneHot(HEAD.numRows, HEAD.numClasses)).reshape([HEAD.numRows, HEAD.numClasses]);
  let head: Trainer | null = null;
  return {
    async step() {
      const loss = await valueOf(cnnStep());
      await cnn.ready();
      return loss;
    },
    async steps(count) {
      for (let index = 0; index < count; index += 1) cnnStep().dispose();
      await cnn.ready();
    },
    async startHead() {
      head?.dispose();
      head = trainer(headLoss, headParameters(), 1e-3);
    },
    async headEpoch() {
      if (!head) throw new Error('there is no head');
      const order = Int32Array.from({ length: HEAD.numRows }, (_, row) => row);
      let last: np.Array | null = null;
      for (let start = 0; start < HEAD.numRows; start += HEAD.batchSize) {
        const at = np.array(order.slice(start, start + HEAD.batchSize), { dtype: np.int32 });
        last?.dispose();
        last = head.step(allRows.ref.slice(at.ref), allLabels.ref.slice(at));
      }
      if (last) await valueOf(last);
      await head.ready();
    },
  };
}

interface Trainer {
  /** One step; its loss, still on the device. */
  step(x: np.Array, y: np.Array): np.Array;
  ready(): Promise<unknown>;
  dispose(): void;
}

/** Adam with the constants of Kiln's. The library takes what a function is given: `.ref` keeps it. */
function trainer(loss: Loss, parameters: Arrays, learningRate: number): Trainer {
  const lossAndGradients = valueAndGrad(loss);
  const step = jit((p: Arrays, m: Arrays, v: Arrays, t: np.Array, x: np.Array, y: np.Array) => {
    const [value, gradients] = lossAndGradients(tree.ref(p), x, y);
    const number = t.add(1);
    const first = np.subtract(1, np.power(0.9, number.ref));
    const second = np.subtract(1, np.power(0.999, number.ref));
    const next: [Arrays, Arrays, Arrays] = [{}, {}, {}];
    for (const name of Object.keys(p)) {
      const gradient = of(gradients, name);
      const mean = of(m, name).mul(0.9).add(gradient.ref.mul(0.1));
      const square = of(v, name).mul(0.999).add(np.square(gradient).mul(0.001));
      next[1][name] = mean.ref;
      next[2][name] = square.ref;
      const size = np.sqrt(square.div(second.ref)).add(1e-7);
      next[0][name] = of(p, name).sub(mean.div(first.ref).mul(learningRate).div(size));
    }
    first.dispose();
    second.dispose();
    return [...next, number, value] as [Arrays, Arrays, Arrays, np.Array, np.Array];
  });
  let state: [Arrays, Arrays, Arrays, np.Array] = [
    parameters,
    zerosLike(parameters),
    zerosLike(parameters),
    np.array(0),
  ];
  return {
    step(x, y) {
      const [p, m, v, t, value] = step(...state, x, y);
      state = [p, m, v, t];
      return value;
    },
    ready: () => blockUntilReady(state[0]),
    dispose: () => tree.dispose(state),
  };
}

async function valueOf(loss: np.Array): Promise<number> {
  return (await loss.jsAsync()) as number;
}

function of(arrays: Arrays, name: string): np.Array {
  const array = arrays[name];
  if (!array) throw new Error(`there is no ${name}`);
  return array;
}

function zerosLike(arrays: Arrays): Arrays {
  return Object.fromEntries(Object.entries(arrays).map(([name, { shape }]) => [name, np.zeros(shape)]));
}

function cnnParameters(): Arrays {
  const keys = random.split(random.key(0), 4);
  return {
    k1: glorot(keys.ref.slice(0), [32, 3, 3, 3]),
    c1: np.zeros([32, 1, 1]),
    k2: glorot(keys.ref.slice(1), [64, 32, 3, 3]),
    c2: np.zeros([64, 1, 1]),
    w1: glorot(keys.ref.slice(2), [8 * 8 * 64, 64]),
    b1: np.zeros([64]),
    w2: glorot(keys.slice(3), [64, CNN.numClasses]),
    b2: np.zeros([CNN.numClasses]),
  };
}

function headParameters(): Arrays {
  const keys = random.split(random.key(1), 2);
  return {
    w1: glorot(keys.ref.slice(0), [HEAD.numFeatures, HEAD.hidden]),
    b1: np.zeros([HEAD.hidden]),
    w2: glorot(keys.slice(1), [HEAD.hidden, HEAD.numClasses]),
    b2: np.zeros([HEAD.numClasses]),
  };
}

function cnnLoss(convolution: Convolution): Loss {
  const block = (x: np.Array, parameters: Arrays, weight: string, bias: string): np.Array =>
    pool(convolution(x, of(parameters, weight), of(parameters, bias)));
  return (parameters, x, y) => {
    const maps = block(block(x, parameters, 'k1', 'c1'), parameters, 'k2', 'c2');
    return headLoss(parameters, maps.reshape([CNN.batchSize, -1]), y);
  };
}

/** Over a reshaped array, which is faster here than the library's windows. */
function pool(x: np.Array): np.Array {
  const [batch = 0, channels = 0, height = 0, width = 0] = x.shape;
  return np.max(x.reshape([batch, channels, height / 2, 2, width / 2, 2]), [3, 5]);
}

function headLoss(parameters: Arrays, x: np.Array, y: np.Array): np.Array {
  const hidden = nn.relu(np.dot(x, of(parameters, 'w1')).add(of(parameters, 'b1')));
  const logits = np.dot(hidden, of(parameters, 'w2')).add(of(parameters, 'b2'));
  const [batch = 1] = y.shape;
  return nn
    .logSoftmax(logits)
    .mul(y)
    .sum()
    .mul(-1 / batch);
}

function oneHot(count: number, numClasses: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: count * numClasses }, (_, i) =>
    Math.floor(i / numClasses) % numClasses === i % numClasses ? 1 : 0,
  );
}

function glorot(key: np.Array, shape: number[]): np.Array {
  // `[out, in, …]` for convolutions, `[in, out]` for dense layers: the sum is the same.
  const area = shape.slice(2).reduce((product, side) => product * side, 1);
  const limit = Math.sqrt(6 / (area * ((shape[0] ?? 1) + (shape[1] ?? 1))));
  return random.uniform(key, shape, { minval: -limit, maxval: limit });
}
