"""Cuts the cells of BCCD out of its pictures: python3 cut_blood_cells.py BCCD_Dataset/BCCD cells

Needs Pillow. Writes cells/train/RBC/…png and so on, with the set's own division into train and test: all cells of one
photograph stay on one side. Boxes are made square and a fifth wider, so that cells keep their shapes and their edges.
"""

import sys
import xml.etree.ElementTree as xml
from pathlib import Path

from PIL import Image

MARGIN = 1.2
SMALLEST = 8  # Pixels: there are boxes of no width among the marks.


def boxes(annotation: Path) -> list[tuple[str, tuple[int, int, int, int]]]:
    found = []
    for mark in xml.parse(annotation).iter("object"):
        left, top, right, bottom = (int(mark.findtext(f"bndbox/{edge}")) for edge in ("xmin", "ymin", "xmax", "ymax"))
        if min(right - left, bottom - top) >= SMALLEST:
            found.append((mark.findtext("name"), (left, top, right, bottom)))
    return found


def cut(photo: Image.Image, box: tuple[int, int, int, int]) -> Image.Image:
    left, top, right, bottom = box
    half = max(right - left, bottom - top) * MARGIN / 2
    x, y = (left + right) / 2, (top + bottom) / 2
    # What would lie beyond the photograph is cut off, not painted black.
    return photo.crop((max(0, round(x - half)), max(0, round(y - half)),
                       min(photo.width, round(x + half)), min(photo.height, round(y + half))))


def main(bccd: Path, out: Path) -> None:
    for part, lists in (("train", ["trainval"]), ("test", ["test"])):
        names = [name for each in lists for name in (bccd / "ImageSets/Main" / f"{each}.txt").read_text().split()]
        count = 0
        for name in names:
            photo = Image.open(bccd / "JPEGImages" / f"{name}.jpg").convert("RGB")
            for number, (kind, box) in enumerate(boxes(bccd / "Annotations" / f"{name}.xml")):
                folder = out / part / kind
                folder.mkdir(parents=True, exist_ok=True)
                cut(photo, box).save(folder / f"{name}-{number}.png")
                count += 1
        print(f"{part}: {count} cells of {len(names)} photographs")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
