// The products of the rows of two matrices, a · bᵀ, in parts over the columns. An invocation: a tile of 4 × 4, of one
// part. Rows are read four columns at a time, so their number is a multiple of 4.
@group(0) @binding(0) var<storage, read_write> a: array<vec4f>; // [m, quads × 4]
@group(0) @binding(1) var<storage, read_write> b: array<vec4f>; // [n, quads × 4]
@group(0) @binding(2) var<storage, read_write> parts: array<f32>; // [parts, m, n]
@group(0) @binding(3) var<uniform> sizes: array<vec4u, 2>; // m, n, quads, quads in a part; parts

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let invocation = id.x + id.y * IN_A_ROW;
  let num_m = sizes[0].x;
  let num_n = sizes[0].y;
  let quads = sizes[0].z;
  let tiles_m = (num_m + 3u) / 4u;
  let tiles_n = (num_n + 3u) / 4u;
  let part = invocation / (tiles_m * tiles_n);
  if (part >= sizes[1].x) { return; }
  let m = invocation % tiles_m * 4u;
  let n = invocation / tiles_m % tiles_n * 4u;
  #for i in 4
  let row_a{i} = min(m + {i}u, num_m - 1u) * quads;
  let row_b{i} = min(n + {i}u, num_n - 1u) * quads;
  #end
  #for i in 4, j in 4
  var sum{i}_{j} = 0.0;
  #end
  let begin = part * sizes[0].w;
  for (var k = begin; k < min(begin + sizes[0].w, quads); k++) {
    #for i in 4
    let a{i} = a[row_a{i} + k];
    let b{i} = b[row_b{i} + k];
    #end
    #for i in 4, j in 4
    sum{i}_{j} += dot(a{i}, b{j});
    #end
  }
  #for i in 4, j in 4
  if (m + {i}u < num_m && n + {j}u < num_n) {
    parts[(part * num_m + m + {i}u) * num_n + n + {j}u] = sum{i}_{j};
  }
  #end
}
