"""Numbers from a stranger: an array is taken only if it has exactly the shape and type that was asked for.

`Array.numpy()` of Flower believes the header of the data and asks for as much memory as that claims. Here the length of
the data is compared first.
"""

from io import BytesIO
from math import prod

import numpy as np
from flwr.app import Array
from numpy.lib import format as npy
from numpy.typing import NDArray

from .left_out import LeftOut
from .messages import Floats

# NumPy pads a header to 64 bytes; no header of a matrix needs more than two such blocks.
_LONGEST_HEADER = 256


def decode(array: Array, shape: tuple[int, ...]) -> Floats:
    """The values of an array of float32.

    Raises:
        LeftOut: "shape" if it is anything else, "not-finite" if a value is infinite or not a number.
    """
    values = np.frombuffer(_data_of(array, shape, np.dtype("<f4")), dtype="<f4").reshape(shape)
    if not np.isfinite(values).all():
        raise LeftOut("not-finite")
    return values


def decode_words(array: Array, length: int) -> NDArray[np.uint64]:
    """The values of a vector of uint64.

    Raises:
        LeftOut: "shape" if it is anything else.
    """
    return np.frombuffer(_data_of(array, (length,), np.dtype("<u8")), dtype="<u8")


def _data_of(array: Array, shape: tuple[int, ...], dtype: "np.dtype[np.generic]") -> memoryview:
    num_bytes = dtype.itemsize * prod(shape)
    if array.stype != "numpy.ndarray" or not num_bytes < len(array.data) <= num_bytes + _LONGEST_HEADER:
        raise LeftOut("shape")
    stream = BytesIO(array.data)
    try:
        if npy.read_magic(stream) != (1, 0):
            raise LeftOut("shape")
        claimed, is_fortran, claimed_dtype = npy.read_array_header_1_0(stream, max_header_size=_LONGEST_HEADER)
    except Exception as error:
        # NumPy parses headers as Python, and lets through what its tokenizer and comparisons raise at a stranger's bytes.
        raise LeftOut("shape") from error
    values = memoryview(array.data)[stream.tell() :]
    if claimed != shape or is_fortran or claimed_dtype != dtype or len(values) != num_bytes:
        raise LeftOut("shape")
    return values
