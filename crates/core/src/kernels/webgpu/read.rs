use crate::error::{Error, Result};
use wide::bytemuck::pod_collect_to_vec;

/// The floats of a buffer, once the device has done what was handed in before.
///
/// # Errors
/// [`Error::DeviceLost`] when the device gives nothing back.
pub async fn read(device: &wgpu::Device, buffer: &wgpu::Buffer) -> Result<Vec<f32>> {
    let lost = |reason: String| Error::DeviceLost { reason };
    let (sender, receiver) = oneshot::channel();
    buffer.map_async(wgpu::MapMode::Read, .., move |mapped| {
        // Whoever asked may have gone away.
        let _ = sender.send(mapped);
    });
    // A browser calls back by itself; a driver has to be asked.
    #[cfg(not(target_arch = "wasm32"))]
    device.poll(wgpu::PollType::wait_indefinitely()).map_err(|error| lost(error.to_string()))?;
    #[cfg(target_arch = "wasm32")]
    let _ = device;
    let mapped = receiver.await.map_err(|error| lost(error.to_string()))?;
    mapped.map_err(|error| lost(error.to_string()))?;
    let view = buffer.get_mapped_range(..).map_err(|error| lost(error.to_string()))?;
    // The bytes may lie where no float may.
    Ok(pod_collect_to_vec::<u8, f32>(&view))
}
