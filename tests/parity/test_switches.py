"""Switches and side rooms of PyTorch that programs visit: mixed precision, backends, versions.

Protects: the calls that programs make there give what PyTorch gives on a machine without a GPU.
"""

from __future__ import annotations

from typing import Any

import pytest

import tutorgrad
from tests.parity.both import assert_same
from tutorgrad import version

pytestmark = pytest.mark.torch

PROGRAMS = """\
r = torch.__version__ >= (2, 0), torch.__version__ > '1.9', torch.__version__ < '3'
r = torch.version.cuda, torch.version.hip, str(torch.__version__).split('+')[0]
torch.set_num_threads(1); r = torch.get_num_threads()
torch.set_num_threads(0)
torch.set_num_threads('a')
torch.use_deterministic_algorithms(True); r = torch.are_deterministic_algorithms_enabled()
torch.use_deterministic_algorithms(False); r = torch.are_deterministic_algorithms_enabled()
torch.set_float32_matmul_precision('high'); r = torch.get_float32_matmul_precision()
b = torch.backends; r = b.cudnn.version(), b.mps.is_available(), b.cuda.is_built()
b = torch.backends.cudnn; r = b.enabled, b.benchmark, b.deterministic
torch.backends.cuda.matmul.allow_tf32 = False; r = torch.backends.cuda.matmul.allow_tf32
a = torch.accelerator; r = a.is_available(), a.current_accelerator(), a.device_count()
r = torch.compiler.is_compiling()
r = torch.typename(torch.ones(2)), torch.typename(2), torch.typename(nn.Linear(2, 3))
r = torch.is_autocast_enabled('cpu')
with torch.autocast('cpu'): r = torch.is_autocast_enabled('cpu')
with torch.autocast('cpu', enabled=False): r = (torch.ones(2, 2) @ torch.ones(2, 2)).dtype
with torch.autocast('cuda'): r = (torch.ones(2, 2) @ torch.ones(2, 2)).dtype
torch.autocast()
torch.autocast('foo')
torch.autocast(5)
s = torch.amp.GradScaler(); r = s.scale(torch.tensor(2.0)), s.get_scale(), s.state_dict()
s = torch.amp.GradScaler('cpu'); r = s.scale(torch.tensor(2.0)), s.get_scale(), s.state_dict()
torch.amp.GradScaler('cpu').update()
torch.amp.GradScaler('cpu', growth_factor=0.5)
torch.zerros
torch.nn.functional.foo
torch.optim.Foo"""

SCALED = """
p = nn.Parameter(torch.tensor([2.0, 3.0]))
o = optim.SGD([p], lr=0.1)
s = torch.amp.GradScaler('cpu', init_scale=8.0, growth_interval=2)
r = []
for factor in (1.0, 2.0, float('inf'), 3.0, 1.0):
    o.zero_grad()
    s.scale((p * p).sum() * factor).backward()
    if factor == 2.0:
        s.unscale_(o)
        r.append(p.grad.tolist())
    s.step(o)
    s.update()
    r.append((p.tolist(), s.get_scale(), s.state_dict()))
"""

SCALER = """
p = nn.Parameter(torch.tensor([2.0, 3.0]))
o = optim.SGD([p], lr=0.1)
s = torch.amp.GradScaler('cpu', init_scale=8.0)
loss = s.scale((p * p).sum())
"""
MISUSED = """\
s.step(o)
s.unscale_(o); s.step(o)
s.unscale_(o); s.update()
p.data = p.data.half(); s.scale((p * p).sum()).backward(); s.unscale_(o)
p.data = p.data.half(); s.scale((p * p).sum()).backward(); s.step(o)
loss.backward(); s.unscale_(o); s.unscale_(o)
loss.backward(); s.step(o); s.step(o)
loss.backward(); s.step(o); s.unscale_(o)"""


@pytest.mark.parametrize("program", MISUSED.splitlines())
def test_a_misused_scaler_raises_pytorchs_error(program: str) -> None:
    assert_same(program, SCALER)


@pytest.mark.parametrize("program", [*PROGRAMS.splitlines(), SCALED])
def test_side_rooms(program: str) -> None:
    assert_same(program)


def test_the_version_says_which_pytorch_and_which_tutorgrad(torch: Any) -> None:
    assert torch.__version__.startswith(version.PARITY)
    assert tutorgrad.__version__ == f"{version.PARITY}+tutorgrad.{version.OWN}"


def test_an_old_type_chooses_the_default_dtype(torch: Any) -> None:
    for old, dtype in ((tutorgrad.DoubleTensor, "float64"), ("torch.FloatTensor", "float32")):
        with pytest.warns(UserWarning, match="set_default_tensor_type.. is deprecated"):
            tutorgrad.set_default_tensor_type(old)
        assert tutorgrad.get_default_dtype() is getattr(tutorgrad, dtype)
    with pytest.warns(UserWarning), pytest.raises(TypeError) as ours:
        tutorgrad.set_default_tensor_type("torch.LongTensor")
    with pytest.raises(TypeError) as theirs:
        torch.set_default_tensor_type("torch.LongTensor")
    assert str(ours.value) == str(theirs.value)


def test_bfloat16_can_be_named_but_not_used() -> None:
    chosen = {"float32": tutorgrad.float32, "bfloat16": tutorgrad.bfloat16}["float32"]
    with tutorgrad.autocast("cpu", dtype=tutorgrad.bfloat16):
        assert tutorgrad.ones(2, dtype=chosen).dtype is tutorgrad.float32
    x = tutorgrad.ones(2)
    for use in (
        lambda: tutorgrad.ones(2, dtype=tutorgrad.bfloat16),
        lambda: x.to(tutorgrad.bfloat16),
        lambda: tutorgrad.set_default_dtype(tutorgrad.bfloat16),
        lambda: tutorgrad.nn.Linear(2, 2).to(tutorgrad.bfloat16),
    ):
        with pytest.raises(NotImplementedError, match="torch.bfloat16 is outside tutorgrad"):
            use()


def test_old_doors_to_mixed_precision_and_several_gpus() -> None:
    assert_same("s = torch.cuda.amp.GradScaler(enabled=False); r = s.is_enabled()")
    assert_same("r = torch.cuda.is_bf16_supported(), torch.nn.DataParallel(nn.Linear(2, 3))")
    assert_same("r = list(torch.nn.DataParallel(nn.Linear(2, 3)).state_dict())")
    assert_same("r = torch.nn.DataParallel(nn.Linear(2, 3))(torch.ones(1, 2))")
