"""What must be as it was for a program to be the step: looked at before every replay.

The arguments, the tensors that were there before, the modes of the library, and the facts of the
survey become one long condition, written out and compiled.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..backend.simulated import owner
from ..dtypes import get_default_dtype
from ..nodes import Value, mode
from .names import Names
from .recording import CaptureError
from .survey import Survey, same
from .watching import HOOKS, Watch


def modes() -> tuple[Any, ...]:
    """The settings that change what an operation does."""
    return mode.grad, mode.inference, get_default_dtype()


def marks(tensor: Any) -> dict[str, Any]:
    """The attributes that a user has given a tensor."""
    kind = type(tensor)
    known = ("array", "version")
    return {k: v for k, v in vars(tensor).items() if k not in known and not hasattr(kind, k)}


# ------------------------------------------------------------------------------ the condition


def condition(
    tape: Watch, survey: Survey, args: Any, keywords: Any, tensors: dict[int, str]
) -> Callable[[Any, Any], bool]:
    """`fits(args, keywords)`: may the program of a tape run for these arguments, now?

    tensors: the path to each tensor of the arguments.
    """
    names = Names()
    names.space.update(same=same, modes=modes, len=len)
    parts = [f"modes() == {names.of(modes(), 'settings')}"]
    for given, path in ((args, "args"), (keywords, "keywords")):
        parts += shape_of(given, path, tape, names, tensors)
    for seen in tape.seen.values():
        if id(seen.tensor) not in tape.arguments:
            tensor = names.of(seen.tensor, "tensor")
            parts += [f"{tensor}.array is {names.of(seen.array, 'array')}", *plain(tensor, seen)]
    for tensor, kept in tape.grads.values():
        if kept is not Ellipsis:
            name = tensors.get(id(tensor)) or names.of(tensor, "tensor")
            held = None if kept is None else names.of(kept, "grad")
            parts.append(f"{name}.kept_grad is {held}")
    parts += apart(tape, tensors, names) + marked(tape, survey, tensors, names)
    parts += dict.fromkeys(fact.condition(names.of) for fact in survey.facts)
    return written("args, keywords", parts, names)  # type: ignore[no-any-return]


def check_of(survey: Survey) -> Callable[[], None]:
    """A function that raises CaptureError when the facts have changed in the middle of a step."""
    names = Names()
    names.space.update(same=same)
    hold = written("", ["True", *dict.fromkeys(f.condition(names.of) for f in survey.facts)], names)

    def check() -> None:
        if not hold():
            raise CaptureError(
                f"a function under torch.compiler.disable changed {survey.changed()}, which the "
                "captured step reads; change it before or after the step"
            )

    return check


def written(parameters: str, parts: list[str], names: Names) -> Any:
    source = f"def fits({parameters}):\n    return (" + "\n        and ".join(parts) + ")"
    exec(compile(source, "<guards of a captured step>", "exec"), names.space)
    return names.space["fits"]


def apart(tape: Watch, paths: dict[int, str], names: Names) -> list[str]:
    """Two arguments are two tensors, and where the step writes, they share no memory that was not
    shared before, with each other or with tensors from outside.
    """
    several = list(paths.values())
    names.space.update(id=id)
    parts = []
    if len(several) > 1:
        parts.append(f"len({{{', '.join(f'id({path})' for path in several)}}}) == {len(several)}")
    written = {root for call in tape.calls for root in getattr(call, "writes", ())}
    kinds = {tape.cells[root].kind for root in written}
    if several and kinds & {"outside", "argument"}:
        arrays = [f"{path}.array" for path in several]
        owners = {id(owner(c.host)) for c in tape.cells if c.kind == "outside"}
        names.space.update(owner=owner, owners=frozenset(owners))
        mine = [f"id({a} if {a}.base is None else owner({a}))" for a in arrays]
        parts.append(f"len({{{', '.join(mine)}}} - owners) == {len(mine)}")
    return parts


def marked(tape: Watch, survey: Survey, paths: dict[int, str], names: Names) -> list[str]:
    """The attributes that users gave tensors: the code names none that was not there."""
    tensors = {**survey.tensors, **{id(s.tensor): s.tensor for s in tape.seen.values()}}
    parts = []
    for tensor in tensors.values():
        there, path = marks(tensor), paths.get(id(tensor)) or names.of(tensor, "tensor")
        if id(tensor) in paths:
            new = {n for n in survey.names - there.keys() if not hasattr(type(tensor), n)}
            new -= {"array", "version"}
            parts.append(f"{names.of(frozenset(new), 'marks')}.isdisjoint({path}.__dict__)")
        else:  # no attribute more than there was, hooks included
            parts.append(f"len({path}.__dict__) == {len(tensor.__dict__)}")
        for name, value in there.items():
            if id(tensor) in paths:  # such an argument has it anew at every call
                value = None if name in survey.names else value
            parts.append(f"same({path}.__dict__.get({name!r}), {names.of(value, 'value')})")
    return parts


def plain(name: str, seen: Any) -> list[str]:
    flags = [f"{name}.leaf_requires_grad is {seen.wants_grad}"]
    return flags + [f"{name}.{hooks} is None" for hooks in HOOKS if hooks in vars(seen.tensor)]


def shape_of(thing: Any, path: str, tape: Watch, names: Names, paths: dict[int, str]) -> list[str]:
    """The conditions on one argument: the same containers, and tensors of the same kind."""
    kind = names.of(type(thing), type(thing).__name__)
    parts = [f"type({path}) is {kind}"]
    if isinstance(thing, Value):
        first = paths.get(id(thing))
        if first is None:
            return [f"{path} is {names.of(thing, 'tensor')}"]
        if first != path:
            return [f"{path} is {first}"]
        array = thing.array
        facts = array.shape, array.strides
        parts += [
            f"type({path}.array) is {names.of(type(array), 'ndarray')}",
            f"({path}.array.shape, {path}.array.strides) == {facts!r}",
            f"{path}.array.base is None" if tape.geometric else "True",
            f"{path}.array.dtype is {names.of(array.dtype, 'dtype')}",
            f"{path}.node is {None if thing.node is None else 'not None'}",
            f"{path}.leaf_requires_grad is {thing.leaf_requires_grad}",
        ]
        return parts + [f"{path}.{hooks} is None" for hooks in HOOKS]
    if isinstance(thing, list | tuple):
        parts.append(f"len({path}) == {len(thing)}")
        for i, part in enumerate(thing):
            parts += shape_of(part, f"{path}[{i}]", tape, names, paths)
        return parts
    if type(thing) is dict:
        parts.append(f"list({path}) == {names.of(list(thing), 'keys')}")
        for key in thing:
            parts += shape_of(thing[key], f"{path}[{key!r}]", tape, names, paths)
        return parts
    return [f"same({path}, {names.of(thing, 'value')})"]
