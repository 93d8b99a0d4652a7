# pip install onnxruntime pillow numpy
import json
import numpy as np, onnxruntime
from PIL import Image, ImageOps

MODEL, PICTURE, THRESHOLD = "model.onnx", "photo.jpg", -np.inf

session = onnxruntime.InferenceSession(MODEL)
card = session.get_modelmeta().custom_metadata_map
names, way = json.loads(card["kiln.labels"]), json.loads(card["kiln.preprocessing"])
picture = ImageOps.exif_transpose(Image.open(PICTURE)).convert("RGB")
side = int(way["crop"] * min(picture.size))
left, top = [(length - side + 1) // 2 for length in picture.size]
square = picture.crop((left, top, left + side, top + side)).resize((way["side"],) * 2, Image.Resampling.BICUBIC)
pixels = (np.asarray(square, np.float32) - way["mean"]) / way["scale"]
logits, shares = session.run(["logits", "probabilities"], {"input": np.float32(pixels.transpose(2, 0, 1)[None])})
energy = np.logaddexp.reduce(logits[0])
print("none of these" if energy < THRESHOLD else names[shares[0].argmax()], dict(zip(names, shares[0].round(3).tolist())))
