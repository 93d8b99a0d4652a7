# What is to be heard in a sound, as Kiln says it: python FILE.py MODEL.onnx SOUND
# Needs: pip install onnxruntime pillow numpy soundfile
import json, sys
from math import gcd
import numpy as np, onnxruntime, soundfile
from PIL import Image

RATE, SIDE, LENGTH, WINDOW, LOWEST, GAIN, QUIETEST = 16000, 224, 4096, 800, 50.0, 10.0, 1e-5


def resampled(samples, rate):
    """Band-limited interpolation: a sinc of 16 zeros on each side under a squared cosine."""
    if rate == RATE:
        return samples
    up, down = RATE // gcd(rate, RATE), rate // gcd(rate, RATE)
    cutoff = 0.95 * min(rate, RATE) / rate
    half = 16 / cutoff
    reach = int(np.ceil(half))
    around = np.pad(samples, (reach, 2 * reach))
    output = np.zeros(-(-len(samples) * up // down))
    for phase in range(up):
        distance = phase / up - np.arange(1 - reach, reach + 1)
        weights = np.sinc(cutoff * distance) * np.cos(np.pi * distance / (2 * half)) ** 2
        weights[np.abs(distance) >= half] = 0
        places = np.nonzero(np.arange(len(output)) * down % up == phase)[0]
        first = places * down // up + 1
        for offset, weight in enumerate(weights / weights.sum()):
            output[places] += around[first + offset] * weight
    return output


def clips(samples, length):
    """Of one length, the last one ending where the sound ends, unless hardly a tenth of it would be new; a short sound
    lies in the middle of silence."""
    if len(samples) < length:
        missing = length - len(samples)
        return [np.pad(samples, (missing // 2, missing - missing // 2))]
    starts = list(range(0, len(samples) - length + 1, length))
    if starts[-1] + length + int(0.1 * length) <= len(samples):
        starts.append(len(samples) - length)
    return [samples[start : start + length] for start in starts]


def bands():
    """Triangles over the bins of a spectrum, whose edges are equally far apart in mel."""
    mel = lambda hertz: 2595 * np.log10(1 + hertz / 700)
    edges = 700 * (10 ** (np.linspace(mel(LOWEST), mel(RATE / 2), SIDE + 2) / 2595) - 1)
    low, middle, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    bins = np.arange(LENGTH // 2 + 1) * RATE / LENGTH
    return np.maximum(0, np.minimum((bins - low) / (middle - low), (high - bins) / (high - middle)))


def picture(clip):
    """Rows of pitch, the highest first, and columns of time, from 0 to 255."""
    middles = (np.arange(SIDE) + 0.5) * len(clip) / SIDE
    starts = np.floor(middles - WINDOW / 2 + 0.5).astype(int) + WINDOW
    around = np.pad(clip, WINDOW)
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)
    frames = np.stack([around[start : start + WINDOW] for start in starts]) * hann * 4 / WINDOW
    loudness = np.abs(np.fft.rfft(frames, LENGTH)) @ bands().T
    full = max(np.quantile(loudness, 0.995, method="lower"), QUIETEST)
    greys = np.minimum(255, 255 * np.log(1 + GAIN * loudness / full) / np.log(1 + GAIN))
    return np.floor(greys + 0.5).T[::-1].astype(np.uint8)


def seen(greys, spec):
    """The square that the network looks at, of the picture with its margin."""
    whole = Image.fromarray(np.pad(greys, 16, "edge")).convert("RGB")
    side = int(spec["crop"] * whole.width)
    first = (whole.width - side + 1) // 2
    square = whole.crop((first, first, first + side, first + side))
    return np.asarray(square.resize((spec["side"],) * 2, Image.BICUBIC), np.float32)


def main():
    session = onnxruntime.InferenceSession(sys.argv[1])
    texts = session.get_modelmeta().custom_metadata_map
    spec, labels = json.loads(texts["kiln.preprocessing"]), json.loads(texts["kiln.labels"])
    hearing = json.loads(texts["kiln.hearing"])
    assert hearing["measure"] == "kiln-log-mel-1", hearing
    samples, rate = soundfile.read(sys.argv[2], always_2d=True)
    samples = resampled(samples.mean(1), rate)
    logits = []
    for clip in clips(samples, round(hearing["clipSeconds"] * RATE)):
        values = (seen(picture(clip), spec) - spec["mean"]) / spec["scale"]
        values = values.astype(np.float32).transpose(2, 0, 1)[None]
        (scores,) = session.run(["logits"], {"input": values})
        logits.append(scores[0])
    scores = np.mean(logits, 0)
    shares = np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()
    for index in np.argsort(-shares):
        print(f"{shares[index]:.6f}  {labels[index]}")


if __name__ == "__main__":
    main()
