"""`torch.load`: objects from an archive, without running code that the file brings.

A pickle can call any function by name; here only names from a list are understood: what tensors and
containers need, what `add_safe_globals` adds, and with `weights_only=False` also the classes of the
running program (modules, and what `__main__` defines) and NumPy's arrays.
"""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import struct
import sys
from collections import OrderedDict
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import numpy as np

from ..backend import place
from ..backend.places import find_accelerators
from ..nn import functional
from ..nn.module import Module
from .archive import Archive
from .records import ALLOWED, NUMPY, Storage, StorageType

ADVICE = (
    "Check the documentation of torch.load to learn more about types accepted by default with "
    "weights_only https://pytorch.org/docs/stable/generated/torch.load.html."
)
NO_CUDA = (
    "Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False. If "
    "you are running on a CPU-only machine, please use torch.load with "
    "map_location=torch.device('cpu') to map your storages to the CPU."
)
BLOCKED = ("sys", "os", "posix", "nt")
ARRAYS: tuple[type, ...] = (np.ndarray, *{type(np.dtype(t)) for t in "?bBhHiIlLqQefdUSO"})
FUNCTIONS = [getattr(functional, name) for name in functional.__all__]
# what a pickle that is no pickle makes of the unpickler
DAMAGE = (EOFError, LookupError, ValueError, TypeError, AttributeError, AssertionError)
DAMAGE += (struct.error, OverflowError, RecursionError)  # type: ignore[assignment]
_safe: list[Any] = []


def add_safe_globals(safe_globals: list[Any]) -> None:
    """Let `load` make objects of these classes. Source: torch.serialization.add_safe_globals."""
    _safe.extend(safe_globals)


def clear_safe_globals() -> None:
    """Forget what `add_safe_globals` added. Source: torch.serialization.clear_safe_globals."""
    _safe.clear()


def get_safe_globals() -> list[Any]:
    """What `add_safe_globals` added. Source: torch.serialization.get_safe_globals."""
    return list(_safe)


@contextlib.contextmanager
def safe_globals(safe_globals: list[Any]) -> Iterator[None]:
    """`add_safe_globals` for a `with` block. Source: torch.serialization.safe_globals."""
    before = list(_safe)
    _safe.extend(safe_globals)
    try:
        yield
    finally:
        _safe[:] = before


def load(
    f: Any,
    map_location: Any = None,
    pickle_module: Any = None,
    *,
    weights_only: bool | None = True,
    mmap: bool | None = None,
    **pickle_load_args: Any,
) -> Any:
    """Read what `save`, or PyTorch's `torch.save`, wrote.

    f: a path or a file open for reading bytes.   map_location: where the tensors go: a device, a
    dict from saved to wanted places, or a function of (storage, place).   mmap: accepted; the file
    is read whole.
    Raises pickle.UnpicklingError for objects that are not allowed, RuntimeError for damaged files.
    No code from the file is run, not even with weights_only=False, which only adds the program's
    own classes.   Source: torch.load.
    """
    if not isinstance(f, str | os.PathLike) and not hasattr(f, "seek"):
        raise AttributeError(
            f"'{type(f).__name__}' object has no attribute 'seek'. You can only torch.load from a "
            "file that is seekable. Please pre-load the data into a buffer like io.BytesIO and try "
            "to load from it instead."
        )
    content = content_of(f)
    if not content:
        raise EOFError("the file is empty")
    if not content.startswith(b"PK"):
        raise pickle.UnpicklingError(
            "Weights only load failed. The file is no zip archive, which torch.save has written "
            f"since PyTorch 1.6: it begins with {content[:8]!r}. A file of an older PyTorch can be "
            "loaded and saved again there."
        )
    archive = Archive(io.BytesIO(content))
    return TensorUnpickler(archive, where(map_location), weights_only is not False).load()


def content_of(f: Any) -> bytes:
    """The bytes of a path, or of a file that is open."""
    if not isinstance(f, str | os.PathLike):
        return bytes(f.read())
    with open(f, "rb") as file:
        return file.read()


def where(map_location: Any) -> Callable[[Storage, str], str]:
    """A function that says where a storage goes that was saved from a place."""
    if map_location is None:
        return lambda storage, location: location
    if isinstance(map_location, dict):
        return lambda storage, location: str(map_location.get(location, location))
    if callable(map_location):

        def asked(storage: Storage, location: str) -> str:
            chosen = map_location(storage, location)
            return location if chosen is None else chosen.location

        return asked
    place_name = str(map_location)
    return lambda storage, location: place_name


class TensorUnpickler(pickle._Unpickler):  # the one in Python: its steps can be watched
    """An unpickler that knows few names and reads the numbers of tensors from the archive.

    A pickle can also give an object new attributes (BUILD). Only what the file itself makes may be
    built: state_dicts, and objects of the classes that it is allowed to name.
    """

    dispatch = dict(pickle._Unpickler.dispatch)

    def __init__(
        self, archive: Archive, location: Callable[[Storage, str], str], weights_only: bool
    ) -> None:
        super().__init__(io.BytesIO(archive.read("data.pkl")), encoding="utf-8")
        self.archive = archive
        self.location = location
        self.weights_only = weights_only
        self.storages: dict[str, Storage] = {}
        self.buildable: set[type] = {OrderedDict} if weights_only else {OrderedDict, *ARRAYS}

    def load(self) -> Any:
        try:
            return super().load()
        except DAMAGE as error:
            raise pickle.UnpicklingError(
                f"Weights only load failed. The pickle in the file is damaged: {error}"
            ) from error

    def find_class(self, module: str, name: str) -> Any:
        module = "builtins" if module == "__builtin__" else module  # protocol 2 is older than it
        found = ALLOWED.get((module, name))
        if found is None and not self.weights_only:
            found = NUMPY.get((module, name))
        if found is not None:
            return found
        found = declared_safe(f"{module}.{name}")
        if found is None and not self.weights_only:
            found = own(module, name)
        if found is None:
            raise refused(module, name, self.weights_only)
        if isinstance(found, type):
            self.buildable.add(found)
        return found

    def load_build(self) -> None:
        """Give the object before the last its attributes, if its class may be built."""
        target = type(self.stack[-2])  # type: ignore[attr-defined]
        if target not in self.buildable:
            raise pickle.UnpicklingError(
                "Weights only load failed. Can only build Tensor, Parameter, OrderedDict or types "
                f"allowlisted via `add_safe_globals`, but got {target}"
            )
        super().load_build()  # type: ignore[misc]

    dispatch[pickle.BUILD[0]] = load_build  # type: ignore[assignment]

    def persistent_load(self, saved: Any) -> Storage:
        kind, storage_type, key, location, count = saved
        if kind != "storage" or not isinstance(storage_type, StorageType):
            raise pickle.UnpicklingError(f"Unknown record in the file: {saved!r}")
        if key not in self.storages:
            numbers = self.archive.numbers(key, storage_type.dtype.numpy, count)
            storage = Storage(numbers, storage_type.dtype, "cpu")
            self.put(storage, location)
            self.storages[key] = storage
        return self.storages[key]

    def put(self, storage: Storage, location: str) -> None:
        """Move a storage to where it belongs, or to where `map_location` wants it."""
        target = self.location(storage, location)
        if target.startswith("cuda") and not find_accelerators():
            raise RuntimeError(NO_CUDA)
        home = place(target)
        storage.numbers = home.from_host(storage.numbers)
        storage.location = str(home.device)


def declared_safe(full: str) -> Any:
    """What `add_safe_globals` allows under a name: a thing, or a pair of a thing and its name."""
    for entry in _safe:
        thing, name = entry if isinstance(entry, tuple) else (entry, "")
        if full == (name or f"{thing.__module__}.{thing.__qualname__}"):
            return thing
    return None


def own(module: str, name: str) -> Any:
    """A class that the running program has: a Module, or one that `__main__` defines.

    Also a function of nn.functional, which a layer may keep as its activation. None otherwise.
    """
    holder: Any = sys.modules.get(module)
    for part in name.split("."):  # into a module for one step, and further only into classes
        if not isinstance(holder, type | ModuleType) or holder is None:
            return None
        holder = vars(holder).get(part)
        if isinstance(holder, ModuleType):
            return None
    if isinstance(holder, type):
        main = holder.__module__ == module == "__main__"
        return holder if main or issubclass(holder, Module) else None
    return holder if any(holder is f for f in FUNCTIONS) else None


def refused(module: str, name: str, weights_only: bool) -> pickle.UnpicklingError:
    """The error for a name that is not understood."""
    full = f"{module}.{name}"
    if weights_only and module in BLOCKED:
        return pickle.UnpicklingError(
            "Weights only load failed. In PyTorch 2.6, we changed the default value of the "
            "`weights_only` argument in `torch.load` from `False` to `True`. Re-running "
            "`torch.load` with `weights_only` set to `False` will likely succeed, but it can "
            "result in arbitrary code execution. Do it only if you got the file from a trusted "
            f"source.\n\n\nTrying to load unsupported GLOBAL {full} whose module {module} is "
            f"blocked.\n\n{ADVICE}"
        )
    if not weights_only:
        return pickle.UnpicklingError(
            f"{full} is not loaded: tutorgrad runs no code that a file names. Classes of this "
            "program can be allowed with torch.serialization.add_safe_globals([...])."
        )
    return pickle.UnpicklingError(
        "Weights only load failed. This file can still be loaded, to do so you have two options, "
        "\033[1mdo those steps only if you trust the source of the checkpoint\033[0m. \n\t"
        "(1) In PyTorch 2.6, we changed the default value of the `weights_only` argument in "
        "`torch.load` from `False` to `True`. Re-running `torch.load` with `weights_only` set to "
        "`False` will likely succeed, but it can result in arbitrary code execution. Do it only if "
        "you got the file from a trusted source.\n\t(2) Alternatively, to load with "
        "`weights_only=True` please check the recommended steps in the following error message.\n\t"
        f"WeightsUnpickler error: Unsupported global: GLOBAL {full} was not an allowed global by "
        f"default. Please use `torch.serialization.add_safe_globals([{full}])` or the "
        f"`torch.serialization.safe_globals([{full}])` context manager to allowlist this global if "
        f"you trust this class/function.\n\n{ADVICE}"
    )
