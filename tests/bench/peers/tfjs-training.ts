/** The same two jobs in TensorFlow.js, on whatever backend has been started. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { CNN, HEAD, NUM_BATCHES, fixedNumbers, type TrainingRunner } from '../page/training.js';

type Variables = Record<string, tf.Variable>;

export function tfjsTraining(): TrainingRunner {
  const cnn = cnnVariables();
  const cnnOptimiser = tf.train.adam(CNN.learningRate);
  const numValues = CNN.side * CNN.side * 3;
  const batches = Array.from({ length: NUM_BATCHES }, () =>
    Float32Array.from(fixedNumbers(CNN.batchSize * numValues, 256), (value) => value / 255),
  );
  const labels = oneHot(CNN.batchSize, CNN.numClasses);
  let next = 0;
  const cnnStep = (): tf.Scalar => {
    const values = batches[next % NUM_BATCHES] ?? new Float32Array();
    next += 1;
    return tf.tidy(() => {
      const input = tf.tensor4d(values, [CNN.batchSize, CNN.side, CNN.side, 3]);
      const targets = tf.tensor2d(labels, [CNN.batchSize, CNN.numClasses]);
      const loss = cnnOptimiser.minimize(() => crossEntropy(cnnLogits(input, cnn), targets), true);
      if (!loss) throw new Error('there is no loss');
      return loss;
    });
  };
  const valueOf = async (loss: tf.Scalar): Promise<number> => {
    const [value = Number.NaN] = await loss.data();
    loss.dispose();
    return value;
  };

  const rows = Array.from({ length: HEAD.numRows }, (_, row) =>
    Float32Array.from(fixedNumbers(HEAD.numFeatures, 1000), (value) => ((value + row) % 1000) / 1000),
  );
  let head: Variables = {};
  let headOptimiser = tf.train.adam(1e-3);
  return {
    step: () => valueOf(cnnStep()),
    async steps(count) {
      for (let index = 1; index < count; index += 1) cnnStep().dispose();
      await valueOf(cnnStep());
    },
    async startHead() {
      Object.values(head).forEach((variable) => variable.dispose());
      headOptimiser.dispose();
      headOptimiser = tf.train.adam(1e-3);
      head = {
        w1: glorot([HEAD.numFeatures, HEAD.hidden]),
        b1: tf.variable(tf.zeros([HEAD.hidden])),
        w2: glorot([HEAD.hidden, HEAD.numClasses]),
        b2: tf.variable(tf.zeros([HEAD.numClasses])),
      };
    },
    async headEpoch() {
      let last: tf.Scalar | null = null;
      for (let start = 0; start < HEAD.numRows; start += HEAD.batchSize) {
        const batch = rows.slice(start, start + HEAD.batchSize);
        last?.dispose();
        last = tf.tidy((): tf.Scalar => {
          const input = tf.tensor2d(flat(batch), [batch.length, HEAD.numFeatures]);
          const targets = tf.tensor2d(oneHot(batch.length, HEAD.numClasses), [batch.length, HEAD.numClasses]);
          const loss = headOptimiser.minimize(() => crossEntropy(headLogits(input, head), targets), true);
          if (!loss) throw new Error('there is no loss');
          return loss;
        });
      }
      if (last) await valueOf(last);
    },
  };
}

function flat(rows: Float32Array[]): Float32Array {
  const all = new Float32Array(rows.length * HEAD.numFeatures);
  rows.forEach((row, index) => all.set(row, index * HEAD.numFeatures));
  return all;
}

function get(variables: Variables, name: string): tf.Variable {
  const variable = variables[name];
  if (!variable) throw new Error(`there is no ${name}`);
  return variable;
}

function cnnVariables(): Variables {
  const zeros = (length: number) => tf.variable(tf.zeros([length]));
  return {
    k1: glorot([3, 3, 3, 32]),
    c1: zeros(32),
    k2: glorot([3, 3, 32, 64]),
    c2: zeros(64),
    w1: glorot([8 * 8 * 64, 64]),
    b1: zeros(64),
    w2: glorot([64, CNN.numClasses]),
    b2: zeros(CNN.numClasses),
  };
}

function cnnLogits(input: tf.Tensor4D, variables: Variables): tf.Tensor2D {
  const conv = (x: tf.Tensor4D, kernel: string, bias: string) =>
    tf.maxPool(
      tf.relu(
        tf.add(tf.conv2d(x, get(variables, kernel) as tf.Tensor4D, 1, 'same'), get(variables, bias)),
      ) as tf.Tensor4D,
      2,
      2,
      'valid',
    );
  const flat = tf.reshape(conv(conv(input, 'k1', 'c1'), 'k2', 'c2'), [CNN.batchSize, -1]);
  return headLogits(flat as tf.Tensor2D, variables);
}

function headLogits(input: tf.Tensor2D, variables: Variables): tf.Tensor2D {
  const hidden = tf.relu(tf.add(tf.matMul(input, get(variables, 'w1')), get(variables, 'b1')));
  return tf.add(tf.matMul(hidden, get(variables, 'w2')), get(variables, 'b2'));
}

function crossEntropy(logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar {
  return tf.losses.softmaxCrossEntropy(targets, logits) as tf.Scalar;
}

function oneHot(count: number, numClasses: number): Float32Array {
  return Float32Array.from({ length: count * numClasses }, (_, i) =>
    Math.floor(i / numClasses) % numClasses === i % numClasses ? 1 : 0,
  );
}

function glorot(shape: number[]): tf.Variable {
  const outputs = shape.at(-1) ?? 1;
  const area = shape.length === 4 ? (shape[0] ?? 1) * (shape[1] ?? 1) : 1;
  const inputs = shape.at(-2) ?? 1;
  const limit = Math.sqrt(6 / (area * (inputs + outputs)));
  return tf.variable(tf.randomUniform(shape, -limit, limit));
}
