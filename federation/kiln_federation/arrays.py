"""Numbers from a stranger: an array is taken only if it has exactly the shape and type that was asked for.

`Array.numpy()` of Flower believes the header of the data and asks for as much memory as that claims. Here the length of
the data is compared first.
"""

from io import BytesIO
from math import prod

import numpy as np
from flwr.app import Array
from numpy.lib import format as npy

from .left_out import LeftOut
from .messages import Floats

# NumPy pads a header to 64 bytes; no header of a matrix needs more than two such blocks.
_LONGEST_HEADER = 256


def decode(array: Array, shape: tuple[int, ...]) -> Floats:
    """The values of an array of float32.

    Raises:
        LeftOut: "shape" if it is anything else, "not-finite" if a value is infinite or not a number.
    """
    num_bytes = 4 * prod(shape)
    if array.stype != "numpy.ndarray" or not num_bytes < len(array.data) <= num_bytes + _LONGEST_HEADER:
        raise LeftOut("shape")
    stream = BytesIO(array.data)
    try:
        if npy.read_magic(stream) != (1, 0):
            raise LeftOut("shape")
        claimed, is_fortran, dtype = npy.read_array_header_1_0(stream, max_header_size=_LONGEST_HEADER)
    except ValueError as error:
        raise LeftOut("shape") from error
    rest = len(array.data) - stream.tell()
    if claimed != shape or is_fortran or dtype != np.dtype("<f4") or rest != num_bytes:
        raise LeftOut("shape")
    values = np.frombuffer(array.data, dtype="<f4", offset=stream.tell()).reshape(shape)
    if not np.isfinite(values).all():
        raise LeftOut("not-finite")
    return values
