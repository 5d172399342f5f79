"""Files go both ways: PyTorch reads what tutorgrad saves, and tutorgrad what PyTorch saves."""

from __future__ import annotations

import importlib
import io
import os
import zipfile
from typing import Any

import numpy as np
import pytest

import tutorgrad
from tutorgrad import safetensors

pytestmark = pytest.mark.torch

THINGS = {
    "state_dict": "torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU()).state_dict()",
    "dtypes": "[torch.arange(4).to(d) for d in (torch.bool, torch.uint8, torch.int8, torch.int16,"
    " torch.int32, torch.int64, torch.float16, torch.float32, torch.float64)]",
    "views": "(lambda x: {'x': x, 'row': x[1], 'turned': x.t(), 'gaps': x[:, ::2]})"
    "(torch.arange(12.).reshape(3, 4))",
    "parameter": "torch.nn.Parameter(torch.ones(2, 3))",
    "leaf": "torch.ones(2, requires_grad=True)",
    "empty": "[torch.empty(0, 3), torch.tensor(2.5)]",
    "rest": "{'size': torch.ones(2).shape, 'dtype': torch.float32, 'n': None, 'b': b'ab',"
    " 't': (1, 2.5, 'a'), 's': {1}, 'device': torch.device('cpu'), 'big': 2**70}",
    "optimizer": "torch.optim.Adam([torch.nn.Parameter(torch.ones(2))]).state_dict()",
    "random state": "torch.get_rng_state()",
}


def made(library: Any, name: str) -> Any:
    library.manual_seed(0)
    return eval(THINGS[name], {"torch": library})


def through(writer: Any, reader: Any, thing: Any) -> Any:
    buffer = io.BytesIO()
    writer.save(thing, buffer)
    buffer.seek(0)
    return reader.load(buffer)


@pytest.mark.parametrize("name", THINGS)
def test_both_ways(torch: Any, name: str) -> None:
    for writer, reader in ((torch, tutorgrad), (tutorgrad, torch)):
        assert repr(through(writer, reader, made(writer, name))) == repr(made(reader, name))


def test_shared_memory_stays_shared(torch: Any) -> None:
    for writer, reader in ((torch, tutorgrad), (tutorgrad, torch)):
        found = through(writer, reader, made(writer, "views"))
        found["x"][1, 0] = 99
        assert float(found["row"][0]) == float(found["turned"][0, 1]) == 99


def test_the_archives_have_the_same_layout(torch: Any, tmp_path: Any) -> None:
    layouts = []
    for library in (torch, tutorgrad):
        library.save(made(library, "state_dict"), tmp_path / "net.pt")
        with zipfile.ZipFile(tmp_path / "net.pt") as file:
            infos = file.infolist()
            layouts.append([(i.filename, i.file_size, i.compress_type) for i in infos])
            pickled = file.read("net/data.pkl")
            assert all(
                starts_at(tmp_path / "net.pt", i) % 64 == 0 for i in infos if "/data/" in i.filename
            )
        layouts[-1] = [x for x in layouts[-1] if "data.pkl" not in x[0]]
        assert b"torch._utils" in pickled and b"tutorgrad" not in pickled
    assert layouts[0] == layouts[1]


def starts_at(path: Any, info: Any) -> int:
    head = path.read_bytes()[info.header_offset : info.header_offset + 30]
    name, extra = np.frombuffer(head[26:30], "<u2")
    return info.header_offset + 30 + int(name) + int(extra)


class Command:
    def __reduce__(self) -> Any:
        return os.system, ("touch hostile",)


def test_refusals_have_pytorchs_words(torch: Any, tmp_path: Any) -> None:
    bad = {"blocked": Command(), "class": OrderedPair(1)}
    for thing in bad.values():
        buffer = io.BytesIO()
        torch.save(thing, buffer)
        texts = []
        for library in (torch, tutorgrad):
            buffer.seek(0)
            with pytest.raises(Exception) as caught:
                library.load(buffer)
            texts.append((type(caught.value), str(caught.value)))
        assert texts[0] == texts[1]
    for wrong in ("library.load(5)", "library.save(1, 5)", "library.save(1, '/no/such/folder')"):
        texts = []
        for library in (torch, tutorgrad):
            with pytest.raises(Exception) as caught:
                eval(wrong, {"library": library})
            texts.append((type(caught.value), str(caught.value)))
        if "folder" not in wrong:  # PyTorch asks for the parent of the parent there
            assert texts[0] == texts[1]


class OrderedPair:
    def __init__(self, x: int) -> None:
        self.x = x


def test_safetensors_both_ways(torch: Any, tmp_path: Any) -> None:
    theirs = importlib.import_module("safetensors.torch")
    path = tmp_path / "a.safetensors"
    theirs.save_file({"a": torch.arange(6.0).reshape(2, 3)}, path)
    assert safetensors.load_file(path)["a"].tolist() == [[0, 1, 2], [3, 4, 5]]
    safetensors.save_file({"a": tutorgrad.arange(6).reshape(3, 2)}, path)
    assert theirs.load_file(path)["a"].tolist() == [[0, 1], [2, 3], [4, 5]]
