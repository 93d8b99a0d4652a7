use super::Kernel;
use crate::error::{Error, Result};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The compiled shaders of a device, each compiled once, and the layouts of their bindings.
#[derive(Debug, Default)]
pub struct Pipelines {
    compiled: Mutex<HashMap<String, wgpu::ComputePipeline>>,
    layouts: Mutex<HashMap<usize, wgpu::BindGroupLayout>>,
}

impl Pipelines {
    /// The pipelines of `kernels`, in their order.
    ///
    /// # Errors
    /// [`Error::DeviceUnavailable`] with the compiler's words, when one does not compile here.
    pub async fn compile(
        &self,
        device: &wgpu::Device,
        kernels: &[Kernel],
    ) -> Result<Vec<wgpu::ComputePipeline>> {
        // A fault would otherwise end the program, or be seen in the browser's console alone.
        let scope = device.push_error_scope(wgpu::ErrorFilter::Validation);
        let pipelines: Vec<_> =
            kernels.iter().map(|kernel| self.pipeline(device, kernel)).collect();
        match scope.pop().await {
            None => {
                let kept = kernels.iter().map(|kernel| kernel.code.clone());
                lock(&self.compiled).extend(kept.zip(pipelines.iter().cloned()));
                Ok(pipelines)
            }
            Some(fault) => Err(Error::DeviceUnavailable {
                device: "webgpu",
                reason: format!("a shader does not compile: {fault}"),
            }),
        }
    }

    fn pipeline(&self, device: &wgpu::Device, kernel: &Kernel) -> wgpu::ComputePipeline {
        if let Some(known) = lock(&self.compiled).get(&kernel.code) {
            return known.clone();
        }
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some(kernel.label),
            source: wgpu::ShaderSource::Wgsl(kernel.code.as_str().into()),
        });
        let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: None,
            bind_group_layouts: &[Some(&self.layout(device, kernel.num_inputs))],
            immediate_size: 0,
        });
        device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some(kernel.label),
            layout: Some(&layout),
            module: &module,
            entry_point: Some("main"),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            cache: None,
        })
    }

    /// The layout of `num_inputs` buffers that are read, and one behind them that is written.
    pub fn layout(&self, device: &wgpu::Device, num_inputs: usize) -> wgpu::BindGroupLayout {
        let entry = |binding: usize| wgpu::BindGroupLayoutEntry {
            binding: binding as u32,
            visibility: wgpu::ShaderStages::COMPUTE,
            ty: wgpu::BindingType::Buffer {
                ty: wgpu::BufferBindingType::Storage { read_only: binding < num_inputs },
                has_dynamic_offset: false,
                min_binding_size: None,
            },
            count: None,
        };
        let entries: Vec<_> = (0..=num_inputs).map(entry).collect();
        let create = || {
            device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
                label: None,
                entries: &entries,
            })
        };
        lock(&self.layouts).entry(num_inputs).or_insert_with(create).clone()
    }

    /// What the kernel reads and writes, in the order of its bindings.
    pub fn bind(
        &self,
        device: &wgpu::Device,
        kernel: &Kernel,
        buffers: &[wgpu::BindingResource],
    ) -> wgpu::BindGroup {
        let entries: Vec<_> = buffers
            .iter()
            .enumerate()
            .map(|(binding, resource)| wgpu::BindGroupEntry {
                binding: binding as u32,
                resource: resource.clone(),
            })
            .collect();
        device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some(kernel.label),
            layout: &self.layout(device, kernel.num_inputs),
            entries: &entries,
        })
    }
}

/// Each change is one insertion: nobody can find half of one.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
