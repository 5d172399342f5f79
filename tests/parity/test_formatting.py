"""Tensors are printed letter for letter as PyTorch prints them.

21,000 random tensors: 9 dtypes, 0 to 4 dimensions, 0 to 3,600 elements, whole and broken numbers
of all sizes, nan, inf and -0, with random print options, default dtypes and suffixes.
"""

import random

import numpy as np
import pytest
import torch

from tutorgrad import dtypes, formatting

pytestmark = pytest.mark.torch

DTYPES = [
    *("bool", "uint8", "int8", "int16", "int32", "int64"),
    *("float16", "float32", "float64", "float16", "float32", "float64"),
]
OPTIONS = {
    "precision": [0, 1, 2, 3, 6, 10],
    "threshold": [0, 5, 10, 50, float("inf")],
    "edgeitems": [1, 2, 3, 5],
    "linewidth": [10, 20, 40, 60, 100, 200],
    "profile": ["default", "short", "full"],
    "sci_mode": [True, False],
}
SPECIAL = (np.nan, np.inf, -np.inf, 0.0, -0.0)
SCALES = (0, 0, 0, 1, 2, 3, 4, 6, 8, 9, -1, -3, -4, -5, -8, 30, -40, 300)


@pytest.fixture(autouse=True)
def default_options():
    """Leave both libraries as they were found."""
    yield
    for library in (torch, formatting):
        library.set_printoptions(profile="default")
    set_default("float32")


def set_default(dtype):
    torch.set_default_dtype(getattr(torch, dtype))
    dtypes.set_default_dtype(getattr(dtypes, dtype))


def random_shape(choose):
    ndim = choose.randint(0, 4)
    kind = choose.random()
    if kind < 0.3:
        return tuple(choose.choice([0, 1, 2, 3, 5, 6, 7, 8, 12]) for _ in range(ndim))
    if kind < 0.37 and ndim:
        return (choose.randint(900, 1100), choose.randint(1, 3))[:ndim]
    if kind < 0.44 and ndim:
        return tuple(choose.randint(1, 60 // ndim) for _ in range(ndim))
    return tuple(choose.randint(1, 7) for _ in range(ndim))


def random_array(choose, dtype, shape):
    numbers = np.random.RandomState(choose.getrandbits(32))
    if dtype == "bool":
        return np.asarray(numbers.uniform(size=shape) < 0.5)
    if "int" in dtype:
        info = np.iinfo(dtype)
        values = np.asarray(numbers.normal(size=shape)) * 10.0 ** choose.randint(0, 18)
        return np.asarray(values.clip(float(info.min), info.max * 0.99)).astype(dtype)
    values = np.asarray(numbers.normal(size=shape)) * 10.0 ** choose.choice(SCALES)
    kind = choose.randint(0, 6)
    if kind == 0:
        values = np.round(values)
    elif kind == 1:
        values = values * 10.0 ** numbers.randint(-4, 5, size=shape)
    elif kind == 2:
        values = np.round(values, 2)
    values = np.array(values)
    if choose.random() < 0.3:
        for special in SPECIAL:
            values[numbers.uniform(size=shape) < choose.choice([0, 0.1, 0.5])] = special
    with np.errstate(over="ignore"):
        return values.astype(dtype)


def random_options(choose):
    if choose.random() > 0.15:
        return {}
    chosen = {name: choose.choice(values) for name, values in OPTIONS.items()}
    return {name: value for name, value in chosen.items() if choose.random() < 0.5}


def with_history(choose, tensor):
    """The tensor, in 40 % of the cases one that requires a gradient or has a grad_fn."""
    if not tensor.is_floating_point() or choose.random() > 0.4:
        return tensor
    tensor.requires_grad_()
    return choose.choice([lambda x: x, lambda x: x.view_as(x), torch.clone])(tensor)


def ours(array, tensor, **more):
    """What our printing says for a tensor with these elements and this history."""
    grad_fn = type(tensor.grad_fn).__name__ if tensor.grad_fn is not None else None
    requires_grad = tensor.requires_grad
    return formatting.tensor_repr(array, grad_fn=grad_fn, requires_grad=requires_grad, **more)


@pytest.mark.parametrize("seed", range(7))
def test_random_tensors_print_as_in_pytorch(seed):
    choose = random.Random(seed)
    for case in range(3000):
        array = random_array(choose, choose.choice(DTYPES), random_shape(choose))
        tensor = with_history(choose, torch.from_numpy(array.copy()))
        options = random_options(choose)
        set_default("float64" if choose.random() < 0.1 else "float32")
        for library in (torch, formatting):
            library.set_printoptions(profile="default")
            library.set_printoptions(**options)
        assert ours(array, tensor) == repr(tensor), (seed, case, options)


@pytest.mark.parametrize(
    "shape",
    [
        (1001,),
        (3, 400),
        (400, 3),
        (7, 7, 30),
        (2, 2, 2, 200),
        (11, 11, 11),
        (10_000, 2),
    ],
)
@pytest.mark.parametrize("order", ["C", "F"])
def test_summaries_take_the_corners_of_any_layout(shape, order):
    numbers = np.random.RandomState(0)
    array = np.asarray(numbers.normal(size=shape) * 10, np.float32, order=order)
    array[tuple(np.array(shape) // 2)] = 1e9  # not shown, must have no say in the style
    tensor = torch.from_numpy(array)
    assert ours(array, tensor) == repr(tensor)


def test_subclasses_print_their_name_and_indent():
    class Measurement(torch.Tensor):
        pass

    for shape in ((2, 3), (40,), (3, 0)):
        tensor = torch.zeros(shape).as_subclass(Measurement)
        assert ours(np.zeros(shape, np.float32), tensor, prefix="Measurement(") == repr(tensor)


def test_device_stands_first_among_the_suffixes():
    """Without a second device here, PyTorch's meta device shows the order."""
    tensor = torch.zeros(2, 0, device="meta", dtype=torch.float64, requires_grad=True)
    for library in (torch, formatting):
        library.set_printoptions(linewidth=200)
    text = formatting.tensor_repr(np.zeros((2, 0)), device="meta", requires_grad=True)
    assert text.replace("[]", "...") == repr(tensor)


def test_print_options_are_those_of_pytorch():
    """Every call, alone and after others, leaves the same options behind."""
    choose = random.Random(5)
    for _ in range(500):
        options = {name: choose.choice(values) for name, values in OPTIONS.items()}
        options = {name: value for name, value in options.items() if choose.random() < 0.4}
        for library in (torch, formatting):
            library.set_printoptions(**options)
        assert formatting.get_printoptions() == torch._tensor_str.get_printoptions()
        with (
            formatting.printoptions(**options),
            torch._tensor_str.printoptions(**options),
        ):
            assert formatting.get_printoptions() == torch._tensor_str.get_printoptions()
        assert formatting.get_printoptions() == torch._tensor_str.get_printoptions()
