// The mean of each channel over the places of a map: an invocation makes four channels.
// input: [NUM_PIXELS][VECTORS] vectors of four channels; output: [VECTORS].
@group(0) @binding(0) var<storage, read> input: array<vec4f, {NUM_PIXELS * VECTORS}>;
@group(0) @binding(1) var<storage, read_write> output: array<vec4f, {VECTORS}>;

@compute @workgroup_size({THREADS})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= VECTORS) { return; }
  var sum = vec4f();
  for (var pixel = 0u; pixel < NUM_PIXELS; pixel++) {
    sum += input[pixel * VECTORS + id.x];
  }
  output[id.x] = sum / f32(NUM_PIXELS);
}
