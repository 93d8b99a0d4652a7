/// A shader for one layer, and how often it runs.
///
/// Its bindings are all in group 0 and from 0 on: buffers that it reads, then the one that it writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kernel {
    /// The name in messages of the browser and the driver.
    pub label: &'static str,
    /// The whole WGSL text; its entry point is `main`.
    pub code: String,
    /// Number of buffers that are read.
    pub num_inputs: usize,
    /// Number of workgroups, along the first axis.
    pub num_workgroups: u32,
}
