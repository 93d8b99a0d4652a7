use crate::device::DeviceKind;
#[cfg(feature = "burn")]
use burn::tensor::Device;

/// An engine that runs a network.
#[derive(Debug, Clone)]
pub enum Engine {
    /// The fused kernels on the CPU; networks without a fused form run on Burn's layers there.
    FusedCpu,
    /// Burn's own layers on a device of any kind.
    #[cfg(feature = "burn")]
    Burn(Device, DeviceKind),
}

impl Engine {
    /// The kind of device that it runs on.
    pub fn device_kind(&self) -> DeviceKind {
        match self {
            Self::FusedCpu => DeviceKind::Cpu,
            #[cfg(feature = "burn")]
            Self::Burn(_, kind) => *kind,
        }
    }

    /// The device of Burn's layers.
    #[cfg(feature = "flex")]
    pub fn burn_device(&self) -> Device {
        match self {
            Self::FusedCpu => crate::device::cpu(),
            Self::Burn(device, _) => device.clone(),
        }
    }

    /// The device of Burn's layers.
    #[cfg(all(feature = "burn", not(feature = "flex")))]
    pub fn burn_device(&self) -> Device {
        match self {
            // Without Burn's CPU backend there is no other device than the one that was opened.
            Self::FusedCpu => Device::default(),
            Self::Burn(device, _) => device.clone(),
        }
    }
}
