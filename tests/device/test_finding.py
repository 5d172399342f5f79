"""Devices by name: where tensors go, and what is said where there is no accelerator.

Protects: importing tutorgrad needs and touches nothing but NumPy; the simulated accelerator is
there only when asked for; a device's name means what it means in PyTorch.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading

import pytest

import tutorgrad as torch
from tutorgrad.backend import places


@pytest.fixture
def nothing(monkeypatch):
    """A machine on which nobody has looked for an accelerator yet."""
    monkeypatch.delenv(places.SWITCH, raising=False)
    monkeypatch.setattr(places._State, "found", None)


def run(code: str, **environment: str) -> str:
    """What a fresh Python prints."""
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**{k: v for k, v in os.environ.items() if k != places.SWITCH}, **environment},
    )
    return (result.stdout + result.stderr).strip()


WITHOUT = """
torch.ones(3, device='cuda')
torch.ones(3).to('cuda')
torch.ones(3).cuda()
torch.zeros_like(torch.ones(3), device='cuda:0')
torch.cuda.get_device_name(0)
torch.cuda.init()
torch.cuda.current_device()
torch.cuda.synchronize()
torch.cuda.get_rng_state()
torch.cuda.get_device_properties(0)
torch.cuda.current_stream()
"""
QUESTIONS = """
torch.cuda.is_available()
torch.cuda.device_count()
torch.cuda.is_simulated()
torch.cuda.is_initialized()
torch.cuda.memory_allocated()
torch.cuda.max_memory_allocated()
torch.cuda.memory_reserved()
torch.cuda.max_memory_reserved()
torch.cuda.empty_cache()
torch.cuda.manual_seed(1)
torch.cuda.manual_seed_all(1)
"""
HIDDEN = {"CUDA_VISIBLE_DEVICES": ""}  # a machine without a card, also where there is one


def each(expressions: str) -> list[str]:
    """What each expression is, or the error it raises, in a Python that finds no card."""
    code = f"""
import tutorgrad as torch
for expression in {expressions.strip().splitlines()}:
    try:
        print(eval(expression))
    except AssertionError as error:
        print("AssertionError:", error)
"""
    return run(code, **HIDDEN).splitlines()


def test_without_an_accelerator():
    assert each(WITHOUT) == ["AssertionError: Torch not compiled with CUDA enabled"] * 11
    number = "import tutorgrad as torch\ntorch.ones(3).cuda(1)"
    message = "RuntimeError: Cannot access accelerator device when none is available."
    assert run(number, **HIDDEN).endswith(message)


def test_questions_without_an_accelerator():
    assert each(QUESTIONS) == "False 0 False False 0 0 0 0 None None None".split()


def test_import_touches_numpy_alone():
    code = "import sys, tutorgrad; tutorgrad.manual_seed(0); print('cupy' in sys.modules)"
    assert run(code) == "False"


@pytest.mark.parametrize(("value", "count"), [("1", "1"), ("3", "3")])
def test_the_environment_switches_on(value, count):
    code = "import tutorgrad as t; print(t.cuda.device_count(), t.cuda.is_simulated())"
    assert run(code, TUTORGRAD_SIMULATE_CUDA=value) == f"{count} True"


def test_the_environment_is_read_with_care():
    said = run("import tutorgrad; tutorgrad.ones(1).cuda()", TUTORGRAD_SIMULATE_CUDA="yes")
    assert "TUTORGRAD_SIMULATE_CUDA must be a number of devices, for example 1, not 'yes'" in said


def test_switching_on_and_off(nothing):
    torch.manual_seed(5)
    torch.cuda.simulate()
    assert torch.cuda.device_count() == 1
    x = torch.ones(2, device="cuda")
    torch.cuda.simulate(2)
    assert torch.cuda.device_count() == 2
    assert (x + torch.ones(2, device="cuda")).tolist() == [2.0, 2.0], "the first card is the same"
    torch.cuda.simulate(0)
    assert not torch.cuda.is_simulated()
    assert str((x + 1).device) == "cuda:0", "what lives there goes on living"
    with pytest.raises(ValueError, match="cannot be below 0, but is -1"):
        torch.cuda.simulate(-1)


def test_a_seed_reaches_what_is_switched_off(nothing):
    torch.cuda.simulate()
    torch.cuda.simulate(0)
    torch.manual_seed(7)
    torch.cuda.simulate()
    first = torch.rand(3, device="cuda").tolist()
    torch.manual_seed(7)
    assert torch.rand(3, device="cuda").tolist() == first


# ------------------------------------------------------------------------------- torch.device


def test_names(kind):
    d = torch.device
    assert repr(d("cuda", 0)) == "device(type='cuda', index=0)"
    assert str(d("cuda:1")) == "cuda:1" and d(0) == d("cuda:0")
    assert d("cuda") != d("cuda:0") and d("cuda").index is None
    assert len({d("cpu"), d("cpu"), d("cuda:0")}) == 2
    assert pickle.loads(pickle.dumps(d("cuda:1"))) == d("cuda:1")
    x = torch.ones(2, device="cuda")
    assert x.device == d("cuda:0") and x.device != d("cuda")
    assert (x.is_cuda, x.is_cpu, x.get_device()) == (True, False, 0)
    assert x.type() == "torch.cuda.FloatTensor"


@pytest.mark.parametrize(
    ("expression", "error", "text"),
    [
        ("torch.device('')", RuntimeError, "Device string must not be empty"),
        ("torch.device('cuda:x')", RuntimeError, "Invalid device string: 'cuda:x'"),
        ("torch.device('cuda:01')", RuntimeError, "Invalid device string: 'cuda:01'"),
        ("torch.device('cuda', -1)", RuntimeError, "Device index must not be negative"),
        ("torch.device('gpu')", RuntimeError, "Expected one of cpu, cuda, ipu, xpu"),
        ("torch.device('cuda:0', 1)", RuntimeError, r"type \(string\) must not include an index"),
        ("torch.device(1.5)", TypeError, r"device\(\) received an invalid combination"),
        ("torch.ones(1, device=1.5)", TypeError, "argument 'device' must be torch.device, not f"),
        ("torch.ones(1, device='xpu')", AssertionError, "Torch not compiled with XPU enabled"),
        ("torch.ones(1, device='mps')", NotImplementedError, "from the 'MPS' backend"),
    ],
)
def test_names_that_are_none(expression, error, text):
    with pytest.raises(error, match=text):
        eval(expression)


def test_a_block_sets_the_default_device(kind):
    with torch.device("cuda"):
        made = [torch.ones(1), torch.tensor([1]), torch.arange(2), torch.rand(1), torch.eye(2)]
        made += [
            torch.as_tensor([1.0]),
            torch.empty(1),
            torch.full((1,), 2),
            torch.linspace(0, 1, 2),
        ]
        assert {str(t.device) for t in made} == {"cuda:0"}
        assert str(torch.get_default_device()) == "cuda:0"
        with torch.device("cpu"):
            assert str(torch.ones(1).device) == "cpu"
        assert str(torch.ones(1, device="cpu").device) == "cpu"
        assert str(torch.from_numpy(made[0].cpu().numpy()).device) == "cpu"
        seen = []
        thread = threading.Thread(target=lambda: seen.append(str(torch.ones(1).device)))
        thread.start()
        thread.join()
        assert seen == ["cpu"], "a default device belongs to its thread"
    assert str(torch.ones(1).device) == "cpu"


def test_the_default_device_can_be_set(kind):
    torch.set_default_device("cuda")
    try:
        assert str(torch.zeros(1).device) == "cuda:0"
    finally:
        torch.set_default_device(None)
    assert str(torch.zeros(1).device) == "cpu"
