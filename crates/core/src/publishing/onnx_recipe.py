# The classes of a picture, as Kiln gives them: python FILE.py MODEL.onnx PICTURE
# Needs: pip install onnxruntime pillow numpy
import json, sys
import numpy as np, onnxruntime
from PIL import Image, ImageOps

session = onnxruntime.InferenceSession(sys.argv[1])
texts = session.get_modelmeta().custom_metadata_map
spec, labels = json.loads(texts["kiln.preprocessing"]), json.loads(texts["kiln.labels"])
photo = ImageOps.exif_transpose(Image.open(sys.argv[2])).convert("RGBA")
photo = Image.alpha_composite(Image.new("RGBA", photo.size, "white"), photo).convert("RGB")
side = int(spec["crop"] * min(photo.size))
left, top = [(length - side + 1) // 2 for length in photo.size]
seen = photo.crop((left, top, left + side, top + side)).resize((spec["side"],) * 2, Image.BICUBIC)
values = (np.asarray(seen, np.float32) - np.float32(spec["mean"])) / np.float32(spec["scale"])
(shares,) = session.run(["probabilities"], {"input": values.transpose(2, 0, 1)[None]})
for index in np.argsort(-shares[0]):
    print(f"{shares[0][index]:.6f}  {labels[index]}")
