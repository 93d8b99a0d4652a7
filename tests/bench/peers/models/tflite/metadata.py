"""What MediaPipe has to read in a .tflite file before it takes it: how pictures are normalised.

Source: https://ai.google.dev/edge/litert/conversion/tensorflow/metadata
"""

import importlib.metadata
import importlib.util

import flatbuffers
from tensorflow.lite.python import schema_py_generated as model_schema
from tensorflow.lite.tools import flatbuffer_utils

SCHEMA = "mediapipe/tasks/metadata/metadata_schema_py_generated.py"
FILE_IDENTIFIER = b"M001"
BUFFER_NAME = b"TFLITE_METADATA"


def _schema():
    """The one generated file, and not the package around it, which imports all that MediaPipe can do."""
    path = importlib.metadata.distribution("mediapipe").locate_file(SCHEMA)
    spec = importlib.util.spec_from_file_location("metadata_schema", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def with_normalisation(model: bytes, mean: float, std: float) -> bytes:
    """The same model with the sentence that its input is (x - mean) / std of an RGB picture in bytes."""
    schema = _schema()

    normalisation = schema.NormalizationOptionsT()
    normalisation.mean, normalisation.std = [mean], [std]
    unit = schema.ProcessUnitT()
    unit.optionsType, unit.options = schema.ProcessUnitOptions.NormalizationOptions, normalisation
    image = schema.ImagePropertiesT()
    image.colorSpace = schema.ColorSpaceType.RGB
    content = schema.ContentT()
    content.contentPropertiesType, content.contentProperties = schema.ContentProperties.ImageProperties, image
    picture, logits = schema.TensorMetadataT(), schema.TensorMetadataT()
    picture.name, picture.content, picture.processUnits = "picture", content, [unit]
    logits.name = "logits"
    graph = schema.SubGraphMetadataT()
    graph.inputTensorMetadata, graph.outputTensorMetadata = [picture], [logits]
    metadata = schema.ModelMetadataT()
    metadata.name, metadata.subgraphMetadata = "EfficientNet-Lite0", [graph]

    builder = flatbuffers.Builder(0)
    builder.Finish(metadata.Pack(builder), FILE_IDENTIFIER)

    parsed = flatbuffer_utils.convert_bytearray_to_object(bytearray(model))
    buffer = model_schema.BufferT()
    buffer.data = list(builder.Output())
    entry = model_schema.MetadataT()
    entry.name, entry.buffer = BUFFER_NAME, len(parsed.buffers)
    parsed.buffers.append(buffer)
    parsed.metadata = [*(parsed.metadata or []), entry]
    return bytes(flatbuffer_utils.convert_object_to_bytearray(parsed))
