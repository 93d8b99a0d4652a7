use super::{Architecture, HIDDEN_UNITS, NUM_UNFROZEN, PIXEL_SIDE, unfrozen_features};
use burn::nn::PaddingConfig2d;
use burn::nn::pool::MaxPool2dConfig;
use burn::tensor::{
    Tensor,
    activation::{log_sigmoid, relu, sigmoid, tanh},
    module::conv2d,
    ops::ConvOptions,
};

/// What dropout leaves of the hidden layer, `[batch, hidden]`: 0 or 1 ÷ (1 − rate). Drawn by the
/// caller, so that a run is the same on every device.
pub type DropoutMask = Tensor<2>;

/// Inputs to logits.
///
/// A network whose last layer is one sigmoid for two classes gives `[0, z]`, whose softmax is that
/// sigmoid; an MLP for more classes gives the logarithms of its sigmoids. So a softmax makes
/// probabilities of every network's logits.
///
/// # Shapes
/// - `parameters`: those of [`super::parameters`], each flattened to `[values]`
/// - `input`: `[batch, values]`, pixels and activations in the order `[channel, row, column]`
/// - returns: `[batch, classes]`
pub fn forward(
    architecture: Architecture,
    num_classes: usize,
    parameters: &[Tensor<1>],
    input: Tensor<2>,
    dropout: Option<DropoutMask>,
) -> Tensor<2> {
    if architecture == Architecture::FineTune {
        let (unfrozen, head) = parameters.split_at(NUM_UNFROZEN);
        let features = unfrozen_features(unfrozen, input);
        return forward(Architecture::Transfer, num_classes, head, features, dropout);
    }
    let outputs = architecture.num_outputs(num_classes);
    let drop = |hidden: Tensor<2>| match dropout {
        Some(mask) => hidden * mask,
        None => hidden,
    };
    let z = match (architecture, parameters) {
        (Architecture::Transfer, [weight, bias]) => dense(drop(input), weight, bias, outputs),
        (Architecture::Transfer, [hidden, hidden_bias, weight, bias, ..]) => {
            let units = hidden_bias.dims()[0];
            let x = drop(relu(dense(input, hidden, hidden_bias, units)));
            dense(x, weight, bias, outputs)
        }
        (Architecture::Mlp, [hidden, hidden_bias, weight, bias, ..]) => {
            let x = drop(sigmoid(dense(input, hidden, hidden_bias, HIDDEN_UNITS)));
            dense(x, weight, bias, outputs)
        }
        (Architecture::Recurrent, [w_ih, b_ih, w_hh, b_hh, weight, bias, ..]) => {
            let x = drop(gru_over_rows(input, w_ih, b_ih, w_hh, b_hh));
            dense(x, weight, bias, outputs)
        }
        (_, [conv1, bias1, conv2, bias2, dense1, bias3, dense2, bias4, ..]) => {
            let padding = usize::from(architecture == Architecture::BenchCnn);
            let batch = input.dims()[0];
            let x = input.reshape([batch, 3, PIXEL_SIDE, PIXEL_SIDE]);
            let x = conv_relu_pool(x, conv1, bias1, [32, 3], padding);
            let x = conv_relu_pool(x, conv2, bias2, [64, 32], padding);
            let [_, channels, height, width] = x.dims();
            let x = x.reshape([batch, channels * height * width]);
            let x = drop(relu(dense(x, dense1, bias3, HIDDEN_UNITS)));
            dense(x, dense2, bias4, outputs)
        }
        // `parameters()` gives each architecture the arrays it reads above.
        _ => unreachable!("the parameters are another architecture's"),
    };
    if outputs == 1 {
        Tensor::cat(vec![z.zeros_like(), z], 1)
    } else if architecture == Architecture::Mlp {
        log_sigmoid(z)
    } else {
        z
    }
}

/// x Wᵀ + b with `weight` `[outputs, inputs]`.
fn dense(x: Tensor<2>, weight: &Tensor<1>, bias: &Tensor<1>, outputs: usize) -> Tensor<2> {
    let inputs = x.dims()[1];
    let weight: Tensor<2> = weight.clone().reshape([outputs, inputs]);
    x.matmul(weight.transpose()) + bias.clone().reshape([1, outputs])
}

fn conv_relu_pool(
    x: Tensor<4>,
    weight: &Tensor<1>,
    bias: &Tensor<1>,
    [outputs, inputs]: [usize; 2],
    padding: usize,
) -> Tensor<4> {
    let weight: Tensor<4> = weight.clone().reshape([outputs, inputs, 3, 3]);
    let options = ConvOptions::new([1, 1], [padding, padding], [1, 1], 1);
    let x = relu(conv2d(x, weight, Some(bias.clone()), options));
    MaxPool2dConfig::new([2, 2])
        .with_strides([2, 2])
        .with_padding(PaddingConfig2d::Valid)
        .init()
        .forward(x)
}

/// The last hidden state of a GRU that reads the picture row by row, each row its 32 columns of red,
/// then of green, then of blue. Gates in PyTorch's order (reset, update, new), with the reset gate
/// applied after the recurrent product.
fn gru_over_rows(
    input: Tensor<2>,
    w_ih: &Tensor<1>,
    b_ih: &Tensor<1>,
    w_hh: &Tensor<1>,
    b_hh: &Tensor<1>,
) -> Tensor<2> {
    let batch = input.dims()[0];
    let gates = 3 * HIDDEN_UNITS;
    // [batch, channel, row, column] → [row, batch, channel × column]
    let rows: Tensor<4> = input.reshape([batch, 3, PIXEL_SIDE, PIXEL_SIDE]);
    let rows = rows.permute([2, 0, 1, 3]).reshape([PIXEL_SIDE * batch, 3 * PIXEL_SIDE]);
    let from_rows = dense(rows, w_ih, b_ih, gates);
    let mut hidden = Tensor::<2>::zeros([batch, HIDDEN_UNITS], &from_rows.device());
    for row in 0..PIXEL_SIDE {
        let x = from_rows.clone().narrow(0, row * batch, batch);
        let h = dense(hidden.clone(), w_hh, b_hh, gates);
        let gate = |gates: &Tensor<2>, index: usize| {
            gates.clone().narrow(1, index * HIDDEN_UNITS, HIDDEN_UNITS)
        };
        let reset = sigmoid(gate(&x, 0) + gate(&h, 0));
        let update = sigmoid(gate(&x, 1) + gate(&h, 1));
        let new = tanh(gate(&x, 2) + reset * gate(&h, 2));
        hidden = new.clone() + update * (hidden - new);
    }
    hidden
}
