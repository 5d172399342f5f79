"""What a learner reads when tensors live in the wrong place: PyTorch's exception, PyTorch's words.

Protects: the texts that PyTorch 2.13 has for devices, on every accelerator, and that nothing of the
array library below shines through.
"""

from __future__ import annotations

import re

import pytest

import tutorgrad as torch

TWO = (
    "Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cpu!"
)
BUT = (
    "Expected all tensors to be on the same device, but got {} is on {}, different from other "
    "tensors on {} (when checking argument in method wrapper_CUDA_{})"
)
HOST = (
    "can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host "
    "memory first."
)
INDEX = "indices should be either on cpu or on the same device as the indexed tensor (cpu)"

# `here` and `there` are (2, 2), on the CPU and on the accelerator; `i` and `j` are indices there.
ERRORS = [
    ("here + there", RuntimeError, TWO),
    ("there + here", RuntimeError, TWO),
    ("torch.where(there > 0, here, there)", RuntimeError, TWO),
    ("there == here", RuntimeError, TWO),
    ("here + there[0, 0]", RuntimeError, TWO),
    ("here.add_(there)", RuntimeError, TWO),
    ("there.add_(here)", RuntimeError, TWO),
    ("here[0, 0].add_(there[0, 0])", RuntimeError, TWO),
    ("torch.add(there, 1, out=here)", RuntimeError, TWO),
    ("there.masked_fill(here > 0, 0)", RuntimeError, TWO),
    ("torch.nn.functional.mse_loss(there, here)", RuntimeError, TWO),
    ("there.mm(here)", RuntimeError, BUT.format("mat2", "cpu", "cuda:0", "mm")),
    ("here.mm(there)", RuntimeError, BUT.format("mat2", "cuda:0", "cpu", "mm")),
    ("there @ here", RuntimeError, BUT.format("mat2", "cpu", "cuda:0", "mm")),
    (
        "torch.addmm(there[0], here, there)",
        RuntimeError,
        BUT.format("mat1", "cpu", "cuda:0", "addmm"),
    ),
    (
        "torch.bmm(there[None], here[None])",
        RuntimeError,
        BUT.format("mat2", "cpu", "cuda:0", "bmm"),
    ),
    ("torch.dot(there[0], here[0])", RuntimeError, BUT.format("tensor", "cpu", "cuda:0", "_dot")),
    ("torch.cat([there, here])", RuntimeError, BUT.format("tensors", "cpu", "cuda:0", "cat")),
    ("torch.stack([here, there])", RuntimeError, BUT.format("tensors", "cuda:0", "cpu", "cat")),
    ("there.gather(0, j.cpu())", RuntimeError, BUT.format("index", "cpu", "cuda:0", "gather")),
    (
        "there.index_select(0, i.cpu())",
        RuntimeError,
        BUT.format("index", "cpu", "cuda:0", "_index_select"),
    ),
    ("here[i]", RuntimeError, INDEX),
    ("here[there > 0]", RuntimeError, INDEX),
    ("there.numpy()", TypeError, HOST),
    ("np.asarray(there)", TypeError, HOST),
    ("np.sin(there)", TypeError, HOST),
    (
        "there.requires_grad_().sum(0).backward(here[0])",
        RuntimeError,
        "invalid gradient at index 0 - expected device cuda:0 but got cpu",
    ),
    (
        "setattr(there, 'grad', here)",
        RuntimeError,
        "attempting to assign a gradient with device type 'cpu' to a tensor with device type "
        "'cuda'. Please ensure that the gradient and the tensor are on the same device",
    ),
    (
        "torch.rand(2, device='cuda', generator=torch.Generator())",
        RuntimeError,
        "Expected a 'cuda' device type for generator but found 'cpu'",
    ),
    (
        "there.to('cuda:99')",
        torch.cuda.AcceleratorError,
        "CUDA error: invalid device ordinal\nGPU device may be out of range, do you have enough "
        "GPUs?\n",
    ),
]

WORKS = [  # single CPU numbers travel along, index tensors may stay on the CPU, copy_ crosses over
    "there + torch.tensor(2.5)",
    "torch.tensor(2.5) * there",
    "there.add_(torch.tensor(1))",
    "there.fill_(torch.tensor(3.0))",
    "there.masked_fill(there > 0, torch.tensor(7.0))",
    "torch.maximum(there, torch.tensor(0.5))",
    "there[torch.tensor([1, 0])]",
    "there[torch.tensor([True, False])]",
    "there.copy_(here)",
    "torch.where(there > 0, torch.tensor(1.0), there)",
]


def names(device):
    import numpy as np

    here = torch.tensor([[1.0, -2.0], [3.0, 4.0]])
    return {
        "torch": torch,
        "np": np,
        "here": here,
        "there": here.to(device),
        "i": torch.tensor([0, 1], device=device),
        "j": torch.tensor([[0, 1]], device=device),
    }


@pytest.mark.parametrize(("expression", "error", "text"), ERRORS, ids=[e[0] for e in ERRORS])
def test_says_what_pytorch_says(kind, expression, error, text):
    with pytest.raises(error, match="^" + re.escape(text)) as caught:
        eval(expression, names("cuda"))
    assert type(caught.value) is error


@pytest.mark.parametrize("expression", WORKS)
def test_may_meet(kind, expression):
    found = eval(expression, names("cuda"))
    expected = eval(expression, names("cpu"))
    assert str(found.device) == "cuda:0"
    assert found.tolist() == expected.tolist()


def test_assigning_crosses_over(kind):
    x = torch.zeros(4, device="cuda")
    x[0] = torch.tensor(5.0)
    x[1:3] = torch.ones(2)
    x[torch.tensor([3])] = torch.tensor(2.0)
    assert x.tolist() == [5.0, 1.0, 1.0, 2.0]
    with pytest.raises(RuntimeError, match="but got values is on cpu, different from"):
        x[torch.tensor([2, 3])] = torch.ones(2)
    y = torch.zeros(2).copy_(x[:2])
    assert str(y.device) == "cpu" and y.tolist() == [5.0, 1.0]


def test_two_accelerators_do_not_mix(simulated):
    a, b = torch.ones(2, device="cuda:0"), torch.ones(2, device="cuda:1")
    with pytest.raises(RuntimeError, match="at least two devices, cuda:0 and cuda:1!"):
        a + b
    with pytest.raises(RuntimeError, match="located on device with index '1' to a tensor located"):
        a.grad = b
    assert (a + b.to("cuda:0")).tolist() == [2.0, 2.0]
    assert str((b * 2).sum().device) == "cuda:1"
