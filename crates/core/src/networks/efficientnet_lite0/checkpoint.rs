use super::BLOCKS;
use crate::error::{Error, Result};
use crate::format::{Weight, Weights};

/// Added to the running variance; some variances of the checkpoint are exactly 0.
/// Source: `BN_EPSILON` of `efficientnet_lite_pytorch` 0.1.0.
const BATCH_NORM_EPSILON: f64 = 1e-3;

/// Turns the published PyTorch checkpoint into this network's weights: names become those of the
/// module, and every batch normalisation is folded into the convolution before it.
///
/// # Errors
/// [`Error::ModelDamaged`] when a tensor is missing or has another shape.
pub fn convert_checkpoint(checkpoint: &Weights) -> Result<Weights> {
    let mut converted = Weights::default();
    let mut fold = |convolution: String, norm: String, name: String| {
        let (weight, bias) = fold_batch_norm(checkpoint, &convolution, &norm)?;
        converted.0.insert(format!("{name}.weight"), weight);
        converted.0.insert(format!("{name}.bias"), bias);
        Ok::<(), Error>(())
    };
    fold("_conv_stem".into(), "_bn0".into(), "stem".into())?;
    for (index, block) in BLOCKS.iter().enumerate() {
        let (from, to) = (format!("_blocks.{index}"), format!("blocks.{index}"));
        if block.expansion > 1 {
            fold(format!("{from}._expand_conv"), format!("{from}._bn0"), format!("{to}.expand"))?;
        }
        fold(format!("{from}._depthwise_conv"), format!("{from}._bn1"), format!("{to}.depthwise"))?;
        fold(format!("{from}._project_conv"), format!("{from}._bn2"), format!("{to}.project"))?;
    }
    fold("_conv_head".into(), "_bn1".into(), "head".into())?;
    for part in ["weight", "bias"] {
        let dense = find(checkpoint, &format!("_fc.{part}"))?;
        converted.0.insert(format!("classifier.{part}"), dense.clone());
    }
    Ok(converted)
}

/// γ·(w∗x − μ)/√(σ² + ε) + β as one convolution: w·s and β − μ·s with s = γ/√(σ² + ε).
/// Computed in 64 bits, so that the folding itself costs no precision.
fn fold_batch_norm(
    checkpoint: &Weights,
    convolution: &str,
    norm: &str,
) -> Result<(Weight, Weight)> {
    let weight = find(checkpoint, &format!("{convolution}.weight"))?;
    let num_outputs = weight.shape[0];
    let part = |name: &str| checkpoint.get(&format!("{norm}.{name}"), &[num_outputs]);
    let (gamma, beta) = (part("weight")?, part("bias")?);
    let (mean, variance) = (part("running_mean")?, part("running_var")?);

    let mut folded = weight.clone();
    let mut bias = Vec::with_capacity(num_outputs);
    let values_per_output = weight.values.len() / num_outputs;
    for (output, values) in folded.values.chunks_exact_mut(values_per_output).enumerate() {
        let scale =
            f64::from(gamma[output]) / (f64::from(variance[output]) + BATCH_NORM_EPSILON).sqrt();
        for value in values {
            *value = (f64::from(*value) * scale) as f32;
        }
        bias.push((f64::from(beta[output]) - f64::from(mean[output]) * scale) as f32);
    }
    Ok((folded, Weight { shape: vec![num_outputs], values: bias.into() }))
}

fn find<'a>(checkpoint: &'a Weights, name: &str) -> Result<&'a Weight> {
    let weight = checkpoint.0.get(name).filter(|weight| !weight.values.is_empty());
    weight.ok_or_else(|| Error::ModelDamaged { reason: format!("the tensor {name} is missing") })
}
