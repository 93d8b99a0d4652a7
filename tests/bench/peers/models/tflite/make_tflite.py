"""EfficientNet-Lite0 as .tflite, with the weights that the other peers get: in float32, and in 8-bit integers.

Called by `npm run bench -- --make-tflite`, which gives it the network as data (architecture.json) and the weights in
TensorFlow's layouts. Batch norm is folded. Input [1, 224, 224, 3], output [1, 1000]; floats outside in both files. In
the 8-bit one everything between is integers, their ranges taken from photos.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import tensorflow as tf
from safetensors.numpy import load_file

from metadata import with_normalisation

FIXTURES = Path(__file__).parents[4] / "fixtures"
sys.path.append(str(FIXTURES / "reference"))
import preprocessing  # noqa: E402

# preprocessing.normalise, in words that a file can hold.
MEAN, STD = 127.0, 128.0


class Lite0(tf.Module):
    """The layers in the order in which architecture.json has them."""

    def __init__(self, architecture: dict, weights: dict[str, np.ndarray]):
        super().__init__()
        self.architecture = architecture
        self.weights = {name: tf.constant(array.astype(np.float32)) for name, array in weights.items()}
        side = architecture["inputSide"]
        self.logits = tf.function(self._logits, input_signature=[tf.TensorSpec([1, side, side, 3], tf.float32)])

    def _logits(self, x: tf.Tensor) -> tf.Tensor:
        x = self._convolution(x, self.architecture["stem"])
        for block in self.architecture["blocks"]:
            entry = x
            for layer in block["convolutions"]:
                x = self._convolution(x, layer)
            if block["isResidual"]:
                x = x + entry
        x = tf.reduce_mean(self._convolution(x, self.architecture["head"]), axis=[1, 2])
        name = self.architecture["classifier"]
        return tf.matmul(x, self.weights[f"{name}.weight"]) + self.weights[f"{name}.bias"]

    def _convolution(self, x: tf.Tensor, layer: dict) -> tf.Tensor:
        weight, stride = self.weights[f"{layer['name']}.weight"], layer["stride"]
        convolve = tf.nn.depthwise_conv2d if layer["kind"] == "depthwise" else tf.nn.conv2d
        x = convolve(x, weight, strides=[1, stride, stride, 1], padding="SAME")
        x = tf.nn.bias_add(x, self.weights[f"{layer['name']}.bias"])
        return tf.nn.relu6(x) if layer["hasRelu6"] else x


def photos() -> list[np.ndarray]:
    """All photos of the fixtures, each as the network's input."""
    paths = sorted((FIXTURES / "pictures").rglob("*.jpg"))
    if not paths:
        raise SystemExit(f"there are no photos in {FIXTURES / 'pictures'}")
    pixels = [preprocessing.crop_and_resize(preprocessing.open_upright_rgb(path)) for path in paths]
    return [((array.astype(np.float32) - MEAN) / STD)[np.newaxis] for array in pixels]


def convert(network: Lite0, calibration: list[np.ndarray] | None) -> bytes:
    """To float32, or to 8-bit integers where there are pictures to take the ranges from."""
    function = network.logits.get_concrete_function()
    converter = tf.lite.TFLiteConverter.from_concrete_functions([function], network)
    if calibration is not None:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.representative_dataset = lambda: ([picture] for picture in calibration)
        # An operation that has no integer form is an error, not a float in between.
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    return with_normalisation(converter.convert(), MEAN, STD)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--architecture", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True, help="safetensors, channels last")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()

    network = Lite0(json.loads(args.architecture.read_text()), load_file(args.weights))
    args.out.mkdir(parents=True, exist_ok=True)
    for name, calibration in (("lite0-f32", None), ("lite0-int8", photos())):
        path = args.out / f"{name}.tflite"
        path.write_bytes(convert(network, calibration))
        print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
