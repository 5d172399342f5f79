"""The walk back: accumulation, freed graphs, chosen inputs, hooks, memory and scale.

Everything here but the last section holds for PyTorch too, and was written with both at hand.
"""

from __future__ import annotations

import gc
import threading
import tracemalloc
import weakref
from typing import Any

import numpy as np
import pytest

import tutorgrad as torch


def leaf(*values: float) -> Any:
    return torch.tensor(values, dtype=torch.float64, requires_grad=True)


# ----------------------------------------------------------------------------- accumulation


def test_gradients_add_up_in_one_object() -> None:
    x = leaf(1, 2)
    (x * x).sum().backward()
    first = x.grad
    written = first._version
    assert first.tolist() == [2, 4]
    (3 * x).sum().backward()
    assert x.grad is first and first.tolist() == [5, 7] and first._version == written + 1


def test_a_value_used_twice_gets_both_gradients() -> None:
    x = leaf(2, 3)
    y = x * x
    (y * y + y).sum().backward()
    assert x.grad.tolist() == [4 * 8 + 4, 4 * 27 + 6]


def test_the_gradient_is_not_the_vector_that_was_passed() -> None:
    x, v = leaf(1, 2), torch.ones(2, dtype=torch.float64)
    (x + 0).backward(v)
    assert x.grad is not v and x.grad.data_ptr() != v.data_ptr()
    x.grad += 1
    assert v.tolist() == [1, 1]


def test_two_leaves_do_not_share_a_gradient() -> None:
    x, y = leaf(1, 2), leaf(3, 4)
    (x + y).sum().backward()
    x.grad.mul_(10)
    assert y.grad.tolist() == [1, 1]


def test_several_roots_add_up() -> None:
    x = leaf(1, 2)
    a, b = x.sum(), x * 2
    torch.autograd.backward([a, b], [None, torch.tensor([1.0, 10.0], dtype=torch.float64)])
    assert x.grad.tolist() == [3, 21]


def test_a_gradient_keeps_the_dtype_of_its_leaf() -> None:
    x = torch.ones(2, dtype=torch.float16, requires_grad=True)
    (x.double() * 2).sum().backward()
    assert x.grad.dtype is torch.float16


def test_broadcast_gradients_have_the_shape_of_the_leaf() -> None:
    x, y = torch.ones(3, 1, requires_grad=True), torch.ones(2, requires_grad=True)
    (x * y).sum().backward()
    assert (x.grad.tolist(), y.grad.tolist()) == ([[2], [2], [2]], [3, 3])


def test_a_leaf_can_be_the_root() -> None:
    x = torch.tensor(3.0, requires_grad=True)
    x.backward()
    x.backward()
    assert x.grad.item() == 2


# ---------------------------------------------------------------------- roots that cannot be


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("x.backward()", "grad can be implicitly created only for scalar outputs"),
        ("x.detach().sum().backward()", "element 0 of tensors does not require grad"),
        ("(x * 2).backward(torch.ones(3))", "Mismatch in shape: grad_output\\[0\\] has a shape of"),
        ("x.sum().backward(inputs=[])", "`inputs` argument to `backward\\(\\)` cannot be empty"),
        ("torch.autograd.grad(x.sum(), leaf(1))", "appears to not have been used in the graph"),
        ("torch.autograd.grad(x.sum(), x.detach())", "does not require grad"),
    ],
)
def test_wrong_roots_and_inputs(call: str, message: str) -> None:
    with pytest.raises(RuntimeError, match=message):
        eval(call, {"torch": torch, "x": leaf(1, 2), "leaf": leaf})


# ------------------------------------------------------------------------------ freed graphs

FREED = (
    "a.exp() a.sin() a*a a*2 a/2 a/b a**2 a@a a.max() a.max(0).values a.prod() a.relu() a.sigmoid()"
)
FREED += (
    " a.abs() a.clamp(0,1) torch.where(a>1,a,b) a.softmax(0) a.std() a[[0,1]] a.log() a.cumprod(0)"
)
KEPT = "a+b a-b -a a.sum() a.mean() a.view(2,1) a.t() a[0] a.clone() a.expand(3,2) a.cumsum(0)"
KEPT += " torch.cat([a,b]) torch.stack([a,b]) a.float() a.reshape(-1) a.unbind()[0] a.flip(0)"


@pytest.mark.parametrize("call", FREED.split())
def test_a_second_backward_through_what_saved_something_is_refused(call: str) -> None:
    y = eval(call, {"torch": torch, "a": leaf(1, 2), "b": leaf(3, 4)}).sum()
    y.backward()
    with pytest.raises(RuntimeError, match="Trying to backward through the graph a second time"):
        y.backward()


@pytest.mark.parametrize("call", KEPT.split())
def test_a_second_backward_through_what_saved_nothing_works(call: str) -> None:
    a = leaf(1, 2)
    y = eval(call, {"torch": torch, "a": a, "b": leaf(3, 4)}).sum()
    y.backward()
    once = a.grad.clone()
    y.backward()
    assert a.grad.tolist() == (2 * once).tolist()


def test_retain_graph_allows_any_number_of_passes() -> None:
    x = leaf(1, 2)
    y = (x * x).sum()
    for _ in range(3):
        y.backward(retain_graph=True)
    y.backward()
    assert x.grad.tolist() == [8, 16]
    with pytest.raises(RuntimeError, match="second time"):
        y.backward()


def test_only_the_walked_part_is_freed() -> None:
    x = leaf(1, 2)
    shared = x * x
    a, b = shared.sum(), shared.exp()
    a.backward()
    with pytest.raises(RuntimeError, match="second time"):
        b.sum().backward()  # through `shared`, which is freed


def test_create_graph_keeps_the_graph() -> None:
    x = leaf(2)
    y = x**3
    (first,) = torch.autograd.grad(y, x, torch.ones(1, dtype=torch.float64), create_graph=True)
    (second,) = torch.autograd.grad(first.sum(), x, create_graph=True)
    (third,) = torch.autograd.grad(second.sum(), x)
    assert (first.item(), second.item(), third.item()) == (12, 12, 6)


# ------------------------------------------------------------------------------- inputs=, grad


def test_inputs_choose_who_gets_a_gradient() -> None:
    x, y = leaf(1, 2), leaf(3, 4)
    z = x * y
    z.sum().backward(inputs=[x])
    assert x.grad.tolist() == [3, 4] and y.grad is None


def test_inputs_may_be_values_on_the_way() -> None:
    x = leaf(1, 2)
    y = x * 3
    z = (y * y).sum()
    (found,) = torch.autograd.grad(z, y, retain_graph=True)
    assert found.tolist() == [6, 12] and x.grad is None
    y.retain_grad()
    z.backward(inputs=[y, x])
    assert y.grad.tolist() == [6, 12] and x.grad.tolist() == [18, 36]


def test_grad_leaves_the_grad_fields_alone() -> None:
    x = leaf(1, 2)
    torch.autograd.grad((x * x).sum(), x)
    assert x.grad is None


def test_unused_inputs() -> None:
    x, y = leaf(1), leaf(2)
    assert torch.autograd.grad(x.sum(), [x, y], allow_unused=True)[1] is None
    zeros = torch.autograd.grad(x.sum(), [x, y], materialize_grads=True)[1]
    assert zeros.tolist() == [0]


def test_the_same_input_twice() -> None:
    x = leaf(1, 2)
    a, b = torch.autograd.grad((x * x).sum(), [x, x])
    assert a.tolist() == b.tolist() == [2, 4]


# --------------------------------------------------------------------------------------- hooks


def test_tensor_hooks_run_in_order_and_may_replace_the_gradient() -> None:
    x, seen = leaf(1, 2), []
    x.register_hook(lambda g: seen.append(g.tolist()))
    x.register_hook(lambda g: g * 10)
    x.register_hook(lambda g: seen.append(g.tolist()))
    x.sum().backward()
    assert seen == [[1, 1], [10, 10]] and x.grad.tolist() == [10, 10]


def test_a_leaf_hook_sees_the_sum_once() -> None:
    x, seen = leaf(1, 2), []
    x.register_hook(lambda g: seen.append(g.tolist()))
    (x * 2 + x * 3).sum().backward()
    assert seen == [[5, 5]]


def test_hooks_of_computed_values_run_before_their_node() -> None:
    x, seen = leaf(1, 2), []
    y = x * 2
    y.register_hook(lambda g: seen.append("tensor") or g * 2)
    y.grad_fn.register_prehook(lambda gs: seen.append("before"))
    y.grad_fn.register_hook(lambda gi, go: seen.append("after"))
    y.sum().backward()
    assert seen == ["tensor", "before", "after"] and x.grad.tolist() == [4, 4]


def test_node_hooks_may_replace_gradients() -> None:
    x = leaf(1, 2)
    y = x * 2
    y.grad_fn.register_prehook(lambda gs: (gs[0] * 10,))
    y.grad_fn.register_hook(lambda gi, go: (gi[0] + 1, gi[1]))
    y.sum().backward()
    assert x.grad.tolist() == [21, 21]


def test_a_removed_hook_is_silent() -> None:
    x, seen = leaf(1, 2), []
    handle = x.register_hook(lambda g: seen.append(1))
    with x.register_hook(lambda g: seen.append(2)):
        x.sum().backward()
    handle.remove()
    handle.remove()
    x.sum().backward()
    assert seen == [1, 2]


def test_retain_grad_sees_what_hooks_left() -> None:
    x = leaf(1, 2)
    y = x * 2
    y.retain_grad()
    y.register_hook(lambda g: g * 3)
    y.sum().backward()
    assert y.retains_grad and y.grad.tolist() == [3, 3] and x.grad.tolist() == [6, 6]


def test_post_accumulate_hooks_see_the_finished_grad() -> None:
    x, seen = leaf(1, 2), []
    handle = x.register_post_accumulate_grad_hook(lambda t: seen.append(t.grad.tolist()))
    (x * 2 + x).sum().backward()
    handle.remove()
    x.sum().backward()
    assert seen == [[3, 3]]


def test_hooks_need_something_to_hang_on() -> None:
    with pytest.raises(RuntimeError, match="cannot register a hook on a tensor that doesn't"):
        torch.ones(1).register_hook(print)
    with pytest.raises(RuntimeError, match="cannot be registered on non-leaf tensors"):
        (leaf(1) * 1).register_post_accumulate_grad_hook(print)


def test_a_hook_may_run_a_backward_of_its_own() -> None:
    x, w = leaf(1, 2), leaf(3)

    def another(grad: Any) -> None:
        with torch.enable_grad():
            (w * w).sum().backward()

    x.register_hook(another)
    x.sum().backward()
    assert (x.grad.tolist(), w.grad.tolist()) == ([1, 1], [6])


def test_a_failing_hook_leaves_no_mode_behind() -> None:
    x = leaf(1, 2)
    handle = x.register_hook(lambda g: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        x.sum().backward()
    handle.remove()
    assert torch.is_grad_enabled() and (x * 2).requires_grad
    x.grad = None
    (x * x).sum().backward()
    assert x.grad.tolist() == [2, 4]


# ------------------------------------------------------------------------------------- threads


def test_a_thread_trains_while_another_runs_without_recording() -> None:
    inside, done, grads, flags = threading.Event(), threading.Event(), [], []

    def evaluate() -> None:
        with torch.no_grad():
            inside.set()
            done.wait(10)
            flags.append((torch.is_grad_enabled(), (leaf(1) * 2).requires_grad))

    def train() -> None:
        inside.wait(10)
        x = leaf(3)
        (x * x).sum().backward()
        grads.append(x.grad.item())
        done.set()

    threads = [threading.Thread(target=run) for run in (evaluate, train)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (grads, flags) == ([6], [(False, False)])


# ----------------------------------------------------------------------------- memory, scale


def chain(x: Any, length: int) -> Any:
    for i in range(length):
        x = x * 1.0 if i % 2 else x + 0.0
    return x


def test_a_chain_of_100_000_calls() -> None:
    """Backward, a second derivative and dropping it all work without recursion."""
    x = torch.ones(1, requires_grad=True)
    y = chain(x, 100_000)
    y.backward()
    assert x.grad.item() == 1
    (first,) = torch.autograd.grad(chain(x * x, 20_000), x, create_graph=True)
    (second,) = torch.autograd.grad(first, x)
    assert (first.item(), second.item()) == (2, 2)
    del y, first, second


def test_a_long_chain_that_nobody_walks_is_dropped() -> None:
    y = chain(torch.ones(1, requires_grad=True), 100_000)
    gone = weakref.ref(y.grad_fn)
    del y
    assert gone() is None


def test_a_dropped_graph_is_freed_at_once() -> None:
    gc.disable()
    try:
        x = torch.ones(1000, requires_grad=True)
        y = (x * 2).exp()
        z = y.sum()
        references = [weakref.ref(v) for v in (y, y.grad_fn, z.grad_fn)]
        del y, z
        assert [r() for r in references] == [None] * 3
    finally:
        gc.enable()


def test_backward_frees_what_was_saved() -> None:
    x = torch.ones(1000, requires_grad=True)
    y = x.exp()
    saved = weakref.ref(y)
    z = (y * y).sum()
    del y
    z.backward()
    assert saved() is None


def train(steps: int, weights: list[Any], x: Any, target: Any) -> None:
    w, b, v = weights
    for _ in range(steps):
        loss = (((x @ w + b).relu() @ v - target) ** 2).mean()
        for p in weights:
            p.grad = None
        loss.backward()
        with torch.no_grad():
            for p in weights:
                p -= 0.01 * p.grad


def test_training_leaves_nothing_behind() -> None:
    """5,000 steps without the garbage collector: no growth, and nothing for it to find."""
    torch.manual_seed(0)
    weights = [torch.randn(*s, requires_grad=True) for s in ((4, 8), (8,), (8, 1))]
    x, target = torch.randn(16, 4), torch.randn(16, 1)
    gc.disable()
    try:
        train(50, weights, x, target)
        gc.collect()
        tracemalloc.start()
        train(600, weights, x, target)  # until Python's own caches are full
        before, _ = tracemalloc.get_traced_memory()
        train(5000, weights, x, target)
        after, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        found = gc.collect()
    finally:
        tracemalloc.stop()
        gc.enable()
    assert after - before < 4096, f"{after - before} bytes more"
    assert found == 0


def test_a_numpy_array_is_no_tensor_in_place_either() -> None:
    """Not even one that would fit: `x.add_` refuses what `x.add` refuses."""
    x = torch.ones(3)
    with torch.no_grad(), pytest.raises(TypeError, match="must be Tensor, not numpy.ndarray"):
        x.add_(np.ones(3, np.float32))
    assert (x.tolist(), x._version) == ([1.0, 1.0, 1.0], 0)
