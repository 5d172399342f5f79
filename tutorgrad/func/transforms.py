"""Functions in, derivatives out: `grad(f)` is a function that gives the gradient of f.

    grad(grad(torch.sin))(x)                     # -sin(x)
    vmap(grad(loss), (None, 0, 0))(w, xs, ys)    # one gradient per sample

Arguments and results may be trees: tuples, lists and dicts of Tensors. A result has a history only
where it depends on something outside that wants a gradient.   Source: torch.func.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from .. import engine
from ..autograd.grad_mode import enable_grad, set_grad_enabled
from ..autograd.tangents import LinearMap, depends, edges, gated, recording, settled
from ..creation import eye, zeros_like
from ..nodes import Value
from ..ops import stack
from ..trees import Structure, flatten, mapped

Function = Callable[..., Any]
Argnums = int | tuple[int, ...]
JVP = "jvp(f, primals, tangents)"


class Gated:
    """One call of a function with gates in front of some arguments, and what came out.

    leaves, structure: the chosen arguments as they are at the gates.   outputs: the flat results.
    """

    def __init__(
        self,
        name: str,
        func: Function,
        args: Sequence[Any],
        argnums: Any,
        aux: bool,
        **keywords: Any,
    ) -> None:
        self.recording = recording()
        chosen = args if argnums is None else slice_arguments(args, argnums)
        leaves, self.structure = flatten(chosen)
        with enable_grad():
            self.leaves = [gate(leaf) for leaf in leaves]
            self.gates = [leaf.node for leaf in self.leaves]  # a leaf may be written to: keep these
            inside = replaced(args, self.structure.fill(self.leaves), argnums)
            result = func(*inside, **keywords)
        for node in self.gates:  # the transforms inside func are done
            node.open = False
        self.aux = None
        if aux:
            if not (isinstance(result, tuple) and len(result) == 2):
                raise RuntimeError(
                    f"{name}: output of function f should be a tuple: (output, aux) if has_aux is "
                    "True"
                )
            result, self.aux = result
            self.aux = self.settled(self.aux)
        self.result = result
        self.outputs, self.shape = flatten(result)

    def settled(self, tree: Any) -> Any:
        """Results as they leave the transform."""
        return mapped(lambda value: settled(value, self.gates, self.recording), tree)

    def pull(self, vectors: Sequence[Any], retain: bool, batched: bool = False) -> list[Any]:
        """vᵀJ for every chosen leaf, with one vector per output (or a batch of them)."""
        pairs = [(o, v) for o, v in zip(self.outputs, vectors, strict=True) if o.requires_grad]
        found: Sequence[Any] = [None] * len(self.gates)
        record = recording() and depends([*self.outputs, *vectors], self.gates)
        if pairs and not (batched and not len(vectors[0])):
            found = engine.grad(
                [o for o, _ in pairs],
                edges(self.gates),
                [v for _, v in pairs],
                retain_graph=retain or record,
                create_graph=record,
                allow_unused=True,
                is_grads_batched=batched,
            )
        zeros = [
            leaf.new_zeros((*(vectors[0].shape[:1] if batched else ()), *leaf.shape))
            for leaf in self.leaves
        ]
        return [
            zero.detach() if grad is None else settled(grad, self.gates, record)
            for grad, zero in zip(found, zeros, strict=True)
        ]


def gate(value: Any) -> Any:
    """A Tensor behind a gate. Raises ValueError for anything else."""
    if not isinstance(value, Value):
        raise ValueError(f"Thing passed to transform API must be Tensor, got {type(value)}")
    return gated(value)


# -------------------------------------------------------------------------------- reverse mode


def grad(func: Function, argnums: Argnums = 0, has_aux: bool = False) -> Function:
    """The function that gives the gradient of `func`, which gives one number.

    argnums: which arguments to differentiate by; a tuple gives a tuple.   has_aux: `func` returns
    (number, anything), and the result is (gradient, anything).
    Raises RuntimeError when `func` gives anything but a 0-d Tensor.   Source: torch.func.grad.
    """

    @functools.wraps(func, updated=())
    def wrapper(*args: Any, **keywords: Any) -> Any:
        slopes, value = grad_and_value(func, argnums, has_aux)(*args, **keywords)
        return (slopes, value[1]) if has_aux else slopes

    return wrapper


def grad_and_value(func: Function, argnums: Argnums = 0, has_aux: bool = False) -> Function:
    """As `grad`, but the function gives (gradient, value), or (gradient, (value, anything)).

    Source: torch.func.grad_and_value.
    """
    name = "grad_and_value(f)(*args)"

    @functools.wraps(func, updated=())
    def wrapper(*args: Any, **keywords: Any) -> Any:
        call = Gated(name, func, args, argnums, has_aux, **keywords)
        output = call.result
        if not isinstance(output, Value):
            raise RuntimeError(f"{name}: Expected f(*args) to return a Tensor, got {type(output)}")
        if output.array.ndim:
            raise RuntimeError(
                f"{name}: Expected f(*args) to return a scalar Tensor, got tensor with "
                f"{output.array.ndim} dims. Maybe you wanted to use the vjp or jacrev APIs instead?"
            )
        slopes = call.structure.fill(call.pull([zeros_like(output).detach() + 1], retain=False))
        value = call.settled(output)
        return slopes, (value, call.aux) if has_aux else value

    return wrapper


def vjp(func: Function, *primals: Any, has_aux: bool = False) -> tuple[Any, ...]:
    """(func(*primals), pull): `pull(cotangents)` gives vᵀJ for every primal.

    has_aux: `func` returns (output, anything), which is returned third.   Source: torch.func.vjp.
    """
    results, _ = vjp_by(func, primals, None, has_aux)
    return results


def vjp_by(func: Function, args: Any, argnums: Any, has_aux: bool) -> tuple[tuple[Any, ...], Gated]:
    """What `vjp` returns, by some of the arguments, and the call behind it."""
    name = "vjp(f, *primals)"
    call = Gated(name, func, args, argnums, has_aux)
    check_outputs(call.outputs, name)
    for output in call.outputs:
        if output.array.dtype.kind != "f":
            raise RuntimeError(
                "vjp(f, ...): All outputs of f must be floating-point or complex Tensors, got "
                f"Tensor with dtype {output.dtype}"
            )

    def pull(cotangents: Any, retain_graph: bool = True, create_graph: bool | None = None) -> Any:
        vectors, structure = flatten(cotangents)
        if structure != call.shape:
            raise RuntimeError(
                "Expected pytree structure of cotangents to be the same as pytree structure of "
                f"outputs to the function. cotangents: {structure.drawn()}, "
                f"primal output: {call.shape.drawn()}"
            )
        with set_grad_enabled(recording() if create_graph is None else create_graph):
            return call.structure.fill(call.pull(vectors, retain_graph))

    results = call.settled(call.result), pull
    return ((*results, call.aux) if has_aux else results), call


def jacrev(
    func: Function,
    argnums: Argnums = 0,
    *,
    has_aux: bool = False,
    chunk_size: int | None = None,
    _preallocate_and_copy: bool = False,
) -> Function:
    """The function that gives the Jacobian of `func`, one backward per number of the output.

    Shape: (*output, *input) for every pair; trees of outputs hold trees of inputs.
    chunk_size: accepted; rows are computed one by one.   Source: torch.func.jacrev.
    """
    if not (chunk_size is None or chunk_size > 0):
        raise ValueError("jacrev: `chunk_size` should be greater than 0.")

    @functools.wraps(func, updated=())
    def wrapper(*args: Any) -> Any:
        _, call = vjp_by(func, args, argnums, has_aux)
        blocks = []
        for at, output in enumerate(call.outputs):
            count = output.numel()
            basis = [
                eye(count, dtype=o.dtype, device=o.device).reshape(count, *o.shape)
                if i == at
                else o.new_zeros((count, *o.shape)).detach()
                for i, o in enumerate(call.outputs)
            ]
            rows = zip(call.pull(basis, True, batched=True), call.leaves, strict=True)
            blocks.append(
                call.structure.fill(row.reshape((*output.shape, *x.shape)) for row, x in rows)
            )
        jacobian = call.shape.fill(blocks)
        return (jacobian, call.aux) if has_aux else jacobian

    return wrapper


# -------------------------------------------------------------------------------- forward mode


def jvp(
    func: Function, primals: Any, tangents: Any, *, strict: bool = False, has_aux: bool = False
) -> tuple[Any, ...]:
    """(func(*primals), J · tangents), by the double-vjp trick (see `autograd.tangents`).

    strict: raise RuntimeError when an output does not depend on the primals.
    Source: torch.func.jvp.
    """
    if not isinstance(primals, tuple):
        raise RuntimeError(
            f"{JVP}: Expected primals to be a tuple. E.g. it should be valid to call f(*primals)."
        )
    directions, structure = flatten(tangents)
    if structure != Structure(primals):
        raise RuntimeError(
            f"{JVP}: Expected primals and tangents to have the same python structure. For example, "
            "if primals is a tuple of 3 tensors, tangents also must be. Got primals with structure "
            f"{Structure(primals)} and tangents with structure {structure}"
        )
    check_tensors(flatten(primals)[0], "primals")
    check_tensors(directions, "tangents")
    call = Gated(JVP, func, primals, None, has_aux)
    check_outputs(call.outputs, JVP)
    found = pushed(call, LinearMap(call.outputs, call.gates), directions, strict)
    results = call.settled(call.result), call.shape.fill(found)
    return (*results, call.aux) if has_aux else results


def pushed(call: Gated, linear: LinearMap, tangents: Sequence[Any], strict: bool = False) -> Any:
    """J · tangents for every output of a call, zeros where it depends on no input."""
    found = linear.along(tangents, recording())
    if strict and any(tangent is None for tangent in found):
        raise RuntimeError(
            "jvp(f, primals, tangents, strict=True): The output of f is independent of the inputs. "
            "This is not allowed with strict=True."
        )
    return [
        zeros_like(output).detach() if tangent is None else tangent
        for output, tangent in zip(call.outputs, found, strict=True)
    ]


def linearize(func: Function, *primals: Any) -> tuple[Any, Function]:
    """(func(*primals), push): `push(*tangents)` gives J · tangents without running func again.

    Source: torch.func.linearize.
    """
    call = Gated("linearize", func, primals, None, False)
    check_outputs(call.outputs, "linearize")
    linear = LinearMap(call.outputs, call.gates)

    def push(*tangents: Any) -> Any:
        directions, structure = flatten(tangents)
        if structure != call.structure:
            raise RuntimeError(
                "Expected the tangents "
                f"{structure} to have the same argspec as the primals {call.structure}"
            )
        return call.shape.fill(pushed(call, linear, directions))

    return call.settled(call.result), push


def jacfwd(
    func: Function,
    argnums: Argnums = 0,
    has_aux: bool = False,
    *,
    chunk_size: int | None = None,
    randomness: str = "error",
) -> Function:
    """The function that gives the Jacobian of `func`, one product J u per number of the input.

    Shape and trees as `jacrev`.   chunk_size, randomness: accepted; `func` runs once.
    Source: torch.func.jacfwd.
    """

    @functools.wraps(func, updated=())
    def wrapper(*args: Any) -> Any:
        call = Gated("jacfwd(f)(*args)", func, args, argnums, has_aux)
        check_outputs(call.outputs, "jacfwd(f)(*args)")
        linear = LinearMap(call.outputs, call.gates)
        columns = [columns_of(call, linear, at) for at in range(len(call.leaves))]
        jacobian = call.shape.fill(
            call.structure.fill(by_input[i] for by_input in columns)
            for i in range(len(call.outputs))
        )
        return (jacobian, call.aux) if has_aux else jacobian

    return wrapper


def columns_of(call: Gated, linear: LinearMap, at: int) -> list[Any]:
    """For every output its derivative by one input.   Shape: (*output, *input)."""
    leaf = call.leaves[at]
    zeros = [zeros_like(other).detach() for other in call.leaves]
    columns = []
    for unit in eye(leaf.numel(), dtype=leaf.dtype, device=leaf.device):
        directions = [*zeros[:at], unit.reshape(leaf.shape), *zeros[at + 1 :]]
        columns.append(pushed(call, linear, directions))
    if not columns:
        return [o.new_zeros((*o.shape, *leaf.shape)) for o in call.outputs]
    return [
        stack(parts, dim=-1).reshape((*output.shape, *leaf.shape))
        for parts, output in zip(zip(*columns, strict=True), call.outputs, strict=True)
    ]


def hessian(func: Function, argnums: Argnums = 0) -> Function:
    """The function that gives all second derivatives of `func`: forward over reverse mode.

    Shape: (*output, *input, *input).   Source: torch.func.hessian.
    """
    return jacfwd(jacrev(func, argnums), argnums)


# ------------------------------------------------------------------------------------- checks


def slice_arguments(args: Sequence[Any], argnums: Any) -> Any:
    """The arguments to differentiate by: one for an int, a tuple for a tuple."""
    if isinstance(argnums, int):
        return args[checked_argnum(argnums, len(args))]
    if not isinstance(argnums, tuple):
        raise RuntimeError(f"argnums must be int or Tuple[int, ...], got: {type(argnums)}")
    numbers = [checked_argnum(n, len(args)) for n in argnums]
    if not numbers:
        raise RuntimeError("argnums must be non-empty")
    if len(set(numbers)) != len(numbers):
        raise RuntimeError(f"argnums elements must be unique, got {tuple(numbers)}")
    return tuple(args[n] for n in numbers)


def checked_argnum(argnum: Any, count: int) -> int:
    if not isinstance(argnum, int):
        raise RuntimeError(f"argnum must be int, got: {type(argnum)}")
    if not -count <= argnum < count:
        raise RuntimeError(f"Got argnum={argnum}, but only {count} positional inputs")
    return argnum % count


def replaced(args: Sequence[Any], chosen: Any, argnums: Any) -> list[Any]:
    """The arguments with the chosen ones in their places."""
    if argnums is None:
        return list(chosen)
    if not isinstance(argnums, tuple):
        argnums, chosen = (argnums,), (chosen,)
    inside = list(args)
    for number, value in zip(argnums, chosen, strict=True):
        inside[number] = value
    return inside


def check_outputs(outputs: list[Any], name: str) -> None:
    """Raise unless a function gave Tensors, and at least one."""
    if not outputs or outputs == [None]:
        raise RuntimeError(
            f"{name}: Expected f to be a function that has non-empty output (got output = "
            f"{outputs})"
        )
    for output in outputs:
        if not isinstance(output, Value):
            raise RuntimeError(
                f"{name}: expected f(*primals) to return only tensors, got unsupported type "
                f"{type(output)}"
            )


def check_tensors(leaves: list[Any], what: str) -> None:
    """Raise unless primals or tangents are Tensors, and at least one."""
    if not leaves:
        raise RuntimeError(f"{JVP}: Expected {what} to contain at least one Tensor.")
    for leaf in leaves:
        if not isinstance(leaf, Value):
            raise RuntimeError(f"{JVP}: Expected {what} to only contain Tensors, got {type(leaf)}")
