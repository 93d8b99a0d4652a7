//! `--device` to an engine of the core.

use anyhow::Result;
use clap::ValueEnum;
use kiln_core::{device::DeviceKind, inference::Engine};

/// Where a model runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DeviceChoice {
    /// The fastest one that this build has and this machine answers for.
    Auto,
    /// The processor, with the fused kernels the page uses.
    Cpu,
    /// The processor, with Burn's own layers: slower, for comparison.
    CpuBurn,
    /// The graphics card (only in builds with the feature `webgpu`).
    Webgpu,
}

impl DeviceChoice {
    /// Opens the device.
    pub fn open(self) -> Result<Engine> {
        match self {
            // Measuring would take longer than most calls; the fused kernels answer at once.
            Self::Auto | Self::Cpu => Ok(Engine::FusedCpu),
            Self::CpuBurn => Ok(Engine::Burn(kiln_core::device::cpu(), DeviceKind::Cpu)),
            Self::Webgpu => open_webgpu(),
        }
    }
}

#[cfg(feature = "webgpu")]
fn open_webgpu() -> Result<Engine> {
    let gpu = pollster::block_on(kiln_core::device::open_webgpu())?;
    Ok(Engine::webgpu(gpu))
}

#[cfg(not(feature = "webgpu"))]
fn open_webgpu() -> Result<Engine> {
    anyhow::bail!(
        "this build has no WebGPU; build with: cargo install --path crates/cli --features webgpu"
    )
}
