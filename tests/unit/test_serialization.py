"""Saving and loading.

Protects: what is saved comes back (values, dtypes, shapes, strides, shared memory, containers),
files are written whole or not at all, and damaged or hostile files raise one clear error and run
no code.
"""

from __future__ import annotations

import io
import os
import pickle
import struct
import zipfile
from collections import Counter, OrderedDict, namedtuple
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tutorgrad as torch
from tutorgrad import files, safetensors

DTYPES = "bool uint8 int8 int16 int32 int64 float16 float32 float64".split()
tensors = st.builds(
    lambda shape, dtype, turn: (
        (torch.arange(int(np.prod(shape))).reshape(shape) % 2)
        .to(getattr(torch, dtype))
        .permute(tuple(np.random.default_rng(turn).permutation(len(shape))))
    ),
    st.lists(st.integers(0, 3), max_size=3).map(tuple),
    st.sampled_from(DTYPES),
    st.integers(0, 9),
)
leaves = tensors | st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()
objects = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        | st.tuples(inner, inner)
    ),
    max_leaves=8,
)


def saved(thing: Any) -> bytes:
    buffer = io.BytesIO()
    torch.save(thing, buffer)
    return buffer.getvalue()


def loaded(content: bytes, **options: Any) -> Any:
    return torch.load(io.BytesIO(content), **options)


def same(a: Any, b: Any) -> bool:
    if isinstance(a, torch.Tensor):
        return (
            (a.shape, a.dtype, a.stride()) == (b.shape, b.dtype, b.stride())
            and a.requires_grad == b.requires_grad
            and bool((a == b).all())
        )
    if isinstance(a, dict):
        return list(a) == list(b) and all(map(same, a.values(), b.values()))
    if isinstance(a, list | tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    return repr(a) == repr(b)


# ------------------------------------------------------------------------------ there and back


@settings(max_examples=60, deadline=None)
@given(objects)
def test_what_is_saved_comes_back(thing: Any) -> None:
    assert same(loaded(saved(thing)), thing)


def test_other_things_come_back() -> None:
    thing = {
        "parameter": torch.nn.Parameter(torch.ones(2)),
        "frozen": torch.nn.Parameter(torch.ones(2), requires_grad=False),
        "leaf": torch.ones(2, requires_grad=True),
        "size": torch.ones(2, 3).shape,
        "dtype": torch.float16,
        "device": torch.device("cpu"),
        "set": {1, 2},
        "counter": Counter("aab"),
        "ordered": OrderedDict(b=1, a=2),
    }
    found = loaded(saved(thing))
    assert repr(found) == repr(thing)
    assert [type(v) for v in found.values()] == [type(v) for v in thing.values()]
    assert found["dtype"] is torch.float16


def test_tensors_of_one_memory_share_it_again_and_it_is_saved_once() -> None:
    base = torch.arange(1000.0)
    content = saved({"all": base, "part": base[10:20], "turned": base.view(10, 100).t()})
    found = loaded(content)
    found["all"][10] = -1
    assert found["part"][0] == found["turned"][10, 0] == -1
    assert len(content) < 2 * 4 * 1000


def test_a_network_and_its_optimizer_go_on_where_they_stopped() -> None:
    def make() -> tuple[Any, Any]:
        torch.manual_seed(0)
        net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1))
        return net, torch.optim.Adam(net.parameters(), lr=0.1)

    def train(net: Any, optimizer: Any, steps: int) -> None:
        for _ in range(steps):
            optimizer.zero_grad()
            net(torch.ones(5, 3)).square().sum().backward()
            optimizer.step()

    one, its = make()
    train(one, its, 3)
    content = saved({"net": one.state_dict(), "optimizer": its.state_dict()})
    train(one, its, 3)
    two, other = make()
    checkpoint = loaded(content)
    two.load_state_dict(checkpoint["net"])
    other.load_state_dict(checkpoint["optimizer"])
    train(two, other, 3)
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), two.parameters(), strict=True))


def test_a_whole_network_comes_back_only_when_asked() -> None:
    content = saved(torch.nn.Linear(2, 3))
    with pytest.raises(pickle.UnpicklingError, match="Unsupported global: GLOBAL tutorgrad.nn"):
        loaded(content)
    assert repr(loaded(content, weights_only=False)).startswith("Linear(in_features=2")
    with torch.serialization.safe_globals([torch.nn.Linear]):
        assert loaded(content).out_features == 3
    assert torch.serialization.get_safe_globals() == []


def test_map_location() -> None:
    content = saved(torch.ones(2))
    for where in ("cpu", torch.device("cpu"), {"cpu": "cpu"}, lambda storage, place: storage):
        assert loaded(content, map_location=where).device.type == "cpu"
    torch.cuda.simulate()
    assert loaded(content, map_location="cuda").device.type == "cuda"
    torch.cuda.simulate(0)  # the tensor's card lives on, but "cuda" means nothing any more
    with pytest.raises(RuntimeError, match="Attempting to deserialize object on a CUDA device"):
        loaded(content, map_location="cuda")


# ------------------------------------------------------------------- whole files or none at all


def test_a_failed_save_leaves_the_old_file(tmp_path: Any, monkeypatch: Any) -> None:
    path = tmp_path / "a.pt"
    torch.save(torch.ones(2), path)

    def full(*args: Any) -> None:
        raise OSError(28, "No space left on device")

    for name in ("fsync", "replace"):
        with monkeypatch.context() as patch, pytest.raises(OSError, match="No space left"):
            patch.setattr(files.os, name, full)
            torch.save(torch.zeros(3), path)
        assert os.listdir(tmp_path) == ["a.pt"]
        assert torch.load(path).tolist() == [1, 1]


def test_a_function_cannot_be_saved_and_nothing_is_written(tmp_path: Any) -> None:
    with pytest.raises(AttributeError, match="Can't (pickle|get) local object"):
        torch.save(lambda x: x, tmp_path / "a.pt")
    with pytest.raises(RuntimeError, match="Parent directory .* does not exist"):
        torch.save(1, tmp_path / "no" / "a.pt")
    assert os.listdir(tmp_path) == []


# ------------------------------------------------------------------------- damaged and hostile


CONTENT = saved({"a": torch.arange(6.0), "b": [1, 2.5, "text"]})
DAMAGED = (RuntimeError, pickle.UnpicklingError, EOFError)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(CONTENT)))
def test_a_file_that_is_cut_off_says_so(length: int) -> None:
    if length < len(CONTENT):
        with pytest.raises(DAMAGED):
            loaded(CONTENT[:length])


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(CONTENT) - 1), st.integers(1, 255))
def test_a_damaged_byte_is_noticed_or_harmless(at: int, change: int) -> None:
    damaged = bytearray(CONTENT)
    damaged[at] ^= change
    try:
        found = loaded(bytes(damaged))
    except DAMAGED:
        return
    assert same(found, loaded(CONTENT))


def forged(pickled: bytes, **records: bytes) -> bytes:
    """An archive with a pickle of our own."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("x/data.pkl", pickled)
        for name, content in records.items():
            file.writestr(f"x/{name.replace('_', '/')}", content)
    return buffer.getvalue()


class Call:
    """Pickles as the call of a function."""

    def __init__(self, function: Any, *args: Any) -> None:
        self.parts = function, args

    def __reduce__(self) -> Any:
        return self.parts


HOSTILE = {
    "a shell command": Call(os.system, "touch hostile"),
    "exec": Call(exec, "open('hostile', 'w')"),
    "open": Call(open, "hostile", "w"),
    "a file of torch.save": Call(torch.save, 1, "hostile"),
    "getattr": Call(getattr, os, "system"),
    "a class of the standard library": Call(pickle.Unpickler, io.BytesIO),
    "import": Call(__import__, "antigravity"),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("weights_only", [True, False])
def test_a_hostile_file_runs_nothing(
    name: str, weights_only: bool, tmp_path: Any, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    try:
        pickled = pickle.dumps(HOSTILE[name], 2)
    except TypeError:
        pickled = pickle.dumps(Call(getattr, "x", "upper"), 2)
    with pytest.raises(pickle.UnpicklingError):
        loaded(forged(pickled), weights_only=weights_only)
    assert os.listdir(tmp_path) == []


REACHING = {  # pickles that reach into the library or the standard library
    "through a module's own imports": (
        b"ctutorgrad.ops.linalg.products\nnp.lib._npyio_impl.os.system\n"
        b"(X\x0d\0\0\0touch hostiletR."
    ),
    "through a class": b"ctutorgrad.nn\nModule.forward.__globals__\n.",
    "a class of the library rewritten": b"ctorch\nSize\nN}(X\x05\0\0\0numelX\x04\0\0\0evilu\x86b.",
    "a dtype rewritten": b"ctorch\nfloat64\nN}(X\x04\0\0\0nameX\x04\0\0\0evilu\x86b.",
    "a function rewritten": (
        b"ctorch._utils\n_rebuild_tensor_v2\nN}(X\x0c\0\0\0__defaults__Nu\x86b."
    ),
}


@pytest.mark.parametrize("name", REACHING)
@pytest.mark.parametrize("weights_only", [True, False])
def test_a_hostile_file_changes_nothing(
    name: str, weights_only: bool, tmp_path: Any, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(pickle.UnpicklingError):
        loaded(forged(b"\x80\x02" + REACHING[name]), weights_only=weights_only)
    assert os.listdir(tmp_path) == []
    assert torch.zeros(2).shape.numel() == 2 and str(torch.float64) == "torch.float64"
    assert same(loaded(CONTENT), {"a": torch.arange(6.0), "b": [1, 2.5, "text"]})


def test_a_layer_with_a_function_comes_back() -> None:
    layer = torch.nn.TransformerEncoderLayer(4, 2, 8, activation=torch.nn.functional.gelu)
    found = loaded(saved(layer), weights_only=False)
    assert found.activation is torch.nn.functional.gelu


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_every_protocol_can_be_read(protocol: int) -> None:
    buffer = io.BytesIO()
    torch.save({"a": torch.ones(2)}, buffer, pickle_protocol=protocol)
    assert loaded(buffer.getvalue())["a"].tolist() == [1, 1]


def test_a_link_stays_a_link_and_long_names_are_written(tmp_path: Any) -> None:
    (tmp_path / "link.pt").symlink_to(tmp_path / "there.pt")
    torch.save(torch.ones(2), tmp_path / "link.pt")
    assert (tmp_path / "link.pt").is_symlink() and (tmp_path / "there.pt").is_file()
    torch.save(torch.ones(2), tmp_path / ("x" * 250))
    torch.save(torch.ones(2), os.devnull)
    assert len(os.listdir(tmp_path)) == 3 and not os.path.isfile(os.devnull)


def test_a_class_can_be_allowed_under_another_name() -> None:
    content = saved(Point(1, 2))
    name = f"{Point.__module__}.Point"
    with torch.serialization.safe_globals([(Point, name)]):
        assert loaded(content) == Point(1, 2)


def tensor_call(count: int, offset: int, size: Any, stride: Any, key: str = "0") -> bytes:
    """The pickle of a tensor with geometry of our choice."""
    dump = lambda thing: pickle.dumps(thing, 2)[2:-1]  # noqa: E731
    storage = b"(" + dump("storage") + b"ctorch\nFloatStorage\n"
    storage += dump(key) + dump("cpu") + dump(count) + b"tQ"
    rest = b"".join(map(dump, (offset, size, stride, False))) + b"ccollections\nOrderedDict\n)R"
    return b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n(" + storage + rest + b"tR."


NUMBERS = struct.pack("<6f", *range(6))


def test_the_forged_tensor_is_one() -> None:
    found = loaded(forged(tensor_call(6, 0, (2, 3), (3, 1)), data_0=NUMBERS))
    assert found.tolist() == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (tensor_call(6, 0, (7,), (1,)), "out of bounds for storage of size 24"),
        (tensor_call(6, 4, (3,), (1,)), "out of bounds for storage of size 24"),
        (tensor_call(6, -1, (2,), (1,)), "out of bounds"),
        (tensor_call(6, 5, (2,), (-1,)), "Negative strides"),
        (tensor_call(6, 0, (2, 3), (3,)), "mismatch in length of strides and shape"),
        (tensor_call(9, 0, (9,), (1,)), "has 24 bytes, but 9 elements of float32 take 36"),
        (tensor_call(6, 0, (6,), (1,), key="1"), "failed locating file data/1"),
    ],
)
def test_a_tensor_cannot_reach_outside_its_numbers(call: bytes, message: str) -> None:
    with pytest.raises(RuntimeError, match=message):
        loaded(forged(call, data_0=NUMBERS))


def test_other_files_are_refused(tmp_path: Any) -> None:
    for content, kind, message in [
        (b"", EOFError, "empty"),
        (b"hello", pickle.UnpicklingError, "no zip archive"),
        (pickle.dumps({"a": 1}), pickle.UnpicklingError, "no zip archive"),
        (b"PK\3\4", RuntimeError, "failed finding central directory"),
    ]:
        path = tmp_path / "f"
        path.write_bytes(content)
        with pytest.raises(kind, match=message):
            torch.load(path)
    with pytest.raises(FileNotFoundError):
        torch.load(tmp_path / "none")
    with pytest.raises(AttributeError, match="has no attribute 'seek'"):
        torch.load(5)


# -------------------------------------------------------------------------------- safetensors


def test_safetensors_there_and_back(tmp_path: Any) -> None:
    things = {d: torch.arange(6).reshape(2, 3).to(getattr(torch, d)).t() for d in DTYPES}
    safetensors.save_file(things, tmp_path / "a.safetensors", {"format": "pt"})
    found = safetensors.load_file(tmp_path / "a.safetensors")
    assert {n: t.tolist() for n, t in found.items()} == {n: t.tolist() for n, t in things.items()}
    assert all(found[d].dtype is getattr(torch, d) for d in DTYPES)
    with pytest.raises(RuntimeError, match="'a' and 'b' share memory"):
        safetensors.save({"a": (x := torch.ones(3)), "b": x[1:]})
    with pytest.raises(ValueError, match="Key `a` is invalid, expected Tensor but received"):
        safetensors.save({"a": 2.0})


Point = namedtuple("Point", "x y")


def test_classes_of_the_program_are_named_in_the_error() -> None:
    content = saved(Point(1, 2))
    for weights_only, match in ((True, "add_safe_globals"), (False, "runs no code")):
        with pytest.raises(pickle.UnpicklingError, match=match):
            loaded(content, weights_only=weights_only)
    with torch.serialization.safe_globals([Point]):
        assert loaded(content) == Point(1, 2)
