"""Custom Functions, gradient checks, Jacobians and Hessians.

Everything here holds for PyTorch too, and was written with both at hand.
"""

from __future__ import annotations

from typing import Any

import pytest

import tutorgrad as torch

f64 = torch.float64


def leaf(*values: Any) -> Any:
    return torch.tensor(values, dtype=f64, requires_grad=True)


# ----------------------------------------------------------------------------- Function


class Cube(torch.autograd.Function):
    """x³, with a derivative that can be differentiated again."""

    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        (x,) = ctx.saved_tensors
        return grad * 3 * x * x


def test_a_function_has_a_node_of_its_name() -> None:
    y = Cube.apply(leaf(2))
    assert y.grad_fn.name() == "CubeBackward" and y.requires_grad and not y.is_leaf


def test_a_function_passes_gradcheck_and_gradgradcheck() -> None:
    x = leaf(0.3, -1.2)
    assert torch.autograd.gradcheck(Cube.apply, (x,))
    assert torch.autograd.gradgradcheck(Cube.apply, (x,))


class Exp(torch.autograd.Function):
    """Saves its output, as exp does."""

    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        y = x.exp()
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        (y,) = ctx.saved_tensors
        return grad * y


def test_a_saved_output_carries_its_history() -> None:
    assert torch.autograd.gradgradcheck(Exp.apply, (leaf(0.3, -1.2),))


def test_saved_tensors_are_guarded_and_freed() -> None:
    x = leaf(1, 2)
    y = Exp.apply(x)
    y.detach().mul_(2)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()
    z = Cube.apply(x).sum()
    z.backward()
    with pytest.raises(RuntimeError, match="second time"):
        z.backward()


class Scale(torch.autograd.Function):
    """Tensor and other arguments, None saved, and what needs a gradient."""

    seen: list[Any] = []

    @staticmethod
    def forward(ctx: Any, x: Any, factor: float, w: Any, name: str) -> Any:
        ctx.save_for_backward(x, None, w)
        ctx.factor, ctx.title = factor, name
        return x * factor * w

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        x, nothing, w = ctx.saved_tensors
        Scale.seen = [nothing, ctx.title, ctx.needs_input_grad]
        return grad * ctx.factor * w, None, grad * ctx.factor * x, None


def test_arguments_that_are_no_tensors() -> None:
    x, w = leaf(1, 2), torch.tensor([3.0, 4.0], dtype=f64)
    Scale.apply(x, 10.0, w, "ten").sum().backward()
    assert x.grad.tolist() == [30, 40]
    assert Scale.seen == [None, "ten", (True, False, False, False)]


class Pair(torch.autograd.Function):
    """Two outputs, of which one may be unused, and a whole number."""

    seen: list[Any] = []
    materialize = True

    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        ctx.set_materialize_grads(Pair.materialize)
        order = x.argsort()
        ctx.mark_non_differentiable(order)
        return x * 2, x * 3, order

    @staticmethod
    def backward(ctx: Any, a: Any, b: Any, order: Any) -> Any:
        Pair.seen = [None if g is None else g.tolist() for g in (a, b)]
        zero = 0
        return (zero if a is None else a * 2) + (zero if b is None else b * 3)


@pytest.mark.parametrize(("materialize", "second"), [(True, [0, 0]), (False, None)])
def test_outputs_that_nobody_used(materialize: bool, second: Any) -> None:
    Pair.materialize = materialize
    x = leaf(2, 1)
    a, b, order = Pair.apply(x)
    assert (order.tolist(), order.requires_grad, b.requires_grad) == ([1, 0], False, True)
    a.sum().backward()
    assert Pair.seen == [[1, 1], second] and x.grad.tolist() == [2, 2]


class Double(torch.autograd.Function):
    """Works in place."""

    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        x.mul_(2)
        ctx.mark_dirty(x)
        return x

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        return grad * 2


def test_a_function_may_work_in_place() -> None:
    x = leaf(1, 2)
    y = x * 1
    z = Double.apply(y)
    assert z is y and y._version == 2 and y.grad_fn.name() == "DoubleBackward"
    z.sum().backward()
    assert x.grad.tolist() == [2, 2]
    with pytest.raises(RuntimeError, match="a leaf Variable that requires grad has been used"):
        Double.apply(leaf(1))


class Same(torch.autograd.Function):
    """Returns its input as it came."""

    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        return x

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        return grad * 5


def test_an_input_that_is_returned_becomes_a_value_of_its_own() -> None:
    x = leaf(1, 2)
    y = Same.apply(x)
    assert y is not x and y.grad_fn.name() == "SameBackward" and x.is_leaf
    y.sum().backward()
    assert x.grad.tolist() == [5, 5]


class Setup(torch.autograd.Function):
    """The form in two steps."""

    @staticmethod
    def forward(x: Any, power: int) -> Any:
        return x**power

    @staticmethod
    def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
        x, ctx.power = inputs
        ctx.save_for_backward(x)

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        (x,) = ctx.saved_tensors
        return grad * ctx.power * x ** (ctx.power - 1), None


def test_setup_context() -> None:
    assert torch.autograd.gradgradcheck(lambda x: Setup.apply(x, 3), (leaf(0.5, -1.0),))


class Once(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, grad: Any) -> Any:
        assert not torch.is_grad_enabled()
        (x,) = ctx.saved_tensors
        return grad * 2 * x


def test_once_differentiable() -> None:
    x = leaf(3)
    v = torch.ones(1, dtype=f64, requires_grad=True)
    (first,) = torch.autograd.grad(Once.apply(x), x, v, create_graph=True)
    assert first.tolist() == [6]
    with pytest.raises(RuntimeError, match="marked with @once_differentiable"):
        first.sum().backward()


def wrong(returns: Any) -> Any:
    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any, n: int) -> Any:
            return x * n

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            return returns(grad)

    return Wrong


@pytest.mark.parametrize(
    ("returns", "message"),
    [
        (lambda g: g, "returned an incorrect number of gradients \\(expected 2, got 1\\)"),
        (
            lambda g: (g, None, g),
            "returned an incorrect number of gradients \\(expected 2, got 3\\)",
        ),
        (lambda g: (g, g), "returned a gradient different than None at position 2"),
        (lambda g: (g[:1], None), "returned an invalid gradient at index 0"),
    ],
)
def test_what_a_backward_must_not_return(returns: Any, message: str) -> None:
    y = wrong(returns).apply(leaf(1, 2, 3), 2)
    with pytest.raises(RuntimeError, match=message):
        y.sum().backward()


def test_forward_runs_without_recording() -> None:
    class Look(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            assert not torch.is_grad_enabled()
            return x * 2

    with pytest.raises(NotImplementedError, match="You must implement either the backward or vjp"):
        Look.apply(leaf(1)).sum().backward()


# --------------------------------------------------------------------------------- gradcheck


class Wrong(torch.autograd.Function):
    """x² with 1.9 x for its derivative."""

    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        (x,) = ctx.saved_tensors
        return grad * 1.9 * x


def test_gradcheck_catches_a_wrong_rule() -> None:
    x = leaf(1.0, 2.0)
    with pytest.raises(
        RuntimeError, match="Jacobian mismatch for output 0 with respect to input 0"
    ):
        torch.autograd.gradcheck(Wrong.apply, (x,))
    assert not torch.autograd.gradcheck(Wrong.apply, (x,), raise_exception=False)
    assert torch.autograd.gradcheck(Wrong.apply, (x,), rtol=0.2)


def test_gradgradcheck_catches_a_rule_that_hides_its_history() -> None:
    class Hidden(Cube):
        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            (x,) = ctx.saved_tensors
            return grad * 3 * (x * x).detach()

    x = leaf(1.0, 2.0)
    assert torch.autograd.gradcheck(Hidden.apply, (x,))
    with pytest.raises(RuntimeError, match="Jacobian mismatch"):
        torch.autograd.gradgradcheck(Hidden.apply, (x,))


def test_gradcheck_wants_inputs_in_double_precision() -> None:
    with pytest.raises(ValueError, match="at least one input tensor to require gradient"):
        torch.autograd.gradcheck(torch.sin, (torch.ones(2, dtype=f64),))
    x = torch.ones(2, requires_grad=True)
    with pytest.warns(UserWarning, match="is not a double precision floating point"):
        torch.autograd.gradcheck(torch.sin, (x,), eps=1e-2, atol=1e-2)


def test_gradcheck_looks_at_all_inputs_and_outputs() -> None:
    def two(a: Any, b: Any, n: int) -> Any:
        return a * b * n, (a @ b).sum()

    a = torch.randn(2, 2, dtype=f64, requires_grad=True)
    b = torch.randn(2, 2, dtype=f64, requires_grad=True)
    assert torch.autograd.gradcheck(two, (a, b, 3)) and torch.autograd.gradgradcheck(two, (a, b, 3))


# ---------------------------------------------------------------------------------- functional

AF = torch.autograd.functional
X, Y = torch.tensor([1.0, 2.0], dtype=f64), torch.tensor([3.0, 5.0], dtype=f64)
A = torch.tensor([[2.0, 1.0], [1.0, 3.0]], dtype=f64)


def cubes(x: Any) -> Any:
    return x**3


def form(x: Any) -> Any:
    return 0.5 * x @ A @ x


def mixed(x: Any, y: Any) -> Any:
    return (x * x * y).sum()


def test_jacobian_has_the_closed_form() -> None:
    assert AF.jacobian(cubes, X).tolist() == [[3, 0], [0, 12]]
    assert AF.jacobian(lambda x: x.sum(), X).tolist() == [1, 1]
    left, right = AF.jacobian(lambda x, y: x * y, (X, Y))
    assert (left.tolist(), right.tolist()) == ([[3, 0], [0, 5]], [[1, 0], [0, 2]])
    (both,) = [AF.jacobian(lambda x: (x.sum(), x * 2), X)]
    assert (both[0].tolist(), both[1].tolist()) == ([1, 1], [[2, 0], [0, 2]])
    assert AF.jacobian(lambda x: x.outer(x), X).shape == (2, 2, 2)


def test_hessian_has_the_closed_form() -> None:
    assert AF.hessian(form, X).tolist() == A.tolist()
    (xx, xy), (yx, yy) = AF.hessian(mixed, (X, Y))
    assert xx.tolist() == [[6, 0], [0, 10]] and yy.tolist() == [[0, 0], [0, 0]]
    assert xy.tolist() == [[2, 0], [0, 4]] == yx.T.tolist()
    with pytest.raises(RuntimeError, match="should contain a single element"):
        AF.hessian(cubes, X)


def test_products_with_vectors() -> None:
    v = torch.tensor([10.0, 100.0], dtype=f64)
    value, product = AF.vjp(cubes, X, v)
    assert (value.tolist(), product.tolist()) == ([1, 8], [30, 1200])
    assert AF.jvp(cubes, X, v)[1].tolist() == [30, 1200]
    assert AF.jvp(lambda x: A @ x, X, v)[1].tolist() == (A @ v).tolist()
    assert AF.vjp(lambda x: A[0] @ x, X)[1].tolist() == [2, 1]
    value, product = AF.hvp(form, X, v)
    assert value.item() == form(X).item() and product.tolist() == (A @ v).tolist()
    assert AF.vhp(form, X, v)[1].tolist() == (v @ A).tolist()
    _, (px, py) = AF.hvp(mixed, (X, Y), (v, v))
    assert px.tolist() == [60 + 20, 1000 + 400] and py.tolist() == [20, 400]


def test_functional_results_have_a_graph_only_on_request() -> None:
    x = X.clone().requires_grad_()
    assert not AF.jacobian(cubes, x).requires_grad
    matrix = AF.jacobian(cubes, x, create_graph=True)
    matrix.sum().backward()
    assert x.grad.tolist() == [6, 12]


def test_functional_errors() -> None:
    with pytest.raises(RuntimeError, match="v has invalid size: should be torch.Size"):
        AF.vjp(cubes, X, torch.ones(3, dtype=f64))
    with pytest.raises(RuntimeError, match="The vector v can only be None if"):
        AF.vjp(cubes, X)
    with pytest.raises(TypeError, match="must be either a Tensor or a tuple of Tensors"):
        AF.jacobian(cubes, 3.0)
    with pytest.raises(RuntimeError, match="independent of input 1"):
        AF.jacobian(lambda x, y: x * 2, (X, Y), strict=True)
