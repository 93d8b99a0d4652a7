// The product of two matrices however they lie, in parts over what is summed. An invocation: a tile of 4 × 4, of one
// part; neighbours have neighbouring columns.
@group(0) @binding(0) var<storage, read_write> a: array<f32>; // (m, k) is at m × steps.x + k × steps.y
@group(0) @binding(1) var<storage, read_write> b: array<f32>; // (k, n) is at k × steps.z + n × steps.w
@group(0) @binding(2) var<storage, read_write> parts: array<f32>; // [parts, m, n]
@group(0) @binding(3) var<uniform> sizes: array<vec4u, 3>; // m, n, k, k in a part; steps; parts

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let invocation = id.x + id.y * IN_A_ROW;
  let num_m = sizes[0].x;
  let num_n = sizes[0].y;
  let steps = sizes[1];
  let tiles_m = (num_m + 3u) / 4u;
  let tiles_n = (num_n + 3u) / 4u;
  let part = invocation / (tiles_m * tiles_n);
  if (part >= sizes[2].x) { return; }
  let n = invocation % tiles_n * 4u;
  let m = invocation / tiles_n % tiles_m * 4u;
  let begin = part * sizes[0].w;
  #for i in 4
  var at_a{i} = min(m + {i}u, num_m - 1u) * steps.x + begin * steps.y;
  var at_b{i} = min(n + {i}u, num_n - 1u) * steps.w + begin * steps.z;
  #end
  #for i in 4, j in 4
  var sum{i}_{j} = 0.0;
  #end
  for (var k = begin; k < min(begin + sizes[0].w, sizes[0].z); k++) {
    #for i in 4
    let a{i} = a[at_a{i}];
    let b{i} = b[at_b{i}];
    at_a{i} += steps.y;
    at_b{i} += steps.z;
    #end
    #for i in 4, j in 4
    sum{i}_{j} += a{i} * b{j};
    #end
  }
  #for i in 4, j in 4
  if (m + {i}u < num_m && n + {j}u < num_n) {
    parts[(part * num_m + m + {i}u) * num_n + n + {j}u] = sum{i}_{j};
  }
  #end
}
