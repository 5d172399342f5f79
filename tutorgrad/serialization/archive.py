"""The file format of `torch.save`: a zip archive that holds one pickle and the raw numbers.

    NAME/data.pkl              the objects; a tensor stands there as (which numbers, shape, strides)
    NAME/data/0, data/1, ...   the numbers of each memory, from a multiple of 64 bytes on
    NAME/version, NAME/byteorder and three more small records

Nothing is compressed. Source: PyTorch's caffe2/serialize/inline_container.cc.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import struct
import zipfile
from typing import Any

import numpy as np

ALIGNMENT = 64
# what zipfile raises for bytes that are no archive, or a damaged one
DAMAGE = (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError, struct.error)
CORRUPT = (
    "PytorchStreamReader failed reading zip archive: {}. This is an internal miniz error. If you "
    "are seeing this error, there is a high likelihood that your checkpoint file is corrupted. "
    "This can happen if the checkpoint was not saved properly, was transferred incorrectly, or the "
    "file was modified after saving."
)


# ---------------------------------------------------------------------------------- writing


def packed(name: str, pickle: bytes, memories: list[np.ndarray[Any, Any]]) -> bytes:
    """The bytes of an archive."""
    data = {str(i): np.ascontiguousarray(m) for i, m in enumerate(memories)}
    digest = int.from_bytes(hashlib.sha256(pickle).digest()) % 10**40
    records: list[tuple[str, Any]] = [
        ("data.pkl", pickle),
        (".format_version", b"1"),
        (".storage_alignment", str(ALIGNMENT).encode()),
        ("byteorder", b"little"),
        *((f"data/{key}", m.astype(m.dtype.newbyteorder("<")).data) for key, m in data.items()),
        ("version", b"3\n"),
        (".data/serialization_id", f"{digest:040}".encode()),
    ]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for record, content in records:
            info = zipfile.ZipInfo(f"{name}/{record}")
            info.extra = padding(buffer.tell() + 30 + len(info.filename.encode()))
            archive.writestr(info, bytes(content))
    return buffer.getvalue()


def padding(start: int) -> bytes:
    """An extra field, as zip files may have, after which the content starts at a multiple of 64."""
    length = (-start - 4) % ALIGNMENT
    return b"FB" + length.to_bytes(2, "little") + b"Z" * length


# ---------------------------------------------------------------------------------- reading


class Archive:
    """An archive that is being read.

    Raises RuntimeError for what is no zip file, is cut off, or lacks a record.
    """

    def __init__(self, file: Any) -> None:
        with corrupt():
            self.zip = zipfile.ZipFile(file)
        names = self.zip.namelist()
        found = next((n for n in names if n.endswith("/data.pkl") and n.count("/") == 1), None)
        if found is None:
            raise RuntimeError(
                "PytorchStreamReader failed locating file data.pkl: file not found. The zip file "
                f"holds {', '.join(names[:5]) or 'nothing'}; torch.save did not write it."
            )
        self.name = found.removesuffix("/data.pkl")
        order = self.read("byteorder") if f"{self.name}/byteorder" in names else b"little"
        self.swapped = order == b"big"

    def read(self, record: str) -> bytes:
        """The bytes of a record."""
        try:
            info = self.zip.getinfo(f"{self.name}/{record}")
        except KeyError:
            raise RuntimeError(
                f"PytorchStreamReader failed locating file {record}: file not found"
            ) from None
        if info.compress_type != zipfile.ZIP_STORED:  # could swell to any size
            raise RuntimeError(f"{info.filename} is compressed, which torch.save never does")
        with corrupt():
            return self.zip.read(info)

    def numbers(self, key: str, dtype: np.dtype[Any], count: int) -> np.ndarray[Any, Any]:
        """The numbers of a memory, as a flat array that can be written to."""
        raw = self.read(f"data/{key}")
        if len(raw) != count * dtype.itemsize:
            raise RuntimeError(
                f"data/{key} has {len(raw)} bytes, but {count} elements of {dtype} take "
                f"{count * dtype.itemsize}: the file is damaged"
            )
        found = np.frombuffer(bytearray(raw), dtype.newbyteorder(">" if self.swapped else "<"))
        return found.astype(dtype, copy=False)


class corrupt(contextlib.AbstractContextManager[None]):
    """Turn the errors of zipfile into PyTorch's."""

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if isinstance(error, DAMAGE):
            what = "failed finding central directory"
            if not str(error).startswith("File is not a zip"):
                what = str(error) or type(error).__name__
            raise RuntimeError(CORRUPT.format(what)) from None
