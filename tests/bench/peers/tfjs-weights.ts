/// <reference lib="esnext.float16" />
/** Hands half-precision safetensors to TensorFlow.js, once, as float32. */
import * as tf from '@tensorflow/tfjs-core';

type Header = Record<string, { shape: number[]; data_offsets: [number, number] }>;

export function readTensors(file: Uint8Array<ArrayBuffer>): (name: string) => tf.Tensor {
  const headerLength = Number(new DataView(file.buffer).getBigUint64(0, true));
  const dataStart = 8 + headerLength;
  const header: Header = JSON.parse(new TextDecoder().decode(file.subarray(8, dataStart)));
  const tensors = new Map(
    Object.entries(header).map(
      ([
        name,
        {
          shape,
          data_offsets: [start, end],
        },
      ]) => {
        const half = new Float16Array(file.buffer, dataStart + start, (end - start) / 2);
        return [name, tf.keep(tf.tensor(new Float32Array(half), shape))];
      },
    ),
  );
  return (name) => {
    const tensor = tensors.get(name);
    if (!tensor) throw new Error(`There is no tensor ${name}`);
    return tensor;
  };
}
