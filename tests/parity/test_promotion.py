"""Every pair of dtypes, tensors with dimensions, 0-d tensors and numbers mixed: PyTorch's dtype.

Each case is one expression, evaluated by both libraries with the same operands. Where PyTorch
raises, the same exception with the same first line is expected.
"""

from __future__ import annotations

import itertools
import warnings
from typing import Any

import pytest
import torch

import tutorgrad

DTYPES = "bool uint8 int8 int16 int32 int64 float16 float32 float64".split()
NUMBERS = (True, 3, 2.5)

BINARY = {
    "add": "a + b",
    "sub": "a - b",
    "mul": "a * b",
    "truediv": "a / b",
    "floordiv": "a // b",
    "mod": "a % b",
    "pow": "a ** b",
    "eq": "a == b",
    "lt": "a < b",
    "and": "a & b",
    "or": "a | b",
    "maximum": "torch.maximum(torch.as_tensor(a), torch.as_tensor(b))",
    "where": "torch.where(mask, a, b)",
    "atan2": "torch.atan2(a, b)",
    "fmod": "torch.fmod(a, b)",
    "div_trunc": "torch.div(a, b, rounding_mode='trunc')",
    "div_floor": "torch.div(a, b, rounding_mode='floor')",
    "logical_and": "torch.logical_and(torch.as_tensor(a), torch.as_tensor(b))",
    "cat": "torch.cat([a.reshape(-1), b.reshape(-1)])",
    "stack": "torch.stack([a.reshape(-1)[0], b.reshape(-1)[0]])",
    "result_type": "torch.result_type(a, b)",
}

UNARY = {
    "sum": "x.sum()",
    "sum_dim": "x.sum(0)",
    "sum_dtype": "x.sum(dtype=torch.float64)",
    "prod": "x.prod()",
    "cumsum": "x.cumsum(0)",
    "cumprod": "x.cumprod(0)",
    "mean": "x.mean()",
    "var": "x.var()",
    "std": "x.std()",
    "max": "x.max()",
    "min_dim": "x.min(0).values",
    "argmax": "x.argmax()",
    "amax": "x.amax()",
    "all": "x.all()",
    "any": "x.any()",
    "norm": "x.norm()",
    "logsumexp": "x.logsumexp(0)",
    "count_nonzero": "x.count_nonzero()",
    "sort": "x.sort().values",
    "argsort": "x.argsort()",
    "topk": "x.topk(1).values",
    "abs": "x.abs()",
    "neg": "-x",
    "sqrt": "x.sqrt()",
    "exp": "x.exp()",
    "sin": "x.sin()",
    "sigmoid": "x.sigmoid()",
    "tanh": "x.tanh()",
    "log": "x.log()",
    "rsqrt": "x.rsqrt()",
    "reciprocal": "x.reciprocal()",
    "floor": "x.floor()",
    "ceil": "x.ceil()",
    "round": "x.round()",
    "trunc": "x.trunc()",
    "sign": "x.sign()",
    "square": "x.square()",
    "relu": "x.relu()",
    "clamp_int": "x.clamp(0, 1)",
    "clamp_float": "x.clamp(0.5)",
    "isnan": "x.isnan()",
    "logical_not": "x.logical_not()",
    "bitwise_not": "~x",
    "softmax": "x.softmax(0)",
    "log_softmax": "x.log_softmax(0)",
    "pow2": "x ** 2",
    "pow_half": "x ** 0.5",
    "two_pow": "2 ** x",
    "matmul": "x @ x",
    "mm": "x.reshape(1, -1).mm(x.reshape(-1, 1))",
    "dot": "x.dot(x)",
    "nonzero": "x.nonzero()",
    "tril": "x.reshape(1, -1).tril()",
    "masked_fill": "x.masked_fill(x > 1, 1)",
    "full_like": "torch.full_like(x, 2.5)",
    "ones_like": "torch.ones_like(x)",
    "iadd_float": "x.add_(1.5)",
    "imul_int": "x.mul_(2)",
    "idiv": "x.div_(2)",
    "index_assign": "x.index_put_((torch.tensor([0]),), torch.ones(1, dtype=x.dtype))",
    "mse": "torch.nn.functional.mse_loss(x, x)",
}


def outcome(lib: Any, expression: str, names: dict[str, Any]) -> str:
    """The dtype an expression gives, or the exception and the first line of its message."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            result = eval(expression, {"torch": lib, **names})
        except Exception as error:
            return f"{type(error).__name__}: {str(error).splitlines()[0]}"
    return str(getattr(result, "dtype", result))


def operand(lib: Any, spec: Any) -> Any:
    """A number as it is, or a tensor of a dtype with one dimension or none."""
    if not isinstance(spec, tuple):
        return spec
    dtype, ndim = spec
    return lib.ones((2,) if ndim else (), dtype=getattr(lib, dtype))


TENSORS = list(itertools.product(DTYPES, (0, 1)))


@pytest.fixture(params=["float32", "float64", "float16"])
def default_dtype(request: pytest.FixtureRequest):
    """Both libraries with one default dtype."""
    for lib in (torch, tutorgrad):
        lib.set_default_dtype(getattr(lib, request.param))
    yield request.param
    for lib in (torch, tutorgrad):
        lib.set_default_dtype(lib.float32)


@pytest.mark.parametrize("name", BINARY)
def test_two_operands(name: str, default_dtype: str) -> None:
    """Two tensors, or a tensor and a number on either side."""
    pairs = [*itertools.product(TENSORS, TENSORS)] if default_dtype == "float32" else []
    pairs += itertools.product(TENSORS, NUMBERS)
    pairs += itertools.product(NUMBERS, TENSORS)
    differences = []
    for a, b in pairs:
        want, got = (
            outcome(
                lib,
                BINARY[name],
                {"a": operand(lib, a), "b": operand(lib, b), "mask": lib.tensor([True, False])},
            )
            for lib in (torch, tutorgrad)
        )
        if want != got:
            differences.append((a, b, want, got))
    assert not differences, f"{len(differences)} of {len(pairs)}: {differences[:3]}"


@pytest.mark.parametrize("name", UNARY)
def test_one_operand(name: str, default_dtype: str) -> None:
    """One tensor of each dtype."""
    for dtype in DTYPES:
        want, got = (
            outcome(lib, UNARY[name], {"x": lib.ones(2, dtype=getattr(lib, dtype))})
            for lib in (torch, tutorgrad)
        )
        assert got == want, dtype
