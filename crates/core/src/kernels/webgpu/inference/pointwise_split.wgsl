// A 1 × 1 convolution over a small map, which would leave most of a card without work: the inputs are divided among
// SLICES invocations, whose sums meet in the workgroup's memory. A workgroup makes PIXELS pixels of 4 · VECTORS
// channels. input: [NUM_PIXELS][IN] vectors of four channels; output and residual: [NUM_PIXELS][OUT].
@group(0) @binding(0) var<storage, read> input: array<vec4f, {NUM_PIXELS * IN}>;
#if RESIDUAL
@group(0) @binding(3) var<storage, read> residual: array<vec4f, {NUM_PIXELS * OUT}>;
#end
@group(0) @binding({3 + RESIDUAL}) var<storage, read_write> output: array<vec4f, {NUM_PIXELS * OUT}>;
var<workgroup> sums: array<vec4f, {SLICES * PIXELS * VECTORS}>;

@compute @workgroup_size({VECTORS}, {SLICES})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) id: vec3u) {
  let outputs = group.x % {GROUPS_ACROSS}u * VECTORS + id.x;
  let pixel = group.x / {GROUPS_ACROSS}u * PIXELS;
  #for i in PIXELS
  var sum{i} = vec4f();
  #end
  for (var k = id.y; k < IN; k += SLICES) {
    let block = weights_of(k, outputs);
    #for i in PIXELS
    sum{i} += block * input[(pixel + {i}u) * IN + k];
    #end
  }
  #for i in PIXELS
  sums[(id.y * PIXELS + {i}u) * VECTORS + id.x] = sum{i};
  #end
  workgroupBarrier();
  for (var i = id.y; i < PIXELS; i += SLICES) {
    var sum = vec4f();
    for (var slice = 0u; slice < SLICES; slice++) {
      sum += sums[(slice * PIXELS + i) * VECTORS + id.x];
    }
    let at = (pixel + i) * OUT + outputs;
    var value = finish(sum, outputs);
    #if RESIDUAL
    value += residual[at];
    #end
    #if RELU6
    value = clamp(value, vec4f(), vec4f(6.0));
    #end
    output[at] = value;
  }
}
