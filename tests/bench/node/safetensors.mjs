// Reads and writes safetensors: eight bytes with the length of a JSON header, the
// header, then the numbers. https://github.com/huggingface/safetensors#format

/**
 * @typedef {object} Tensor
 * @property {'F16' | 'F32' | 'U8' | 'I8'} dtype
 * @property {number[]} shape
 * @property {Uint8Array} bytes little-endian
 */

/**
 * @param {Buffer} file
 * @returns {Map<string, Tensor>}
 */
export function readSafetensors(file) {
  const headerEnd = 8 + Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.toString('utf8', 8, headerEnd));
  delete header.__metadata__;
  return new Map(
    Object.entries(header).map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [start, end],
        },
      ]) => [name, { dtype, shape, bytes: file.subarray(headerEnd + start, headerEnd + end) }],
    ),
  );
}

/**
 * @param {Map<string, Tensor>} tensors
 * @returns {Buffer}
 */
export function writeSafetensors(tensors) {
  let end = 0;
  const entries = [...tensors].map(([name, { dtype, shape, bytes }]) => {
    const start = end;
    end += bytes.byteLength;
    return [name, { dtype, shape, data_offsets: [start, end] }];
  });
  const json = JSON.stringify(Object.fromEntries(entries));
  // Padded with spaces, so that the numbers start at a multiple of eight.
  const header = Buffer.from(json.padEnd(Math.ceil(json.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, ...[...tensors.values()].map(({ bytes }) => bytes)]);
}

/**
 * @param {Map<string, Tensor>} tensors
 * @param {string} name
 */
export function tensorNamed(tensors, name) {
  const tensor = tensors.get(name);
  if (!tensor) throw new Error(`There is no tensor ${name}`);
  return tensor;
}

/** Behind the name of an array of 8-bit integers: the array of its scales, one per output channel. */
const SCALE_SUFFIX = '::scale';

/**
 * All tensors as float32, 8-bit integers multiplied by their scales: what Kiln computes with.
 * @param {Map<string, Tensor>} tensors
 * @returns {Map<string, Tensor>}
 */
export function expanded(tensors) {
  const arrays = [...tensors].filter(([name]) => !name.endsWith(SCALE_SUFFIX));
  return new Map(arrays.map(([name, tensor]) => [name, expand(name, tensor, tensors)]));
}

/** @param {string} name @param {Tensor} tensor @param {Map<string, Tensor>} tensors @returns {Tensor} */
function expand(name, tensor, tensors) {
  const { dtype, shape, bytes } = tensor;
  if (dtype === 'F32') return tensor;
  if (dtype !== 'I8') throw new Error(`${name} is ${dtype}, neither F32 nor I8`);
  const scales = float32(tensorNamed(tensors, `${name}${SCALE_SUFFIX}`));
  const integers = new Int8Array(new Uint8Array(bytes).buffer);
  const perChannel = integers.length / scales.length;
  // The product is rounded to 32 bits when it is stored, as in Rust.
  const values = Float32Array.from(integers, (value, at) => value * (scales[Math.floor(at / perChannel)] ?? 0));
  return { dtype: 'F32', shape, bytes: new Uint8Array(values.buffer) };
}

/** The numbers of an F32 tensor. @param {Tensor} tensor */
export function float32(tensor) {
  if (tensor.dtype !== 'F32') throw new Error(`The tensor is ${tensor.dtype}, not F32`);
  // Copied, since a Float32Array has to begin at a multiple of four.
  return new Float32Array(new Uint8Array(tensor.bytes).buffer);
}
