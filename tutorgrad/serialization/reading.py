"""`torch.load`: objects from an archive, without running code that the file brings.

A pickle can call any function by name; here only names from a list are understood: what tensors and
containers need, what `add_safe_globals` adds, and with `weights_only=False` also the classes of the
running program (modules, and what `__main__` defines) and NumPy's arrays.
"""

from __future__ import annotations

import contextlib
import io
import pickle
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ..backend import place
from ..backend.places import accelerators
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
    if not isinstance(f, str | Path) and not hasattr(f, "seek"):
        raise AttributeError(
            f"'{type(f).__name__}' object has no attribute 'seek'. You can only torch.load from a "
            "file that is seekable. Please pre-load the data into a buffer like io.BytesIO and try "
            "to load from it instead."
        )
    content = Path(f).read_bytes() if isinstance(f, str | Path) else f.read()
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


class TensorUnpickler(pickle.Unpickler):
    """An unpickler that knows few names and reads the numbers of tensors from the archive."""

    def __init__(
        self, archive: Archive, location: Callable[[Storage, str], str], weights_only: bool
    ) -> None:
        super().__init__(io.BytesIO(archive.read("data.pkl")), encoding="utf-8")
        self.archive = archive
        self.location = location
        self.weights_only = weights_only
        self.storages: dict[str, Storage] = {}

    def load(self) -> Any:
        try:
            return super().load()
        except (EOFError, IndexError, KeyError, ValueError, TypeError, AttributeError) as error:
            raise pickle.UnpicklingError(
                f"Weights only load failed. The pickle in the file is damaged: {error}"
            ) from error

    def find_class(self, module: str, name: str) -> Any:
        module = "builtins" if module == "__builtin__" else module  # protocol 2 is older than it
        found = ALLOWED.get((module, name))
        if found is None and not self.weights_only:
            found = NUMPY.get((module, name)) or own_class(module, name)
        if found is not None:
            return found
        for thing in _safe:
            if f"{thing.__module__}.{thing.__qualname__}" == f"{module}.{name}":
                return thing
        raise refused(module, name, self.weights_only)

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
        if target.startswith("cuda") and not accelerators():
            raise RuntimeError(NO_CUDA)
        home = place(target)
        storage.numbers = home.from_host(storage.numbers)
        storage.location = str(home.device)


def own_class(module: str, name: str) -> Any:
    """A class that the running program has: a Module, or one that `__main__` defines."""
    holder: Any = sys.modules.get(module)
    for part in name.split("."):
        holder = getattr(holder, part, None)
    if isinstance(holder, type):
        if issubclass(holder, Module) or holder.__module__ == module == "__main__":
            return holder
    computes = module.startswith(("tutorgrad.nn.functional", "tutorgrad.ops"))
    return holder if computes and callable(holder) else None  # an activation that a layer keeps


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
