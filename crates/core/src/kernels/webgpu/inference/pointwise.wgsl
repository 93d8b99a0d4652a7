// A 1 × 1 convolution: an invocation makes PIXELS pixels of four channels.
// input: [NUM_PIXELS][IN] vectors of four channels; output and residual: [NUM_PIXELS][OUT].
@group(0) @binding(0) var<storage, read> input: array<vec4f, {NUM_PIXELS * IN}>;
#if RESIDUAL
@group(0) @binding(3) var<storage, read> residual: array<vec4f, {NUM_PIXELS * OUT}>;
#end
@group(0) @binding({3 + RESIDUAL}) var<storage, read_write> output: array<vec4f, {NUM_PIXELS * OUT}>;

@compute @workgroup_size({THREADS})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let outputs = id.x % OUT;
  let pixel = id.x / OUT * PIXELS;
  if (pixel >= NUM_PIXELS) { return; }
  #for i in PIXELS
  var sum{i} = vec4f();
  #end
  for (var k = 0u; k < IN; k++) {
    let block = weights_of(k, outputs);
    #for i in PIXELS
    sum{i} += block * input[(pixel + {i}u) * IN + k];
    #end
  }
  #for i in PIXELS
  {
    let at = (pixel + {i}u) * OUT + outputs;
    var value = finish(sum{i}, outputs);
    #if RESIDUAL
    value += residual[at];
    #end
    #if RELU6
    value = clamp(value, vec4f(), vec4f(6.0));
    #end
    output[at] = value;
  }
  #end
}
